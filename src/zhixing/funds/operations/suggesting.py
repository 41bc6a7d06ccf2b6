"""Keeping suggestions for unidentified money, refusing one, and remembering what persons teach."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhixing.cases.models import Case
from zhixing.foundation.database.rows import insert, select_any
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds.models import Lesson, Receipt, ReceiptState
from zhixing.funds.queries.lessons import horizon
from zhixing.funds.queries.suggestions import Waiting, suggestions_for
from zhixing.funds.rules.suggestion_facts import Suggestion as Ranked

WHY_MAX = 600


class SuggestionRefused(ValueError):
    """There is nothing to refuse, or no reason was given."""


def suggest(*, court: Court, lines: Sequence[Waiting], now: datetime) -> dict[UUID, list[Ranked]]:
    """Look at unidentified receipts and keep what may be suggested for each; what was kept before is replaced.

    Nothing is posted. The whole sequence costs a fixed number of queries.
    """
    if not lines:
        return {}
    known = horizon(court)
    found = suggestions_for(court, lines)
    with transaction.atomic():
        _keep(court, found, known, now)
    return found


def _keep(court: Court, found: Mapping[UUID, Sequence[Ranked]], known: str, now: datetime) -> None:
    receipts = list(found)
    select_any("DELETE FROM funds_suggestion WHERE receipt_id = ANY (%s) RETURNING receipt_id", receipts)
    select_any("DELETE FROM funds_look WHERE receipt_id = ANY (%s) RETURNING receipt_id", receipts)
    rows = [(pk, place, one) for pk, ranked in found.items() for place, one in enumerate(ranked, start=1)]
    insert(
        "funds_suggestion",
        {
            "court_id": ("int", [court.pk] * len(rows)),
            "receipt_id": ("uuid", [pk for pk, _, _ in rows]),
            "case_id": ("uuid", [one.case.id for _, _, one in rows]),
            "place": ("smallint", [place for _, place, _ in rows]),
            "points": ("smallint", [one.points for _, _, one in rows]),
            "why": ("text", [one.why[:WHY_MAX] for _, _, one in rows]),
        },
    )
    insert(
        "funds_look",
        {
            "receipt_id": ("uuid", receipts),
            "court_id": ("int", [court.pk] * len(receipts)),
            "horizon": ("text", [known] * len(receipts)),
            "looked_at": ("timestamptz", [now] * len(receipts)),
        },
    )


def look_again(*, now: datetime, limit: int) -> int:
    """Look again at unidentified receipts since whose last look a case was filed, or somebody taught something."""
    done = 0
    waiting = Receipt.objects.filter(state=ReceiptState.UNIDENTIFIED.value)
    for court in Court.objects.filter(pk__in=waiting.values("court_id").distinct()).order_by("pk"):
        stale = waiting.filter(court=court).filter(Q(look=None) | ~Q(look__horizon=horizon(court)))
        with transaction.atomic():
            rows = stale.select_related("line").select_for_update(of=("self",), skip_locked=True)
            receipts = list(rows.order_by("line_id")[: limit - done])
            suggest(court=court, lines=[waiting_line(receipt) for receipt in receipts], now=now)
        done += len(receipts)
        if done >= limit:
            break
    return done


def waiting_line(receipt: Receipt) -> Waiting:
    """A kept receipt, read with its line, as the search for its case needs it."""
    line = receipt.line
    index = bytes(line.account_index) if line.account_index else None
    return Waiting(
        receipt.pk,
        line.name,
        line.name_key,
        receipt.fen,
        receipt.arrived_on,
        line.remark,
        line.sub_account,
        index,
    )


def teach(
    *, receipt: Receipt, case_id: UUID, is_of_case: bool, reason: str, now: datetime, actor: Actor
) -> None:
    """Remember what a person said of a receipt and a case. The caller has the right to say it and the transaction."""
    Lesson.objects.create(
        court_id=receipt.court_id, receipt=receipt, case_id=case_id, is_of_case=is_of_case,
        payer_key=receipt.line.name_key, account_index=receipt.line.account_index, taught_at=now,
        taught_by=actor.name[:60], reason=reason.strip()[:200],
    )  # fmt: skip


def refuse_suggestion(*, receipt_id: UUID, case_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Say that unidentified money is not of a case that was suggested; it is not suggested for it again.

    Raises SuggestionRefused without a reason, or when the receipt is not unidentified any more.
    """
    if len(reason.strip()) < 2:
        raise SuggestionRefused("请写明为什么不是该案的款项。")
    with transaction.atomic():
        receipt = Receipt.objects.select_for_update(of=("self",)).select_related("line").get(pk=receipt_id)
        actor.require(receipt.court_id, Role.OFFICER, Role.FUND_ACCOUNTANT, Role.CLERK)
        if receipt.state != ReceiptState.UNIDENTIFIED.value:
            raise SuggestionRefused(
                f"该笔款项{ReceiptState(receipt.state).label}，没有待认领的推荐，请刷新。"
            )
        case = Case.objects.filter(pk=case_id, court_id=receipt.court_id).first()
        if case is None:
            raise SuggestionRefused("没有这个案件，或者它不在收款的法院。")
        teach(receipt=receipt, case_id=case.pk, is_of_case=False, reason=reason, now=now, actor=actor)
        record(
            court_id=receipt.court_id, subject=f"receipt:{receipt.pk}", kind="money.suggestion_refused", at=now,
            actor=actor, body={"serial": receipt.line.serial, "case": case.number, "reason": reason.strip()[:200]},
        )  # fmt: skip
        suggest(court=receipt.court, lines=[waiting_line(receipt)], now=now)
