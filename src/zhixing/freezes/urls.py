"""Addresses of 智续."""

from django.urls import URLPattern, path

from zhixing.freezes.pages import ledger, measures

urlpatterns: list[URLPattern] = [
    path("freezes/", measures.freezes, name="freezes"),
    path("freezes/forecast/", measures.forecast, name="freezes-forecast"),
    path("freezes/import/", ledger.take_in, name="freezes-import"),
    path("freezes/import/<str:token>/", ledger.preview, name="freezes-preview"),
    path("freezes/import/<str:token>/accept/", ledger.accept, name="freezes-accept"),
    path("freezes/import/<str:token>/discard/", ledger.discard, name="freezes-discard"),
    path("freezes/<uuid:measure_id>/", measures.measure, name="measure"),
    path("freezes/<uuid:measure_id>/why/", measures.why, name="measure-why"),
    path("freezes/<uuid:measure_id>/end/", measures.enter_end, name="measure-end"),
    path("freezes/<uuid:measure_id>/release/", measures.release, name="measure-release"),
    path("cases/<uuid:case_id>/freezes/", measures.of_case, name="case-freezes"),
    path("cases/<uuid:case_id>/freezes/figure/", measures.figure_of_case, name="case-freezes-figure"),
]
