"""What procedures would do in cases on a day: the core that preparing and the dry run share. No effects."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from zhixing.foundation.database.rows import among
from zhixing.robot.actions import action
from zhixing.robot.models import Act
from zhixing.robot.queries.views import views_of
from zhixing.robot.rules.conditions import Answer
from zhixing.robot.rules.plans import Planned
from zhixing.robot.rules.procedures import Procedure, Reason, decide
from zhixing.robot.rules.states import NOT_BINDING
from zhixing.robot.rules.views import CaseView


@dataclass(frozen=True, slots=True)
class Call:
    """A procedure is called in a case. `trigger_id` is None for one that has no row, as in a dry run."""

    procedure: str
    case_id: UUID
    ref: str
    words: str
    on: date
    trigger_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What came of a call: whether the conditions held, why, and the acts; none where nothing is left to do."""

    call: Call
    procedure: Procedure
    view: CaseView
    holds: bool
    reasons: tuple[Reason, ...]
    acts: tuple[Planned, ...] = ()

    @property
    def is_red(self) -> bool:
        """Whether two sources differ in something an act states."""
        return any(act.is_red for act in self.acts)


def proposals(
    court_id: int, calls: Sequence[Call], procedures: Mapping[str, Procedure], on: date,
    *, room: Mapping[str, int] | None = None, broken: dict[str, Exception] | None = None,
) -> tuple[list[Proposal], list[Call]]:  # fmt: skip
    """What the procedures would do for these calls (of up to two thousand cases of one court), and the calls for which
    there was no `room` (how many more tasks a procedure may have). An act known by its key is not planned again.

    With `broken` a procedure whose planning fails is named there and has no acts, and the others go on; without it the
    failure is raised.
    """
    views = views_of([call.case_id for call in calls], on)
    decided: list[Proposal] = []
    crowded: list[Call] = []
    left = dict(room) if room is not None else None
    answers: dict[UUID, dict[str, Answer]] = defaultdict(dict)
    for call in calls:
        view, procedure = views.get(call.case_id), procedures.get(call.procedure)
        if view is None or procedure is None or view.court_id != court_id:
            continue
        holds, reasons = decide(procedure, view, on, answers[view.id])
        if holds and left is not None:
            if left.get(procedure.key, 0) < 1:
                crowded.append(call)
                continue
            left[procedure.key] -= 1
        decided.append(Proposal(call, procedure, view, holds, reasons))
    acts = _planned([one for one in decided if one.holds], on, broken)
    known = _known_keys(court_id, (act.key for planned in acts.values() for act in planned))
    return [_with_acts(one, acts, known) for one in decided], crowded


_Place = tuple[str, UUID]


def _planned(
    holding: Sequence[Proposal], on: date, broken: dict[str, Exception] | None
) -> dict[_Place, list[Planned]]:
    """The acts of each procedure in each case: each step is planned for all its cases at once."""
    cases: dict[str, dict[UUID, CaseView]] = defaultdict(dict)
    by_key: dict[str, Procedure] = {}
    for one in holding:
        cases[one.procedure.key][one.view.id] = one.view
        by_key[one.procedure.key] = one.procedure
    found: dict[_Place, list[Planned]] = {}
    for key in sorted(by_key):
        try:
            with transaction.atomic():  # what a failed query spoils ends here
                acts = _steps(by_key[key], cases[key], on)
        except Exception as problem:
            if broken is None:
                raise
            broken[key] = problem
            continue
        found |= {(key, case_id): planned for case_id, planned in acts.items()}
    return found


def _steps(procedure: Procedure, views: Mapping[UUID, CaseView], on: date) -> dict[UUID, list[Planned]]:
    found: dict[UUID, list[Planned]] = defaultdict(list)
    for step in procedure.acts:
        for case_id, acts in action(step.action).plan(views, step.params, on=on).items():
            found[case_id] += acts
    return found


def _known_keys(court_id: int, keys: Iterable[str]) -> set[str]:
    wanted = list(keys)
    binding = Act.objects.filter(among("key", wanted), court_id=court_id).exclude(
        state__in=[state.value for state in NOT_BINDING]
    )
    return set(binding.values_list("key", flat=True)) if wanted else set()


def _with_acts(one: Proposal, acts: Mapping[_Place, list[Planned]], known: set[str]) -> Proposal:
    """The proposal with its acts; `known` grows by them, so that the first of two equal acts is the only one."""
    mine: list[Planned] = []
    for act in acts.get((one.procedure.key, one.view.id), ()) if one.holds else ():
        if act.key not in known:
            known.add(act.key)
            mine.append(act)
    return replace(one, acts=tuple(mine)) if mine else one
