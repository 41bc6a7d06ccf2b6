"""Closing a day or a month of a court's books. What is closed stays closed; what comes later is dated on an open day."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from zhixing.cases.models import CourtAccount
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.evidence.rules import canonical_json, sha256
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import Closing, ClosingKind, ClosingProposal, DailyProof
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.proving import sign_sheets
from zhixing.funds.queries.closing import last_closed_day, month_end, obstacles, sheets_to_close
from zhixing.funds.queries.proofs import figures_of, statements_digest
from zhixing.funds.queries.reconciling import Reconciliation

_LOCK = 7_201_002  # the same as in sql/closed_periods.sql


class ClosingRefused(ValueError):
    """Something stands in the way of the closing; `reasons` says each of them. Nothing was closed."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("不能结账：" + "；".join(self.reasons))


class SelfConfirmation(NotAllowed):
    """Whoever prepared a month may not confirm it."""


def close_day(*, court: Court, on: date, now: datetime, actor: Actor) -> Closing:
    """Close the books of a court through a day, by its fund accountant, with a signed statement for each account.

    Waits for postings under way; they count. Raises ClosingRefused with everything that stands in the way, NotAllowed.
    """
    _require_person(actor, court, Role.FUND_ACCOUNTANT)
    with transaction.atomic():
        _lock(court)
        through = last_closed_day(court_id=court.pk)
        if through is not None and on <= through:
            raise ClosingRefused([f"已经结账至 {through:%Y-%m-%d}，不能重复结账。"])
        sheets = _checked(court, on, now)
        return _close(court, ClosingKind.DAY, on, sheets, now, closed_by=actor, confirmed_by=None)


def propose_month(*, court: Court, month: date, now: datetime, actor: Actor) -> ClosingProposal:
    """The fund accountant asks for a month to be closed (any day of it names it). Nothing is locked by it yet.

    Raises ClosingRefused with everything that stands in the way, NotAllowed.
    """
    _require_person(actor, court, Role.FUND_ACCOUNTANT)
    on = month_end(month)
    with transaction.atomic():
        _lock(court)
        _refuse_closed_month(court, on)
        sheets = _checked(court, on, now)
        proposal = ClosingProposal.objects.create(
            court=court, closed_through=on, figures_sha256=_digest(sheets), proposed_at=now,
            proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
        )  # fmt: skip
        record(
            court_id=court.pk, subject=f"court:{court.pk}", kind="money.month_proposed", at=now, actor=actor,
            body={"through": on.isoformat(), "figures_sha256": proposal.figures_sha256},
        )  # fmt: skip
    return proposal


def close_month(*, court: Court, month: date, now: datetime, actor: Actor) -> Closing:
    """The bureau chief confirms the month that the accountant has proposed; the books are closed through its last day.

    Raises ClosingRefused when nobody proposed it, when the figures have changed since, or when anything else stands in
    the way; SelfConfirmation for whoever proposed it; NotAllowed.
    """
    _require_person(actor, court, Role.BUREAU_CHIEF)
    on = month_end(month)
    with transaction.atomic():
        _lock(court)
        _refuse_closed_month(court, on)
        proposal = ClosingProposal.objects.filter(court=court, closed_through=on).order_by("-id").first()
        if proposal is None:
            raise ClosingRefused([f"{on:%Y 年 %m 月}还没有由案款管理员提请月结。"])
        if proposal.proposed_by == key_of(actor):
            raise SelfConfirmation("提请月结的人不能自己确认。")
        sheets = _checked(court, on, now)
        if _digest(sheets) != proposal.figures_sha256:
            raise ClosingRefused(["提请之后账目有变动，请案款管理员重新核对并提请。"])
        return _close(court, ClosingKind.MONTH, on, sheets, now, closed_by=proposal, confirmed_by=actor)


def checked_figures(*, court: Court, on: date, now: datetime) -> str:
    """All checks of a closing and the hash of the figures that would be signed; nothing is written. Raises ClosingRefused."""
    with transaction.atomic():
        _lock(court)
        return _digest(_checked(court, on, now))


def _require_person(actor: Actor, court: Court, role: Role) -> None:
    if actor.user_id is None:
        raise NotAllowed("结账须由人员办理，系统不能自行结账。")
    actor.require(court.pk, role)


def _lock(court: Court) -> None:
    """Alone with the books of the court: postings under way end first, later ones wait and find the day closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, court.pk])


def _refuse_closed_month(court: Court, on: date) -> None:
    if Closing.objects.filter(court=court, kind=ClosingKind.MONTH.value, closed_through=on).exists():
        raise ClosingRefused([f"{on:%Y 年 %m 月}已经月结。"])


def _checked(court: Court, on: date, now: datetime) -> list[tuple[CourtAccount, Reconciliation]]:
    sheets = sheets_to_close(court=court, on=on)
    found = obstacles(sheets=sheets, on=on, today=local_date(now))
    if found:
        raise ClosingRefused(found)
    accounts = CourtAccount.objects.select_related("court").in_bulk([sheet.account_id for sheet in sheets])
    return [(accounts[sheet.account_id], sheet) for sheet in sheets]


def _digest(sheets: Sequence[tuple[CourtAccount, Reconciliation]]) -> str:
    return sha256(canonical_json([figures_of(account, sheet) for account, sheet in sheets]))


def _close(
    court: Court, kind: ClosingKind, on: date, sheets: Sequence[tuple[CourtAccount, Reconciliation]], now: datetime,
    *, closed_by: Actor | ClosingProposal, confirmed_by: Actor | None,
) -> Closing:  # fmt: skip
    actor = confirmed_by or closed_by
    if not isinstance(actor, Actor):
        raise NotAllowed("结账须由人员办理。")
    proofs = sign_sheets(sheets=sheets, now=now, actor=actor).stand
    by_key, by_name = (
        (closed_by.proposed_by, closed_by.proposed_by_name)
        if isinstance(closed_by, ClosingProposal)
        else (key_of(closed_by), closed_by.name)
    )
    closing = Closing.objects.create(
        id=uuid7(), court=court, kind=kind.value, closed_through=on, figures=_figures(proofs),
        statement_sha256=statements_digest([proof.sha256 for proof in proofs]), closed_at=now, closed_by=by_key,
        closed_by_name=by_name[:60], confirmed_by=key_of(confirmed_by) if confirmed_by else "",
        confirmed_by_name=confirmed_by.name[:60] if confirmed_by else "",
    )  # fmt: skip
    record(
        court_id=court.pk, subject=f"court:{court.pk}", kind="money.closed", at=now, actor=actor,
        body={"kind": kind.value, "through": on.isoformat(), "statement_sha256": closing.statement_sha256,
              "closed_by": closing.closed_by_name, "confirmed_by": closing.confirmed_by_name},
    )  # fmt: skip
    return closing


def _figures(proofs: Sequence[DailyProof]) -> dict[str, object]:
    return {
        "accounts": [
            {
                "proof": str(proof.id), "account": proof.bank_account_id, "sha256": proof.sha256,
                "ledger_fen": proof.ledger_fen, "statement_fen": proof.statement_fen,
            }
            for proof in proofs
        ]
    }  # fmt: skip
