"""What the robot would do if it ran now: every case, every condition, every difference. It reads and nothing else."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhixing.cases.models import Case, CaseStatus
from zhixing.foundation.clock import SHANGHAI
from zhixing.robot.models import Trigger
from zhixing.robot.queries.procedures import procedures_in_force
from zhixing.robot.queries.proposing import Call, Proposal, proposals
from zhixing.robot.queries.triggers import new_triggers
from zhixing.robot.queries.views import CASES_AT_ONCE
from zhixing.robot.rules.procedures import Procedure
from zhixing.robot.rules.states import TriggerState


@dataclass(slots=True)
class ProcedureTotal:
    """What a dry run found of one procedure. `held_by` counts the first condition that did not hold."""

    key: str
    name_zh: str
    name_en: str
    calls: int = 0
    tasks: int = 0
    red: int = 0
    nothing_left: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    held_by: Counter[str] = field(default_factory=Counter)


def dry_run(
    *,
    court_ids: Sequence[int],
    now: datetime,
    keys: Sequence[str] = (),
    drafts: Mapping[str, Procedure] | None = None,
    every_case: bool = False,
) -> Iterator[Proposal]:
    """What would be proposed, case by case, without any effect: the database refuses every write meanwhile.

    `keys` narrows to some procedures; `drafts` are procedures tried out in place of those in force; with `every_case`
    each open case is looked at as if it had just been called. Stops do not matter: nothing is done.
    """
    on = now.astimezone(SHANGHAI).date()
    for court_id in court_ids:
        procedures = {**procedures_in_force(court_id, on), **(drafts or {})}
        chosen = {key: one for key, one in procedures.items() if not keys or key in keys}
        calls = _every_case(court_id, chosen, on) if every_case else _calls(court_id, chosen, now)
        for batch in _batches(calls):
            with _reading_only():
                found, _ = proposals(court_id, batch, chosen, on)
            yield from found


def totals(found: Iterable[Proposal]) -> dict[str, ProcedureTotal]:
    """The sums of a dry run by procedure."""
    sums: dict[str, ProcedureTotal] = {}
    for one in found:
        procedure = one.procedure
        total = sums.setdefault(
            procedure.key, ProcedureTotal(procedure.key, procedure.name_zh, procedure.name_en)
        )
        total.calls += 1
        if not one.holds:
            total.held_by[one.reasons[-1].condition] += 1
        elif not one.acts:
            total.nothing_left += 1
        else:
            total.tasks += 1
            total.red += one.is_red
            total.acts.update(act.action for act in one.acts)
    return sums


def as_json(one: Proposal) -> dict[str, Any]:
    """A line of the dry run as the command line prints it."""
    return {
        "case": one.view.number,
        "procedure": one.procedure.key,
        "called_by": one.call.ref,
        "holds": one.holds,
        "why": [reason.as_json() for reason in one.reasons],
        "acts": [
            {
                "action": act.action,
                "key": act.key,
                "title": act.title,
                "red": act.is_red,
                "diff": [
                    {"what": line.label, "before": line.before, "after": line.after} for line in act.lines
                ],
            }
            for act in one.acts
        ],
    }


@contextmanager
def _reading_only() -> Iterator[None]:
    """Until the end of the block the database refuses to write; what could be written before can be again afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_read_only = on")
        yield
        transaction.set_rollback(True)  # it ends with the block, and with it the refusal to write


def _calls(court_id: int, procedures: Mapping[str, Procedure], now: datetime) -> Iterator[Call]:
    """Calls that wait in a row, then those that have none yet."""
    rows = Trigger.objects.filter(
        court_id=court_id, procedure__in=procedures, state=TriggerState.WAITING.value
    ).order_by("on", "id")
    for key, case_id, ref, words, day, trigger_id in rows.values_list(
        "procedure", "case_id", "ref", "words", "on", "id"
    ):
        yield Call(key, case_id, ref, words, day, trigger_id)
    for key, procedure in sorted(procedures.items()):
        called: set[UUID] = set()
        for one in new_triggers(court_id, procedure, now=now):
            if not procedure.when.facts or one.case_id not in called:
                called.add(one.case_id)
                yield Call(key, one.case_id, one.ref, one.words, one.on)


def _every_case(court_id: int, procedures: Mapping[str, Procedure], on: date) -> Iterator[Call]:
    ids = list(
        Case.objects.filter(court_id=court_id, status=CaseStatus.OPEN.value)
        .order_by("filed_on", "id")
        .values_list("id", flat=True)
    )
    for start in range(0, len(ids), CASES_AT_ONCE):
        for key in sorted(procedures):
            for case_id in ids[start : start + CASES_AT_ONCE]:
                yield Call(key, case_id, f"trial:{on}", "试算", on)


def _batches(calls: Iterable[Call]) -> Iterator[list[Call]]:
    """All calls of up to two thousand cases together: a case is looked at once, however many procedures call it."""
    by_case: dict[UUID, list[Call]] = {}
    for call in calls:
        by_case.setdefault(call.case_id, []).append(call)
    cases = iter(by_case.values())
    while batch := list(islice(cases, CASES_AT_ONCE)):
        yield [call for of_case in batch for call in of_case]
