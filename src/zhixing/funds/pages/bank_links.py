"""银行接口: how each account of the court reaches its bank; set by the operator, seen by the bureau."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field
from zhixing.funds import operations, queries
from zhixing.funds.pages.words import gone, room_tabs, shared

VIEWERS = (Role.IT, Role.BUREAU_CHIEF, Role.FUND_ACCOUNTANT)


@login_required
@require_http_methods(["GET", "POST"])
def bank_links(request: HouseRequest) -> HttpResponse:
    """The accounts and their ways to the bank; a POST sets one."""
    mine = request.actor.courts_as(*VIEWERS)
    if not mine:
        raise NotAllowed("银行接口由系统管理员设置，执行局和案款会计可以查看。")
    may_set = set(request.actor.courts_as(Role.IT))
    if request.method == "POST":
        account = queries.court_account(_number(field(request, "account")), court_ids=may_set)
        if account is None:
            raise gone(LookupError("没有这个账户，或者您不能设置它。"))
        attempt(
            request,
            lambda: operations.link_bank(
                account=account, connector=field(request, "connector"), address=field(request, "address"),
                payer_id=field(request, "payer_id"), now=clock.now(), actor=request.actor,
            ),
            t("已保存银行接口。", "Saved."),
        )  # fmt: skip
        return redirect("funds-banks")
    return render(
        request, "funds/bank_links.html",
        {
            **shared(), "lines": queries.bank_links(mine), "ways": queries.ways_to_a_bank(), "may_set": bool(may_set),
            "tabs": room_tabs("funds-banks"),
        },
    )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0
