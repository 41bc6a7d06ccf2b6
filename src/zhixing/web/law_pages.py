"""Law calculators: any calculation of the law with its explanation, for people without a case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.law.articles import NoArticle
from zhixing.law.capitals import capitals
from zhixing.law.distribution import Claim, ClaimKind, DebtorKind, distribute
from zhixing.law.distribution import Line as PaidLine
from zhixing.law.explanation import Flag, Step
from zhixing.law.fees import application_fee, preservation_fee
from zhixing.law.interest import calculate
from zhixing.law.limit_table import LimitKind
from zhixing.law.limits import clock as limit_clock
from zhixing.law.measure_terms import AssetClass, end_of_term
from zhixing.web import law_forms
from zhixing.web.figures import day, money


@dataclass(frozen=True, slots=True)
class Answer:
    """A result: figures with their words, the first one is what was asked; lines of a distribution; the steps."""

    figures: tuple[tuple[str, str], ...]
    explanation: Sequence[Step] = ()
    flags: Sequence[Flag] = ()
    lines: Sequence[PaidLine] = ()
    suggestions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Calculator:
    """One calculation: its form, how it answers, its names."""

    key: str
    chinese: str
    english: str
    form: type[law_forms.LawForm]
    answer: Callable[[forms.Form, QueryDict], Answer]

    @property
    def name(self) -> str:
        """The name on the tab."""
        return t(self.chinese, self.english)


def _interest(form: forms.Form, query: QueryDict) -> Answer:
    given = form.cleaned_data
    debt = calculate(
        given["principal"],
        rate=given["rate"] or None,
        interest_from=given["interest_from"],
        performance_ends=given["performance_ends"],
        effective_on=given["effective_on"],
        paid_on=given["paid_on"],
        costs_fen=given["costs"] or 0,
    )
    figures = (
        (t("应付合计（元）", "Total due (yuan)"), money(debt.total_due)),
        (t("一般债务利息（元）", "General interest (yuan)"), money(debt.general_accrued)),
        (t("加倍部分债务利息（元）", "Doubled part (yuan)"), money(debt.doubled_accrued)),
    )
    return Answer(figures, debt.explanation, debt.flags)


def _fee(form: forms.Form, query: QueryDict) -> Answer:
    given = form.cleaned_data
    on = law_forms.day_or_today(given["on"])
    rule = preservation_fee if given["kind"] == "preservation" else application_fee
    found = rule(given["amount"], on)
    return Answer(((t("申请费（元）", "Fee (yuan)"), money(found.fen)),), found.explanation, found.flags)


def _term(form: forms.Form, query: QueryDict) -> Answer:
    given = form.cleaned_data
    end = end_of_term(AssetClass(given["asset"]), given["start"], months=given["months"])
    figures = ((t("最后一日", "Last day"), day(end.last_day)), (t("月数", "Months"), str(end.months)))
    return Answer(figures, end.explanation, end.flags)


def _limit(form: forms.Form, query: QueryDict) -> Answer:
    given = form.cleaned_data
    found = limit_clock(LimitKind(given["kind"]), given["start"])
    return Answer(((t("届满日", "Ends on"), day(found.due_on)),), found.explanation, found.flags)


def claim_forms(query: QueryDict) -> list[law_forms.ClaimForm]:
    """The rows for claims."""
    return [law_forms.ClaimForm(query or None, prefix=f"c{place}") for place in range(law_forms.CLAIM_ROWS)]


def _rank(form: forms.Form, query: QueryDict) -> Answer:
    claims = []
    for place, row in enumerate(claim_forms(query), start=1):
        if not row.is_valid():
            words = [str(word) for words in row.errors.values() for word in words]
            raise ValueError(t(f"第 {place} 行债权：", f"Claim {place}: ") + "".join(words))
        given = row.cleaned_data
        if given["amount"]:
            kind = ClaimKind(given["kind"] or ClaimKind.ORDINARY)
            claims.append(
                Claim(
                    key=str(place), creditor=given["creditor"], fen=given["amount"], kind=kind,
                    measured_on=given["measured"], title=t(f"第{place}项", f"no. {place}"),
                )
            )  # fmt: skip
    if not claims:
        raise ValueError(t("请至少填写一项债权。", "Fill in at least one claim."))
    plan = distribute(
        pool_fen=form.cleaned_data["pool"],
        claims=claims,
        debtor_kind=DebtorKind(form.cleaned_data["debtor"]),
        on=law_forms.day_or_today(form.cleaned_data["on"]),
    )
    figures = (
        (t("分配（元）", "Paid (yuan)"), money(plan.paid_fen)),
        (t("剩余（元）", "Left over (yuan)"), money(plan.excess_fen)),
    )
    return Answer(figures, plan.explanation, plan.flags, plan.lines, plan.suggestions)


def _amount(form: forms.Form, query: QueryDict) -> Answer:
    return Answer(((t("大写", "In capitals"), capitals(form.cleaned_data["yuan"])),))


CALCULATORS = {
    calculator.key: calculator
    for calculator in (
        Calculator("interest", "迟延履行利息", "Interest", law_forms.InterestForm, _interest),
        Calculator("fee", "申请费", "Fee", law_forms.FeeForm, _fee),
        Calculator("term", "查控期限", "Term of a measure", law_forms.TermForm, _term),
        Calculator("limit", "办案时限", "Time limit", law_forms.LimitForm, _limit),
        Calculator("rank", "分配", "Distribution", law_forms.RankForm, _rank),
        Calculator("amount", "金额大写", "Capitals", law_forms.AmountForm, _amount),
    )
}


@login_required
def first(request: HouseRequest) -> HttpResponse:
    """The room's first page is the calculation asked for most."""
    return redirect("law-calculator", "interest")


@login_required
def calculator(request: HouseRequest, key: str) -> HttpResponse:
    """One calculation: the form on the left, the result with its steps on the right. The address holds everything.

    Asked by the why-drawer it answers with the steps alone, so that any page can explain a number by its inputs.
    """
    chosen = CALCULATORS.get(key)
    if chosen is None:
        raise Http404
    form = chosen.form(request.GET or None)
    answer, problem = None, ""
    if form.is_bound and form.is_valid():
        try:
            answer = chosen.answer(form, request.GET)
        except (ValueError, NoArticle) as error:
            problem = str(error)
    if answer and request.headers.get("HX-Request") == "true":
        figure, value = answer.figures[0]
        drawn = {"figure": figure, "value": value, "steps": answer.explanation, "flags": answer.flags}
        return render(request, "why.html", {**drawn, "sources": [(chosen.name, request.get_full_path())]})
    context = {
        "chosen": chosen,
        "calculators": list(CALCULATORS.values()),
        "form": form,
        "answer": answer,
        "problem": problem,
        "claims": claim_forms(request.GET) if key == "rank" else [],
        "kind_words": dict(law_forms.claim_kinds()),
    }
    return render(request, "law.html", context)
