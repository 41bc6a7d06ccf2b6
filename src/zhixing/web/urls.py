"""Addresses of the shell."""

from django.urls import URLPattern, path

from zhixing.web import choices, files, today

urlpatterns: list[URLPattern] = [
    path("", today.page, name="today"),
    path("search", today.search, name="search"),
    path("court/", choices.choose_court, name="choose-court"),
    path("language/", choices.choose_language, name="choose-language"),
    path("profile/", choices.profile, name="profile"),
    path("static/<path:name>", files.serve, name="static"),
]
