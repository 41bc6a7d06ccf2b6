"""A real browser before a real house: Chromium, the console in a thread, PostgreSQL that commits."""

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client, override_settings
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import DemoAccount, make_demo_accounts

CHROMIUM = os.environ.get("ZHIXING_CHROMIUM") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
VENDORED = (
    Path(__file__).resolve().parents[2] / "src" / "zhixing" / "web" / "static" / "vendor" / "tabler.css"
)


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class House:
    """The console of a test, with an account for each role in 汪清."""

    address: str
    court: Court
    accounts: dict[str, DemoAccount]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"Chromium is missing at {CHROMIUM}; install it or set ZHIXING_CHROMIUM.")
    if not VENDORED.exists():
        pytest.fail("The web assets are missing; run scripts/assets.py (make setup does).")
    # Playwright's loop lives in this thread, where the tests also read the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def house(browser: Browser, committed_db: object, tmp_path: Path) -> Iterator[House]:
    caches = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path / "cache"),
        }
    }
    with override_settings(CACHES=caches):
        court = Court.objects.get(code="吉2424")
        accounts = {made.username: made for made in make_demo_accounts(court, clock.now())}
        server = ThreadedWSGIServer(("127.0.0.1", 0), QuietHandler)
        server.daemon_threads = True
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield House(f"http://127.0.0.1:{server.server_address[1]}", court, accounts)
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture
def stranger(browser: Browser, house: House) -> Iterator[Page]:
    """A page of someone who has not signed in. Errors on the console fail the test, refused loads among them."""
    context = browser.new_context(
        base_url=house.address, viewport={"width": 1366, "height": 768}, locale="zh-CN"
    )
    page = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of" not in message.text:
            complaints.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def sign_in(stranger: Page, house: House) -> Callable[[str], Page]:
    """Be signed in as one of the demo people without walking through the door each time."""

    def enter(username: str) -> Page:
        client = Client()
        client.force_login(
            User.objects.get(username=username), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        stranger.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": house.address}]
        )
        return stranger

    return enter


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """No violation of WCAG 2.2 A and AA found by axe, in light and in dark."""
    axe = Axe()
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

    def check(page: Page) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page, options=options)
            assert found.violations_count == 0, f"{page.url} ({scheme})\n{found.generate_report()}"

    return check
