"""The frame: what it costs, whom it lets in, what it sends along."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation import clock
from zhixing.foundation.duties import Duty
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts
from zhixing.web import files

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def officer(wangqing: Court) -> Client:
    make_demo_accounts(wangqing, clock.now())
    client = Client()
    client.force_login(User.objects.get(username="officer"), backend=BACKEND)
    return client


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_every_answer_forbids_inline_code_and_foreign_sources(officer: Client) -> None:
    policy = officer.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = officer.get("/").content.decode()
    for forbidden in ("style=", "onclick=", "<script>", "<style", "https://"):
        assert forbidden not in page


def test_the_frame_asks_a_constant_number_of_questions(officer: Client, wangqing: Court) -> None:
    officer.get("/law/fee/")
    few = queries_of(officer, "/law/fee/")
    for place in range(30):
        Court.objects.create(code=f"试{place}", name=f"试{place}", short_name=f"试{place}", parent=wangqing)
    assert queries_of(officer, "/law/fee/") == few
    assert few <= 23


def test_without_second_factor_every_page_leads_to_set_it_up(wangqing: Court) -> None:
    client = Client()
    client.force_login(User.objects.create_user("bare", display_name="无"), backend=BACKEND)
    for address in ("/", "/law/fee/", "/operate/", "/search?q=1"):
        assert client.get(address).headers["Location"] == "/accounts/2fa/totp/activate/"


def test_a_stranger_is_sent_to_the_door(wangqing: Court) -> None:
    for address in ("/", "/law/fee/", "/operate/", "/search?q=1", "/profile/"):
        assert Client().get(address).headers["Location"].startswith("/accounts/login/?next=")


def test_a_part_of_a_page_asked_for_too_late_leads_the_whole_page_to_the_door(wangqing: Court) -> None:
    asked = {"HX-Request": "true", "HX-Current-URL": "http://testserver/law/fee/?amount=1"}
    answer = Client().get("/law/fee/?amount=1", headers=asked)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (
        204,
        "/accounts/login/?next=%2Flaw%2Ffee%2F",
    )


def test_a_way_back_never_leads_outside(officer: Client) -> None:
    for bad in ("https://example.org/", "//example.org", "javascript:alert(1)"):
        assert officer.post("/language/", {"language": "en", "next": bad}).headers["Location"] == "/"


def test_a_court_that_is_not_theirs_cannot_be_chosen(officer: Client) -> None:
    foreign = Court.objects.get(code="吉2404")
    officer.post("/court/", {"court": str(foreign.pk), "next": "/"})
    assert "珲春" not in officer.get("/").content.decode()


def test_files_are_kept_by_their_hash_and_nothing_else_is_served(wangqing: Court) -> None:
    client = Client()
    address = files.address_of("zhixing.css")
    kept = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "immutable" in kept.headers["Cache-Control"]
    assert kept.headers["Content-Encoding"] == "gzip"
    assert client.get("/static/zhixing.css?v=old").headers["Cache-Control"] == "no-cache"
    for outside in ("/static/../urls.py", "/static/%2e%2e/urls.py", "/static/none.css"):
        assert client.get(outside).status_code == 404


def test_a_seal_out_of_reach_is_said_and_nothing_is_changed(
    officer: Client, wangqing: Court, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Inside the scope and on the parties' pages: 503 with the holder's words, and what the view wrote is taken back."""

    def unsealed(*_: object, **__: object) -> list[Duty]:
        Court.objects.filter(pk=wangqing.pk).update(short_name="改了一半")
        unsealed_outside()
        return []

    def unsealed_outside(*_: object, **__: object) -> None:
        raise SealingFailed("签章服务器没有答复。")

    monkeypatch.setattr("zhixing.web.today.duties_of", unsealed)
    monkeypatch.setattr("zhixing.foundation.party_pages.PartyPages.page", unsealed_outside)
    for client, address in ((officer, "/"), (Client(), "/p/d/")):
        answer = client.get(address)
        assert answer.status_code == 503
        assert "签章服务器没有答复。" in answer.content.decode()
        assert "没有任何内容被改动" in answer.content.decode()
    wangqing.refresh_from_db()
    assert wangqing.short_name != "改了一半"
