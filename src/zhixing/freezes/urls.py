"""Addresses of 智续."""

from django.urls import URLPattern, path

from zhixing.freezes.pages import calendars, continuity, lapses, ledger, measures

urlpatterns: list[URLPattern] = [
    path("freezes/", measures.freezes, name="freezes"),
    path("freezes/forecast/", measures.forecast, name="freezes-forecast"),
    path("freezes/calendar/", calendars.calendar, name="freezes-calendar"),
    path("freezes/calendar/<int:court_id>/", calendars.change, name="freezes-calendar-change"),
    path("calendar/<str:token>.ics", calendars.feed, name="calendar-feed"),
    path("freezes/lapses/", lapses.lapses, name="freezes-lapses"),
    path("freezes/week/", lapses.week, name="freezes-week"),
    path("freezes/<uuid:measure_id>/continuity/", continuity.prove, name="measure-continuity"),
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
