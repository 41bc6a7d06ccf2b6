"""What a person has typed into the distribution table, read as claims and terms; every fault names its place."""

from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from django.http import QueryDict

from zhixing.foundation.keys import uuid7
from zhixing.foundation.language import t
from zhixing.funds.operations.distributing import ClaimEntry
from zhixing.funds.queries.distributions import ClaimView, DistributionView, Terms
from zhixing.law.amounts import AmountUnreadable, ResidualTo, fen_of_yuan
from zhixing.law.distribution import SOCIAL_KINDS, ClaimKind, DebtorKind

ROWS_MAX = 200
Kind = TypeVar("Kind", bound=StrEnum)
_TEXT_MAX = 200


class FormFault(ValueError):
    """A field cannot be read; the message names the row and the field."""


def read_terms(data: QueryDict, view: DistributionView) -> Terms:
    """The settings as typed. Raises FormFault."""
    bonus = data.get("first_measure_bonus", "0").strip() or "0"
    if not bonus.isascii() or not bonus.isdigit() or int(bonus) > 20:
        raise FormFault(t("首封多分比例应当是 0 至 20 的整数。", "The bonus is a whole number from 0 to 20."))
    kinds = {kind.value for kind in SOCIAL_KINDS}
    return replace(
        view.terms,
        debtor_kind=_member(DebtorKind, data.get("debtor_kind", ""), view.terms.debtor_kind),
        on=_day(data.get("on", ""), t("计算截止日", "day of claims")) or view.terms.on,
        provincial_priority=frozenset(
            ClaimKind(one) for one in data.getlist("provincial_priority") if one in kinds
        ),
        first_measure_bonus=int(bonus),
        residual_to=_member(ResidualTo, data.get("residual_to", ""), view.terms.residual_to),
        ended_on=_day(data.get("ended_on", ""), t("财产执行终结日", "end of enforcement")),
        agreed_order=bool(data.get("agreed_order")),
        facts_text=data.get("facts_text", "").replace("\x00", "").strip()[:1000],
    )


def read_claims(data: QueryDict, view: DistributionView) -> list[ClaimEntry]:
    """The rows as typed, in their order. Raises FormFault naming the row."""
    known = {claim.id: claim for claim in view.claims}
    ids = data.getlist("row")[:ROWS_MAX]
    found = []
    for place, text in enumerate(ids, start=1):
        try:
            key = UUID(text)
        except ValueError:
            continue
        found.append(_row(data, text, known.get(key) or ClaimView(key, "", ClaimKind.ORDINARY), place))
    return found


def new_claim(place: int) -> ClaimView:
    """An empty row for a creditor that the court's own cases do not know."""
    return ClaimView(uuid7(), t(f"债权人{place}", f"Creditor {place}"), ClaimKind.ORDINARY)


def _row(data: QueryDict, key: str, old: ClaimView, place: int) -> ClaimEntry:
    def text(name: str, size: int = _TEXT_MAX) -> str:
        return data.get(f"{key}-{name}", "").replace("\x00", "").strip()[:size]

    def fen(name: str, label: str) -> int:
        return _fen(text(name), f"{_nth(place)}{label}")

    limit = text("priority_limit")
    view = replace(
        old,
        creditor=text("creditor") or old.creditor,
        kind=_member(ClaimKind, text("kind"), old.kind),
        case_number=old.case_number if old.case_id else text("case_number", 60),
        title_number=text("title_number", 80),
        has_title=bool(text("has_title")),
        principal_fen=fen("principal", t("本金", "principal")),
        costs_fen=fen("costs", t("费用", "costs")),
        general_fen=fen("general", t("一般债务利息", "general interest")),
        doubled_fen=fen("doubled", t("加倍部分利息", "doubled part")),
        weight=_whole(text("weight"), 1, 1_000_000, f"{_nth(place)}{t('份额', 'share')}", least=0),
        priority_rank=_whole(text("priority_rank"), 1, 99, f"{_nth(place)}{t('优先顺位', 'priority rank')}"),
        priority_limit_fen=_fen(limit, f"{_nth(place)}{t('优先限额', 'priority limit')}") if limit else None,
        measured_on=_day(text("measured_on"), f"{_nth(place)}{t('措施日', 'day of measure')}"),
        measure_rank=_whole(text("measure_rank"), 1, 99, f"{_nth(place)}{t('同日顺序', 'order on the day')}"),
        applied_on=_day(text("applied_on"), f"{_nth(place)}{t('申请日', 'application')}"),
        due_on=_day(text("due_on"), f"{_nth(place)}{t('到期日', 'due day')}"),
        payee_name=text("payee_name") if not old.party_id else old.payee_name,
        payee_bank=text("payee_bank", 80) if not old.party_id else old.payee_bank,
    )
    return ClaimEntry(view, text("account", 60))


def _nth(place: int) -> str:
    return t(f"第 {place} 行的", f"Row {place}: ")


def _fen(text: str, label: str) -> int:
    if not text:
        return 0
    try:
        fen = fen_of_yuan(text)
    except AmountUnreadable as error:
        raise FormFault(f"{label}：{error}") from None
    if not 0 <= fen < 10**15:
        raise FormFault(t(f"{label}金额应当在零以上。", f"{label}the amount must not be negative."))
    return fen


def read_fen(text: str, label: str) -> int:
    """An amount in yuan as fen; empty is nothing. Raises FormFault."""
    return _fen(text.strip(), label)


def read_day(text: str, label: str) -> date:
    """A day that must be given. Raises FormFault."""
    found = _day(text, label)
    if found is None:
        raise FormFault(t(f"请填写{label}。", f"Give the {label}."))
    return found


def _day(text: str, label: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise FormFault(
            t(f"{label}应写成 2022-03-01 的样子。", f"{label}: write it as 2022-03-01.")
        ) from None


def _whole(text: str, standard: int, most: int, label: str, *, least: int = 1) -> int:
    if not text:
        return standard
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise FormFault(
            t(f"{label}应当是 {least} 至 {most} 的整数。", f"{label}: a whole number from {least} to {most}.")
        )
    return int(text)


def _member(kinds: type[Kind], text: str, standard: Kind) -> Kind:
    try:
        return kinds(text)
    except ValueError:
        return standard
