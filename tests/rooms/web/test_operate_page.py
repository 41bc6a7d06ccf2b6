"""The operator page opens whatever rooms and connectors the house has."""

from django.test import Client

from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts


def test_the_administrator_sees_the_operator_page(wangqing: Court) -> None:
    make_demo_accounts(wangqing, clock.now())
    client = Client()
    client.force_login(
        User.objects.get(username="it"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = client.get("/operate/")
    assert page.status_code == 200
    assert "bank_file" in page.content.decode()
