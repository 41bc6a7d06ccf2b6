"""Asking: one act makes numbered requests about the debtors of open cases to the units of a preset.

Only debtors can be asked about (法释〔2013〕20号 art 7): requests are made from a case's debtors and nothing else, and a
party who is none is refused. Each look is a fact.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from zhixing.cases.models import Case, CaseStatus, ClosingKind, Party, PartyRole
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.inquiries.models import Inquiry, PresetUnit, Request, Unit
from zhixing.inquiries.rules.kinds import (
    UNDER_WAY,
    InquiryState,
    RequestKind,
    RequestState,
    Trigger,
    UnitAction,
    UnitState,
)
from zhixing.inquiries.wire.numbering import new_number

ASKERS = (Role.OFFICER, Role.BUREAU_CHIEF, Role.CLERK)
CASES_MAX = 5_000
REQUESTS_MAX = 100_000
_UNDER_WAY = [state.value for state in UNDER_WAY]


class AskingRefused(ValueError):
    """The inquiry may not be made so; the message says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """What asking made. `already` requests were left out, because the same question is under way."""

    inquiry: Inquiry | None
    requests: int
    already: int


def ask(
    *,
    court: Court,
    case_ids: Sequence[UUID],
    purpose: str,
    trigger: Trigger = Trigger.HAND,
    preset_id: UUID | None = None,
    unit_ids: Sequence[UUID] = (),
    party_ids: Sequence[UUID] = (),
    now: datetime,
    actor: Actor,
) -> Made:
    """Ask the units of a preset, or those named, about every debtor of the cases (or only of `party_ids`).

    The asker must be charged with each case: its officer, or the chief or a clerk of the court. A question that is under
    way already is not asked twice. Raises AskingRefused, NotAllowed.
    """
    actor.require(court.pk, *ASKERS)
    if len(purpose.strip()) < 4:
        raise AskingRefused("请写明查询目的（至少四个字）。")
    wanted = list(dict.fromkeys(case_ids))
    if not 1 <= len(wanted) <= CASES_MAX:
        raise AskingRefused(f"一次可查询 1 至 {CASES_MAX} 件案件。")
    with transaction.atomic():
        cases = _cases(court, wanted, trigger, now, actor)
        units = _units(court, preset_id, unit_ids)
        debtors = _debtors(cases, party_ids)
        known = _under_way(cases, units)
        pairs = [
            (debtor, unit) for debtor in debtors for unit, _ in units if (debtor.id, unit.id) not in known
        ]
        already = len(debtors) * len(units) - len(pairs)
        if len(pairs) > REQUESTS_MAX:
            raise AskingRefused(f"本次共 {len(pairs)} 项请求，超过 {REQUESTS_MAX} 项，请分批查询。")
        if not pairs:
            return Made(None, 0, already)
        inquiry = _write(court, cases, pairs, dict(units), purpose.strip(), trigger, preset_id, now, actor)
    return Made(inquiry, len(pairs), already)


def _cases(
    court: Court, wanted: list[UUID], trigger: Trigger, now: datetime, actor: Actor
) -> dict[UUID, Case]:
    cases = Case.objects.filter(court=court).in_bulk(wanted)
    if len(cases) != len(wanted):
        raise AskingRefused("有案件不存在，或者不属于本院。")
    for case in cases.values():
        looking_back = (
            trigger is Trigger.HALF_YEARLY
            and case.closing_kind == ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS.value
        )
        if case.status != CaseStatus.OPEN.value and not looking_back:
            raise AskingRefused(f"{case.number} 已经结案，不得再查询被执行人财产。")
        if not _is_charged(case, actor):
            raise NotAllowed(f"{case.number} 由{case.officer_name}承办，您不能就该案查询。")
    return cases


def _is_charged(case: Case, actor: Actor) -> bool:
    """Whether the case is the asker's duty: the system's, the chief's or a clerk's, else its own officer's."""
    if actor.is_system or actor.has(case.court_id, Role.BUREAU_CHIEF, Role.CLERK):
        return True
    return case.officer_id is None or case.officer_id == actor.user_id


def _units(court: Court, preset_id: UUID | None, unit_ids: Sequence[UUID]) -> list[tuple[Unit, list[str]]]:
    ids = set(unit_ids)
    if preset_id is not None:
        ids |= set(
            PresetUnit.objects.filter(preset_id=preset_id, court=court).values_list("unit_id", flat=True)
        )
    units = list(Unit.objects.filter(court=court, pk__in=ids).prefetch_related("items").order_by("code"))
    if not units or len(units) != len(ids):
        raise AskingRefused("请选择至少一个本院登记的单位。")
    found = []
    for unit in units:
        kinds = sorted(item.asset_kind for item in unit.items.all() if item.action == UnitAction.QUERY.value)
        if not kinds:
            raise AskingRefused(f"与{unit.name}的协议不包括查询。")
        if unit.state == UnitState.ACTIVE.value:
            found.append((unit, kinds))
    if not found:
        raise AskingRefused("所选单位均已暂停。")
    return found


def _debtors(cases: dict[UUID, Case], party_ids: Sequence[UUID]) -> list[Party]:
    rows = Party.objects.filter(case_id__in=list(cases))
    if party_ids:
        named = list(rows.filter(pk__in=list(party_ids)))
        if len(named) != len(set(party_ids)) or any(party.role != PartyRole.DEBTOR.value for party in named):
            raise AskingRefused("只能查询所选案件的被执行人，不得查询其他人。")
        return named
    debtors = list(rows.filter(role=PartyRole.DEBTOR.value).order_by("case_id", "position"))
    if not debtors:
        raise AskingRefused("所选案件没有登记被执行人。")
    return debtors


def _under_way(cases: dict[UUID, Case], units: list[tuple[Unit, list[str]]]) -> set[tuple[UUID, UUID]]:
    rows = Request.objects.filter(
        kind=RequestKind.QUERY.value, case_id__in=list(cases), unit_id__in=[unit.id for unit, _ in units],
        state__in=_UNDER_WAY,
    )  # fmt: skip
    return set(rows.values_list("party_id", "unit_id"))


def _write(
    court: Court,
    cases: dict[UUID, Case],
    pairs: list[tuple[Party, Unit]],
    kinds: dict[Unit, list[str]],
    purpose: str,
    trigger: Trigger,
    preset_id: UUID | None,
    now: datetime,
    actor: Actor,
) -> Inquiry:
    asked: dict[Party, list[str]] = defaultdict(list)
    for debtor, unit in pairs:
        asked[debtor].append(unit.code)
    touched = {debtor.case_id for debtor in asked}
    inquiry = Inquiry.objects.create(
        court=court, case_id=next(iter(touched)) if len(touched) == 1 else None, preset_id=preset_id,
        trigger=trigger.value, purpose=purpose[:200], authority=_authority(cases, touched), asker_id=actor.user_id,
        asker_name=actor.name[:60], asked_at=now, cases=len(touched), debtors=len(asked),
        units=len({unit.id for _, unit in pairs}), requests_made=len(pairs),
    )  # fmt: skip
    insert_rows(
        [
            Request(
                id=uuid7(), court_id=court.pk, inquiry=inquiry, case_id=debtor.case_id, party_id=debtor.id, unit=unit,
                kind=RequestKind.QUERY.value, number=new_number(court.code, now=now),
                subject_index=bytes(debtor.id_index), items=kinds[unit], made_at=now,
                due_at=now + timedelta(hours=unit.answer_hours), next_try_at=now,
                dead_at=now + max(timedelta(days=unit.dead_after_days), timedelta(hours=unit.answer_hours)),
            )
            for debtor, unit in pairs
        ]
    )  # fmt: skip
    facts = [
        NewFact(
            court.pk, f"case:{debtor.case_id}", "debtor.asked_about",
            {"inquiry": str(inquiry.id), "party": str(debtor.id), "units": units, "purpose": purpose[:200],
             "trigger": trigger.value},
        )
        for debtor, units in asked.items()
    ]  # fmt: skip
    record_many(facts=facts, at=now, actor=actor)
    record(
        court_id=court.pk, subject=f"inquiry:{inquiry.id}", kind="inquiry.made", at=now, actor=actor,
        body={"cases": len(touched), "debtors": len(asked), "requests": len(pairs), "trigger": trigger.value,
              "purpose": purpose[:200]},
    )  # fmt: skip
    return inquiry


def _authority(cases: dict[UUID, Case], touched: set[UUID]) -> str:
    first = cases[min(touched, key=lambda key: cases[key].number)]
    return first.number if len(touched) == 1 else f"{first.number}等 {len(touched)} 件"


def cancel(*, inquiry_id: UUID, reason: str, now: datetime, actor: Actor) -> int:
    """Withdraw what has not left the house yet; the number withdrawn. What a unit may know is waited for.

    Raises AskingRefused without a reason, NotAllowed for anybody but the asker and the chief.
    """
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry_id)
        if not (actor.is_system or actor.user_id == inquiry.asker_id):
            actor.require(inquiry.court_id, Role.BUREAU_CHIEF)
        if len(reason.strip()) < 2:
            raise AskingRefused("请写明撤回的原因。")
        waiting = Request.objects.filter(
            Q(inquiry=inquiry), state=RequestState.WAITING.value, attempts=0
        ).select_for_update(skip_locked=True)
        ids = list(waiting.values_list("pk", flat=True))
        Request.objects.filter(pk__in=ids).update(
            state=RequestState.CANCELLED.value, ended_at=now, words=reason.strip()[:300]
        )
        left = Request.objects.filter(inquiry=inquiry, state__in=_UNDER_WAY).exists()
        if ids and not left and inquiry.state == InquiryState.OPEN.value:
            inquiry.state, inquiry.ended_at = InquiryState.CANCELLED.value, now
            inquiry.save(update_fields=["state", "ended_at"])
        record(
            court_id=inquiry.court_id, subject=f"inquiry:{inquiry.id}", kind="inquiry.cancelled", at=now, actor=actor,
            body={"withdrawn": len(ids), "reason": reason.strip()[:200]},
        )  # fmt: skip
    return len(ids)
