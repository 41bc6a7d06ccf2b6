"""Addresses of 指挥."""

from django.urls import URLPattern, path

from zhixing.command import pages

urlpatterns: list[URLPattern] = [
    path("command/", pages.command, name="command"),
    path("command/wall/", pages.wall, name="command-wall"),
    path("command/why/<slug:name>/", pages.why, name="command-why"),
    path("command/cases/<slug:name>/", pages.cases_behind, name="command-cases"),
]
