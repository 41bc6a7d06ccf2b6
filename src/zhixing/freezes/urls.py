"""Addresses of 智续."""

from django.urls import URLPattern, path

from zhixing.freezes import import_pages, pages

urlpatterns: list[URLPattern] = [
    path("freezes/", pages.freezes, name="freezes"),
    path("freezes/forecast/", pages.forecast, name="freezes-forecast"),
    path("freezes/import/", import_pages.take_in, name="freezes-import"),
    path("freezes/import/<str:token>/", import_pages.preview, name="freezes-preview"),
    path("freezes/import/<str:token>/accept/", import_pages.accept, name="freezes-accept"),
    path("freezes/import/<str:token>/discard/", import_pages.discard, name="freezes-discard"),
    path("freezes/<uuid:measure_id>/", pages.measure, name="measure"),
    path("freezes/<uuid:measure_id>/why/", pages.why, name="measure-why"),
    path("freezes/<uuid:measure_id>/end/", pages.enter_end, name="measure-end"),
    path("freezes/<uuid:measure_id>/release/", pages.release, name="measure-release"),
    path("cases/<uuid:case_id>/freezes/", pages.of_case, name="case-freezes"),
    path("cases/<uuid:case_id>/freezes/figure/", pages.figure_of_case, name="case-freezes-figure"),
]
