"""Addresses of the cases' room."""

from django.urls import URLPattern, path

from zhixing.cases import account_pages, intake_pages, pages

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
    path("cases/parties/<uuid:party_id>/numbers/", pages.full_numbers, name="party-numbers"),
]
