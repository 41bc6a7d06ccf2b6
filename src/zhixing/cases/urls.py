"""Addresses of the cases' room."""

from django.urls import URLPattern, path

from zhixing.cases import account_pages, ending_pages, intake_pages, pages, restriction_pages

urlpatterns: list[URLPattern] = [
    path("cases/", pages.cases, name="cases"),
    path("cases/account/", account_pages.court_account, name="court-account"),
    path("cases/intake/", intake_pages.intake, name="intake"),
    path("cases/intake/<str:token>/", intake_pages.preview, name="intake-preview"),
    path("cases/intake/<str:token>/accept/", intake_pages.accept, name="intake-accept"),
    path("cases/intake/<str:token>/discard/", intake_pages.discard, name="intake-discard"),
    path("cases/intake/<str:token>/corrected.xlsx", intake_pages.corrected, name="intake-corrected"),
    path("cases/<uuid:case_id>/", pages.case, name="case"),
    path("cases/<uuid:case_id>/why/<slug:figure>/", pages.why, name="case-why"),
    path("cases/<uuid:case_id>/limits/<slug:kind>/", pages.why_limit, name="case-why-limit"),
    path("cases/<uuid:case_id>/restrictions/", restriction_pages.restrictions, name="case-restrictions"),
    path("cases/<uuid:case_id>/restrictions/take/", restriction_pages.restrict, name="restriction-take"),
    path(
        "cases/<uuid:case_id>/restrictions/<uuid:restriction_id>/publish/",
        restriction_pages.publish,
        name="restriction-publish",
    ),
    path(
        "cases/<uuid:case_id>/restrictions/<uuid:restriction_id>/lift/",
        restriction_pages.lift,
        name="restriction-lift",
    ),
    path("cases/restrictions/<uuid:restriction_id>/why/", restriction_pages.why_lift, name="restriction-why"),
    path("cases/<uuid:case_id>/ending/", ending_pages.ending, name="case-ending"),
    path("cases/<uuid:case_id>/ending/terminate/", ending_pages.terminate, name="case-terminate"),
    path("cases/<uuid:case_id>/ending/resume/", ending_pages.resume, name="case-resume"),
    path("cases/<uuid:case_id>/ending/reopen/", ending_pages.reopen, name="case-reopen"),
    path("cases/<uuid:case_id>/ending/stay/", ending_pages.stay, name="case-stay"),
    path("cases/<uuid:case_id>/ending/rules/", ending_pages.set_rules, name="case-rules"),
    path("cases/<uuid:case_id>/ending/stay/<uuid:stay_id>/end/", ending_pages.end_stay, name="case-stay-end"),
    path("cases/parties/<uuid:party_id>/numbers/", pages.full_numbers, name="party-numbers"),
]
