"""A carrier is registered on a page, with what its connector finds wrong, and only by those whose task it is."""

import pytest
from django.test import Client, override_settings

from zhixing.delivery.models import Carrier
from zhixing.delivery.queries.carrier_secrets import secret_of
from zhixing.delivery.rules.carrier_settings import SettingsUnreadable, read_settings
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MAIL = {
    "code": "court-mail", "name": "本院邮箱", "way": "email", "connector": "mail", "address": "127.0.0.1:25", "rank": "2",
}  # fmt: skip


def _as(court: Court, name: str) -> Client:
    make_demo_accounts(court, clock.now())
    client = Client()
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    return client


def test_the_chief_registers_a_carrier_and_reads_what_is_wrong_with_it(wangqing: Court) -> None:
    chief, officer = _as(wangqing, "chief"), _as(wangqing, "officer")
    assert officer.get("/delivery/carriers/new/").status_code == 404
    assert 'href="/delivery/carriers/new/"' not in officer.get("/delivery/carriers/").content.decode()
    assert "ZHIXING_PARTIES_ADDRESS" in chief.get("/delivery/carriers/").content.decode()
    with override_settings(PARTIES_ADDRESS="https://court.example.cn"):
        assert "ZHIXING_PARTIES_ADDRESS" not in chief.get("/delivery/carriers/").content.decode()
    page = chief.post("/delivery/carriers/new/", {**MAIL, "settings": "from 本院", "secret": "六个字节"})
    assert (page.status_code, Carrier.objects.count()) == (400, 0)
    assert "应写成 名称 = 值" in page.content.decode()
    said = chief.post(
        "/delivery/carriers/new/", {**MAIL, "settings": "tls = no", "secret": "abc123"}, follow=True
    )
    made = Carrier.objects.get()
    assert (made.code, made.way, made.connector, made.rank, made.settings) == (
        "court-mail", "email", "mail", 2, {"tls": "no"},
    )  # fmt: skip
    assert secret_of(wangqing.pk, "court-mail") == b"abc123"
    text = said.content.decode()
    assert "已登记，还不能使用" in text
    assert "abc123" not in text
    assert Fact.objects.filter(kind="carrier.registered").count() == 1
    again = chief.post("/delivery/carriers/new/", MAIL)
    assert "已经登记" in again.content.decode()


def test_settings_are_lines_of_a_name_and_a_value() -> None:
    assert read_settings(" from = 法院@example.cn \n\n tls=starttls") == {
        "from": "法院@example.cn",
        "tls": "starttls",
    }
    for wrong in ("from", "= x", "a = 1\na = 2"):
        with pytest.raises(SettingsUnreadable):
            read_settings(wrong)
