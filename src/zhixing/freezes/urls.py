"""Addresses of 智续."""

from django.urls import URLPattern, path

from zhixing.freezes.pages import calendars, continuity, lapses, ledger, measures, proposals

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
    path("freezes/proposals/", proposals.proposals, name="proposals"),
    path("freezes/proposals/<uuid:proposal_id>/", proposals.proposal, name="proposal"),
    path("freezes/proposals/<uuid:proposal_id>/why/", proposals.why, name="proposal-why"),
    path(
        "freezes/proposals/<uuid:proposal_id>/why/<uuid:item_id>/",
        proposals.why_item,
        name="proposal-why-item",
    ),
    path("freezes/proposals/<uuid:proposal_id>/total/", proposals.total, name="proposal-total"),
    path("freezes/proposals/<uuid:proposal_id>/choose/", proposals.choose, name="proposal-choose"),
    path("freezes/proposals/<uuid:proposal_id>/submit/", proposals.submit, name="proposal-submit"),
    path("freezes/proposals/<uuid:proposal_id>/approve/", proposals.approve, name="proposal-approve"),
    path("freezes/proposals/<uuid:proposal_id>/return/", proposals.take_back, name="proposal-return"),
    path("freezes/proposals/<uuid:proposal_id>/discard/", proposals.discard, name="proposal-discard"),
    path(
        "freezes/proposals/<uuid:proposal_id>/estimate/<uuid:asset_id>/",
        proposals.estimate,
        name="proposal-estimate",
    ),
    path("freezes/excess/", proposals.excess_list, name="excess-findings"),
    path("freezes/excess/<uuid:finding_id>/", proposals.excess_page, name="excess-finding"),
    path("freezes/excess/<uuid:finding_id>/keep/", proposals.ask_to_keep, name="excess-keep"),
    path("freezes/excess/<uuid:finding_id>/decide/", proposals.decide_keeping, name="excess-decide"),
    path("freezes/choosing/<int:court_id>/", proposals.rules, name="choosing-rules"),
    path("freezes/choosing/<int:court_id>/set/", proposals.set_rule, name="choosing-rule-set"),
    path("cases/<uuid:case_id>/proposals/", proposals.of_case, name="case-proposals"),
    path("cases/<uuid:case_id>/proposals/new/", proposals.propose, name="case-propose"),
    path("freezes/<uuid:measure_id>/", measures.measure, name="measure"),
    path("freezes/<uuid:measure_id>/why/", measures.why, name="measure-why"),
    path("freezes/<uuid:measure_id>/end/", measures.enter_end, name="measure-end"),
    path("freezes/<uuid:measure_id>/release/", measures.release, name="measure-release"),
    path("cases/<uuid:case_id>/freezes/", measures.of_case, name="case-freezes"),
    path("cases/<uuid:case_id>/freezes/figure/", measures.figure_of_case, name="case-freezes-figure"),
]
