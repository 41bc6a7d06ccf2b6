"""Settlements in enforcement (执行和解): entered, watched, performed or missed; performed whole, it ends the case."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases import operations as cases
from zhixing.cases.models import Case
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.models import LIVE, Instalment, Settlement, SettlementState
from zhixing.funds.queries.settlements import standings_of
from zhixing.funds.rules.instalments import (
    SettlementRefused,
    Term,
    check_terms,
    is_missed,
    is_performed,
    next_due,
)

ENTERERS = (Role.OFFICER, Role.CLERK)


def enter_settlement(
    *,
    case_id: UUID,
    agreed_on: date,
    terms: Sequence[Term],
    text: str,
    now: datetime,
    actor: Actor,
    waived_fen: int = 0,
) -> Settlement:
    """Enter what the parties agreed. `waived_fen` is what the applicant gives up once everything is performed.

    Raises SettlementRefused for terms that cannot be right, or while another settlement runs.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case_id)
        actor.require(case.court_id, *ENTERERS)
        check_terms(terms, agreed_on=agreed_on)
        if agreed_on > local_date(now) or waived_fen < 0 or len(text.strip()) < 4:
            raise SettlementRefused("请写明和解内容；协议日不得晚于今天，放弃的金额不得小于零。")
        if Settlement.objects.filter(case=case, state__in=LIVE).exists():
            raise SettlementRefused("本案已有履行中的和解协议，先恢复执行或者履行完毕。")
        row = Settlement.objects.create(
            court_id=case.court_id, case=case, agreed_on=agreed_on, text=text.strip()[:500],
            total_fen=sum(term.fen for term in terms), waived_fen=waived_fen, next_due_on=terms[0].due_on,
            entered_at=now, entered_by_name=actor.name[:60],
        )  # fmt: skip
        Instalment.objects.bulk_create(
            Instalment(court_id=case.court_id, settlement=row, place=place, due_on=term.due_on, fen=term.fen)
            for place, term in enumerate(terms, start=1)
        )
        _record(row, "settlement.entered", row.text, now, actor)
        return row


def watch_settlements(*, now: datetime, limit: int, actor: Actor) -> int:
    """Bring settlements to what came in by today: performed, missed, running; the number that changed state."""
    today = local_date(now)
    rows = Settlement.objects.filter(state__in=LIVE).order_by("next_due_on", "id")
    changed = 0
    for key in rows.values_list("id", flat=True)[: max(limit * 20, 1000)]:
        with transaction.atomic():
            row = Settlement.objects.select_for_update(of=("self",), skip_locked=True).filter(pk=key).first()
            changed += row is not None and _watch(row, today, now, actor)
        if changed >= limit:
            break
    return changed


def _watch(row: Settlement, today: date, now: datetime, actor: Actor) -> bool:
    found = standings_of(row, today)
    due = next_due(found)
    state = SettlementState.MISSED if is_missed(found) else SettlementState.RUNNING
    if is_performed(found):
        state = SettlementState.PERFORMED
    if (state.value, due) == (row.state, row.next_due_on):
        return False
    moved = state.value != row.state
    row.state, row.next_due_on = state.value, due
    row.ended_on = today if state is SettlementState.PERFORMED else None
    row.save(update_fields=["state", "next_due_on", "ended_on"])
    if moved:
        _record(row, f"settlement.{state.value}", "", now, actor)
    if moved and state is SettlementState.PERFORMED:
        cases.note_settled(
            case_id=row.case_id,
            settlement=str(row.id),
            waived_fen=row.waived_fen,
            on=today,
            now=now,
            actor=actor,
        )
    return moved


def resume_enforcement(*, settlement_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """The applicant asks to enforce the title again after a missed instalment; what was paid counts as it is."""
    with transaction.atomic():
        row = Settlement.objects.select_for_update(of=("self",)).get(pk=settlement_id)
        actor.require(row.court_id, Role.OFFICER, Role.BUREAU_CHIEF)
        if row.state != SettlementState.MISSED.value:
            raise SettlementRefused(f"和解协议{SettlementState(row.state).label}，没有逾期，不能恢复执行。")
        if len(reason.strip()) < 4:
            raise SettlementRefused("请写明申请执行人何时申请恢复执行。")
        row.state, row.ended_on = SettlementState.RESUMED.value, local_date(now)
        row.ended_by_name, row.ended_reason = actor.name[:60], reason.strip()[:300]
        row.save(update_fields=["state", "ended_on", "ended_by_name", "ended_reason"])
        _record(row, "settlement.resumed", row.ended_reason, now, actor)


def _record(row: Settlement, kind: str, text: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=row.court_id, subject=f"case:{row.case_id}", kind=kind, at=now, actor=actor,
        body={"settlement": str(row.id), "fen": row.total_fen, "waived_fen": row.waived_fen, "text": text[:200]},
    )  # fmt: skip
