"""Every address of the house. A room lists its own in `<room>/urls.py`."""

from importlib import import_module
from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

ROOMS = ("cases", "documents", "delivery", "funds", "inquiries", "freezes", "robot", "command")

handler403 = "zhixing.web.errors.forbidden"
handler404 = "zhixing.web.errors.not_found"
handler500 = "zhixing.web.errors.broken"
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("zhixing.web.sign_in_urls")),
    path("", include("zhixing.web.urls")),
]
for room in ROOMS:
    if (Path(__file__).parent.parent / room / "urls.py").exists():
        urlpatterns += import_module(f"zhixing.{room}.urls").urlpatterns
