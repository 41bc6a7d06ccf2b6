"""How a case ends: the debt satisfied, the settlement performed, or by decision."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from zhixing.cases.models import Case, CaseClock, CaseStatus, ClosingKind, Recovery
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role


class CaseNotOpen(ValueError):
    """The act needs an open case."""


def stop_clocks(*, case_ids: Sequence[UUID], kinds: Sequence[str], on: date) -> int:
    """Mark clocks as done, because what they ask for has happened; the number stopped."""
    return CaseClock.objects.filter(case_id__in=case_ids, kind__in=kinds, done_on=None).update(done_on=on)


def append_recoveries(*, rows: Sequence[Recovery]) -> None:
    """Add money that counts against debts, or its reversal. The unique source refuses a second time."""
    insert_rows(rows)


def note_satisfied(*, case_id: UUID, on: date, now: datetime, actor: Actor) -> bool:
    """Record that a debt is satisfied and close the case as performed, if nothing is owed as of `on`.

    Nothing is owed when principal, costs, both parts of interest and the application fee are covered. Whether it was
    closed by this call. The row is locked, so two callers close it once.
    """
    from zhixing.cases.queries import debt_as_of

    case = Case.objects.select_for_update().get(pk=case_id)
    if case.status != CaseStatus.OPEN.value:
        return False
    statement = debt_as_of(case_id, on)
    if statement.owed_with_fee_fen > 0:
        return False
    _satisfied(case, {"recovered_fen": statement.recovered_fen}, on, now, actor)
    return True


def note_settled(
    *, case_id: UUID, settlement: str, waived_fen: int, on: date, now: datetime, actor: Actor
) -> bool:
    """Close a case because the parties' settlement was performed whole (法释〔2018〕3号 第8条); whether this call closed it."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.status != CaseStatus.OPEN.value:
        return False
    _satisfied(case, {"settlement": settlement, "waived_fen": waived_fen}, on, now, actor)
    return True


def _satisfied(case: Case, body: dict[str, object], on: date, now: datetime, actor: Actor) -> None:
    record(
        court_id=case.court_id, subject=f"case:{case.id}", kind="debt.satisfied", at=now, actor=actor,
        body={"on": on.isoformat(), **body},
    )  # fmt: skip
    conclude(case_id=case.id, kind=ClosingKind.PERFORMED, on=on, now=now, actor=actor)


def conclude(*, case_id: UUID, kind: ClosingKind, on: date, now: datetime, actor: Actor) -> None:
    """Close a case. Raises CaseNotOpen when it is closed already."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.status != CaseStatus.OPEN.value:
        raise CaseNotOpen(f"{case.number} 已于 {case.concluded_on} 结案。")
    actor.require(case.court_id, Role.OFFICER, Role.BUREAU_CHIEF)
    case.status, case.closing_kind, case.concluded_on = CaseStatus.CONCLUDED.value, kind.value, on
    case.save(update_fields=["status", "closing_kind", "concluded_on"])
    CaseClock.objects.filter(case=case, done_on=None).update(done_on=on)
    record(
        court_id=case.court_id, subject=f"case:{case.id}", kind="case.concluded", at=now, actor=actor,
        body={"kind": kind.value, "on": on.isoformat(), "number": case.number},
    )  # fmt: skip
