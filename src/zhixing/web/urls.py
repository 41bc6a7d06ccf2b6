"""Addresses of the shell."""

from django.urls import URLPattern, path

from zhixing.web import choices, files, law_pages, monitoring, operate, today

urlpatterns: list[URLPattern] = [
    path("", today.page, name="today"),
    path("search", today.search, name="search"),
    path("court/", choices.choose_court, name="choose-court"),
    path("language/", choices.choose_language, name="choose-language"),
    path("profile/", choices.profile, name="profile"),
    path("law/", law_pages.first, name="law"),
    path("law/<str:key>/", law_pages.calculator, name="law-calculator"),
    path("operate/", operate.page, name="operate"),
    path("operate/letters/<int:failure_id>/", operate.decide_letter, name="operate-letter"),
    path("healthz", monitoring.alive, name="healthz"),
    path("readyz", monitoring.ready, name="readyz"),
    path("metrics", monitoring.metrics, name="metrics"),
    path("static/<path:name>", files.serve, name="static"),
]
