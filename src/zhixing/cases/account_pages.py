"""The court's case-funds account: without it no notice can say where to pay."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render

from zhixing.cases.operations import name_court_account
from zhixing.cases.queries import account_of_court
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.queries import courts
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t

KEEPERS = (Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, Role.IT)


class AccountForm(forms.Form):
    """What a notice prints of the account."""

    holder = forms.CharField(max_length=80)
    bank_name = forms.CharField(max_length=80)
    number = forms.RegexField(
        r"^\d{8,34}$", error_messages={"invalid": "账号只写数字，8 至 34 位，不带空格和横线。"}
    )


@login_required
def court_account(request: HouseRequest) -> HttpResponse:
    """Show and enter the account of the court whose funds or bureau the person runs."""
    mine = [court for court in courts(request.actor.courts) if request.actor.has(court.id, *KEEPERS)]
    if not mine:
        raise NotAllowed(t("案款专户由本院案款管理员、执行局局长或系统管理员登记。", "Not yours to enter."))
    court = next((one for one in mine if one.id == request.chosen_court), mine[0])
    known = account_of_court(court.id)
    start = {"holder": known.holder, "bank_name": known.bank_name, "number": known.number} if known else {}
    form = AccountForm(request.POST or None, initial=start)
    for name, words in (
        ("holder", ("户名", "Holder")),
        ("bank_name", ("开户银行", "Bank")),
        ("number", ("账号", "Number")),
    ):
        form.fields[name].label = t(*words)
    if request.method == "POST" and form.is_valid():
        name_court_account(court=court, **form.cleaned_data, actor=request.actor, now=clock.now())
        messages.success(
            request, t("已登记。等待的通知书将自动制作。", "Entered. Waiting notices will be made.")
        )
        return redirect("court-account")
    return render(request, "cases/account.html", {"court": court, "form": form})
