"""Enforcement goes on: a closed case is filed anew under a number of its own (执恢)."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from zhixing.cases.models import (
    Case,
    CaseClock,
    CaseStatus,
    ClosingKind,
    Party,
    PartyRole,
    Resumption,
    Title,
)
from zhixing.cases.operations.filing import default_account
from zhixing.cases.rules.endings import RESUMABLE, RESUMED, CannotResume, ResumeGround, resumed_number
from zhixing.cases.rules.filing import clocks_at_filing
from zhixing.cases.rules.sub_accounts import debtor_sub_account_of, sub_account_of
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.foundation.keys import uuid7
from zhixing.law.limit_table import LimitKind

_NUMBERING = 7_201_117  # advisory lock beside the court: one resumption of a court is numbered at a time
RESUMERS = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)


def resume(
    *,
    case_id: UUID,
    ground: ResumeGround,
    reason: str,
    on: date,
    now: datetime,
    actor: Actor,
    sequence: int | None = None,
) -> Case:
    """Resume a closed case: filed anew as 执恢 with parties and title; what was recovered goes on counting.

    `sequence` is the number given at filing, else the court's next. The first notices are not issued again and no second
    application fee is owed. Raises CannotResume.
    """
    with transaction.atomic():
        old = Case.objects.select_for_update(of=("self",)).select_related("court").get(pk=case_id)
        actor.require(old.court_id, *RESUMERS)
        _refuse(old, ground, reason)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_NUMBERING, old.court_id])
        number = resumed_number(old.court.code, year=on.year, sequence=sequence or _next(old, on.year))
        if Case.objects.filter(court_id=old.court_id, number=number.text).exists():
            raise CannotResume(f"案号 {number.text} 已被使用，请核对立案系统给出的编号。")
        scheme = default_account(court=old.court).sub_account_scheme
        new = Case.objects.create(
            court_id=old.court_id, number=number.text, year=number.year, type_code=number.type_code,
            sequence=number.sequence, filed_on=on, officer_name=old.officer_name, officer_id=old.officer_id,
            cause=old.cause, sub_account=sub_account_of(number, scheme), note=f"恢复执行 {old.number}",
        )  # fmt: skip
        _copy(old, new, scheme)
        Resumption.objects.create(
            case=new, resumes=old, court_id=old.court_id, ground=ground.value, reason=reason.strip()[:300], on=on,
            by_name=actor.name[:60], at=now,
        )  # fmt: skip
        body = {"number": new.number, "resumes": old.number, "ground": ground.value, "on": on.isoformat()}
        record_many(
            facts=[
                NewFact(old.court_id, f"case:{old.pk}", "case.resumed", {**body, "case": str(new.pk)}),
                NewFact(old.court_id, f"case:{new.pk}", "case.filed", body),
            ],
            at=now, actor=actor,
        )  # fmt: skip
        return new


def _refuse(old: Case, ground: ResumeGround, reason: str) -> None:
    if old.status != CaseStatus.CONCLUDED.value:
        raise CannotResume(f"{old.number} 没有结案，在原案号下继续执行。")
    if ground not in RESUMABLE.get(ClosingKind(old.closing_kind), frozenset()):
        label = ClosingKind(old.closing_kind).label
        raise CannotResume(f"{old.number} 以{label}结案，不能因“{ground.label}”恢复执行。")
    if later := Resumption.objects.select_related("case").filter(resumes=old).first():
        raise CannotResume(f"{old.number} 已恢复执行，案号 {later.case.number}。")
    if len(reason.strip()) < 4:
        raise CannotResume("请写明恢复执行的理由（至少四个字）。")


def _next(old: Case, year: int) -> int:
    rows = Case.objects.filter(court_id=old.court_id, year=year, type_code=RESUMED)
    return int(rows.aggregate(last=Max("sequence"))["last"] or 0) + 1


def _copy(old: Case, new: Case, scheme: str) -> None:
    """Parties and title as they stand, and the limit to conclude; the first notices were issued in the first case."""
    parties = list(Party.objects.filter(case=old).order_by("role", "position"))
    for party in parties:
        party.pk, party.case = uuid7(), new
        party.sub_account = ""
        if party.role == PartyRole.DEBTOR.value:
            party.sub_account = debtor_sub_account_of(
                new.sub_account, sequence=new.sequence, position=party.position, scheme=scheme
            )
    Party.objects.bulk_create(parties)
    title = Title.objects.get(case=old)
    title.pk = new.pk
    title.case = new
    title.save(force_insert=True)
    CaseClock.objects.bulk_create(
        CaseClock(
            case=new, court_id=new.court_id, kind=clock.kind.value, starts_on=clock.starts_on, due_on=clock.due_on,
            is_provisional=clock.is_provisional, officer_id=new.officer_id,
        )
        for clock in clocks_at_filing(new.filed_on)
        if clock.kind is LimitKind.CONCLUDE
    )  # fmt: skip
