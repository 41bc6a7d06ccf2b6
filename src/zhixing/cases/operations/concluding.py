"""How a case ends: the debt satisfied, the settlement performed, for want of assets, by decision; and when that is revoked."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import (
    Case,
    CaseClock,
    CaseStatus,
    ClosingKind,
    Ending,
    Recovery,
    Reopening,
    Resumption,
)
from zhixing.cases.operations.clocks import end_stays
from zhixing.cases.operations.restrictions import end_restrictions, keep_restrictions
from zhixing.cases.queries.chains import standing_case_id
from zhixing.cases.queries.stays import rules_of, standing_still
from zhixing.cases.rules.endings import CannotEnd, EndGround, as_record, refuse_unready
from zhixing.cases.rules.restrictions import ENDS_WITH, EndCause
from zhixing.cases.rules.stays import MAY_NOT_CLOSE
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.law.suspension_dossier import Dossier

CONCLUDERS = (Role.OFFICER, Role.BUREAU_CHIEF)


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

    Nothing is owed when principal, costs, both parts of interest and the application fee are covered. Money of a case that
    goes on under another number satisfies that one. Whether it was closed by this call. The row is locked, so two callers
    close it once.
    """
    from zhixing.cases.queries import debt_as_of

    case = Case.objects.select_for_update().get(pk=standing_case_id(case_id))
    if case.status != CaseStatus.OPEN.value:
        return False
    statement = debt_as_of(case.pk, on)
    if statement.owed_with_fee_fen > 0:
        return False
    _satisfied(case, {"recovered_fen": statement.recovered_fen}, EndCause.PERFORMED, on, now, actor)
    return True


def note_settled(
    *, case_id: UUID, settlement: str, waived_fen: int, on: date, now: datetime, actor: Actor
) -> bool:
    """Close a case because the parties' settlement was performed whole (法释〔2018〕3号 第8条); whether this call closed it."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.status != CaseStatus.OPEN.value:
        return False
    body = {"settlement": settlement, "waived_fen": waived_fen}
    _satisfied(case, body, EndCause.SETTLEMENT_PERFORMED, on, now, actor)
    return True


def _satisfied(
    case: Case, body: dict[str, object], cause: EndCause, on: date, now: datetime, actor: Actor
) -> None:
    record(
        court_id=case.court_id, subject=f"case:{case.id}", kind="debt.satisfied", at=now, actor=actor,
        body={"on": on.isoformat(), **body},
    )  # fmt: skip
    _conclude(case, ClosingKind.PERFORMED, on, now, actor, ground=cause.value, cause=cause)


def conclude(
    *,
    case_id: UUID,
    kind: ClosingKind,
    on: date,
    now: datetime,
    actor: Actor,
    reason: str = "",
    document_id: UUID | None = None,
    document_number: str = "",
) -> None:
    """Close a case. Raises CaseNotOpen when it is closed already, CannotEnd where a person must go by the dossier.

    A person closes for want of assets with `suspend_for_want_of_assets`; only what is taken over from old books comes here.
    """
    with transaction.atomic():
        case = _open(case_id, actor)
        if kind is ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS and not actor.is_system:
            raise CannotEnd("终结本次执行程序应当先经终本核查。")
        _conclude(
            case, kind, on, now, actor, reason=reason, document_id=document_id, document_number=document_number
        )  # fmt: skip


def suspend_for_want_of_assets(
    *,
    case_id: UUID,
    dossier: Dossier,
    on: date,
    now: datetime,
    actor: Actor,
    evidence: Mapping[str, Any] | None = None,
    document_id: UUID | None = None,
    document_number: str = "",
) -> Ending:
    """End this enforcement for want of assets (终结本次执行程序), if the dossier meets every condition on the day.

    The examination is kept with the ending, as it was. Raises CannotEnd with what is missing, CaseNotOpen.
    """
    with transaction.atomic():
        case = _open(case_id, actor)
        test = refuse_unready(dossier, on)
        kept = {**as_record(test), "evidence": dict(evidence or {})}
        return _conclude(
            case, ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS, on, now, actor, kept=kept, document_id=document_id,
            document_number=document_number,
        )  # fmt: skip


def terminate(
    *,
    case_id: UUID,
    ground: EndGround,
    reason: str,
    on: date,
    now: datetime,
    actor: Actor,
    document_id: UUID | None = None,
    document_number: str = "",
) -> Ending:
    """End enforcement for good on one of the grounds of the article on termination. Raises CannotEnd, CaseNotOpen."""
    if len(reason.strip()) < 4:
        raise CannotEnd("请写明终结执行所依据的事实（至少四个字）。")
    with transaction.atomic():
        case = _open(case_id, actor)
        return _conclude(
            case, ClosingKind.TERMINATED, on, now, actor, ground=ground.value, reason=reason, document_id=document_id,
            document_number=document_number,
        )  # fmt: skip


def _open(case_id: UUID, actor: Actor) -> Case:
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.status != CaseStatus.OPEN.value:
        raise CaseNotOpen(f"{case.number} 已于 {case.concluded_on} 结案。")
    actor.require(case.court_id, *CONCLUDERS)
    if not actor.is_system:
        _refuse_stayed(case)
    return case


def _refuse_stayed(case: Case) -> None:
    """What stands still is not closed by decision, unless the court reads the recalled rule otherwise."""
    stayed = standing_still([case.pk]).get(case.pk)
    if stayed and not rules_of(case.court_id).stayed_may_close:
        raise CannotEnd(
            f"{case.number} 正在{stayed.removesuffix('期间')}，不得结案（{MAY_NOT_CLOSE}，条文凭记忆登记、尚未核对原文，"
            "执行局局长可以在“结案与恢复”页改为允许）。请先登记恢复执行。"
        )


def _conclude(
    case: Case,
    kind: ClosingKind,
    on: date,
    now: datetime,
    actor: Actor,
    *,
    ground: str = "",
    reason: str = "",
    cause: EndCause | None = None,
    kept: dict[str, Any] | None = None,
    document_id: UUID | None = None,
    document_number: str = "",
) -> Ending:
    case.status, case.closing_kind, case.concluded_on = CaseStatus.CONCLUDED.value, kind.value, on
    case.save(update_fields=["status", "closing_kind", "concluded_on"])
    end_stays(case_id=case.pk, on=on)
    running = CaseClock.objects.filter(case=case, done_on=None)
    stopped = sorted(running.values_list("kind", flat=True))
    running.update(done_on=on)
    ending = Ending.objects.create(
        court_id=case.court_id, case=case, place=Ending.objects.filter(case=case).count() + 1, kind=kind.value,
        ground=ground, on=on, reason=reason.strip()[:300], decided_by_name=actor.name[:60], document_id=document_id,
        document_number=document_number, record={**(kept or {}), "clocks": stopped}, at=now,
    )  # fmt: skip
    record(
        court_id=case.court_id, subject=f"case:{case.id}", kind="case.concluded", at=now, actor=actor,
        body={"kind": kind.value, "on": on.isoformat(), "number": case.number, "ending": str(ending.pk)},
    )  # fmt: skip
    ends = cause or ENDS_WITH.get(kind)
    if ends is not None:
        end_restrictions(case_id=case.pk, cause=ends, on=on, now=now, actor=actor)
    return ending


def reopen(*, case_id: UUID, reason: str, on: date, now: datetime, actor: Actor) -> None:
    """Revoke a conclusion: the case goes on under its own number, its clocks run again, its restrictions stay.

    Raises CannotEnd when the case is open, was resumed already, or no reason is given.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case_id)
        actor.require(case.court_id, Role.BUREAU_CHIEF)
        ending = Ending.objects.filter(case=case, reopening=None).order_by("-place").first()
        if case.status != CaseStatus.CONCLUDED.value or ending is None:
            raise CannotEnd(f"{case.number} 没有可以撤销的结案。")
        if Resumption.objects.filter(resumes=case).exists():
            raise CannotEnd(f"{case.number} 已经恢复执行，不能撤销结案。")
        if len(reason.strip()) < 4:
            raise CannotEnd("请写明撤销结案的理由（至少四个字）。")
        Reopening.objects.create(
            ending=ending, court_id=case.court_id, on=on, reason=reason.strip()[:300], by_name=actor.name[:60], at=now
        )  # fmt: skip
        was = ClosingKind(ending.kind)
        case.status, case.closing_kind, case.concluded_on = CaseStatus.OPEN.value, "", None
        case.save(update_fields=["status", "closing_kind", "concluded_on"])
        CaseClock.objects.filter(case=case, kind__in=ending.record.get("clocks", [])).update(done_on=None)
        record(
            court_id=case.court_id, subject=f"case:{case.id}", kind="case.reopened", at=now, actor=actor,
            body={"kind": was.value, "on": on.isoformat(), "reason": reason.strip()[:200], "ending": str(ending.pk)},
        )  # fmt: skip
        if was is ClosingKind.PERFORMED:
            keep_restrictions(
                case_id=case.pk, cause=EndCause(ending.ground or "performed"), now=now, actor=actor
            )
        elif was in ENDS_WITH:
            keep_restrictions(case_id=case.pk, cause=ENDS_WITH[was], now=now, actor=actor)
