"""The list of deliveries opens with what is on its way or, when nothing is, with what waits for a person."""

from django.test import Client

from delivery_world import agree, begin, case_with, debtor, paper
from zhixing.delivery.models import Delivery
from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.operations import make_demo_accounts

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _chosen(client: Client, address: str) -> str:
    page = client.get(address, follow=True).content.decode()
    views = page.split('class="zx-views"')[1].split("</nav>")[0]
    return views.split('aria-current="page">')[1].split("<")[0]


def test_the_list_opens_with_what_is_out_else_with_what_waits(wangqing: Court) -> None:
    make_demo_accounts(wangqing, clock.now())
    client = Client()
    client.force_login(User.objects.get(username="chief"), backend=BACKEND)
    case = case_with(wangqing, 1)
    agree(debtor(case))
    delivery = begin(paper(case))
    assert _chosen(client, "/delivery/") == "送达中"
    Delivery.objects.filter(pk=delivery.pk).update(wants="notice")
    assert _chosen(client, "/delivery/").startswith("须公告")
    assert _chosen(client, "/delivery/?view=out") == "送达中"
    assert _chosen(client, "/delivery/?q=无此人") == "送达中"
