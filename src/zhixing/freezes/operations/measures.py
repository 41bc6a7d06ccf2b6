"""Every write to measures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.foundation import names
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.keys import uuid7
from zhixing.foundation.tables import Table, cell_text
from zhixing.freezes.models import (
    OPEN_ACTS,
    ActState,
    EventKind,
    LedgerFile,
    Measure,
    MeasureAct,
    MeasureState,
    Pending,
)
from zhixing.freezes.queries import MeasureNotFound
from zhixing.freezes.rules.keys import row_key
from zhixing.freezes.rules.ladder import steps_due
from zhixing.freezes.rules.ledger import ImportedMeasure, LedgerDecision, Problem, take_over
from zhixing.freezes.statements import statement
from zhixing.freezes.storing import (
    ROWS_AT_A_TIME,
    NewEvent,
    NewMeasure,
    event,
    groups,
    store_events,
    store_measures,
)
from zhixing.law.case_numbers import CaseNumberUnreadable, parse
from zhixing.law.measure_terms import AssetClass, SpecialAsset, TermRefused, check_term

REASON_MIN = 4
OFFICE_ROLES = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)
RELEASE_ROLES = (Role.OFFICER, Role.BUREAU_CHIEF)

_TAKING_OVER = (
    7_201_010  # advisory lock, with the court: one ledger at a time, so that the second sees the first
)

_REMINDING = 7_201_011  # advisory lock: the second sweep sees what the first one gave

Advance = Callable[[int, int], None]


class MeasureReleased(ValueError):
    """The measure has been released; nothing more can be done to it."""


class ReasonMissing(ValueError):
    """The act needs a reason a reader can judge."""


class EndRefused(ValueError):
    """The end day cannot be: before the start, or not to be computed."""


@dataclass(slots=True)
class LedgerReport:
    """What became of a ledger. `duplicates` counts rows that were under watch already."""

    imported: int = 0
    duplicates: int = 0
    decisions: list[LedgerDecision] = field(default_factory=list)

    def flagged(self) -> list[dict[str, Any]]:
        """Each finding of a row that was kept, as the spreadsheet counts rows."""
        return [
            {"row": decision.row, "code": str(flag.code), "message": flag.message}
            for decision in self.decisions
            for flag in decision.flags
        ]

    def refused(self) -> list[dict[str, Any]]:
        """Each reason of a row that was not kept."""
        return [
            {"row": decision.row, "code": str(reason.code), "message": reason.message}
            for decision in self.decisions
            for reason in decision.reasons
        ]

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "imported": self.imported,
            "flagged": self.flagged(),
            "refused": self.refused(),
            "duplicates": self.duplicates,
        }


@dataclass(frozen=True, slots=True)
class _Known:
    """The cases a ledger names, by number, with their debtors."""

    cases: dict[str, Case]
    debtors: dict[UUID, list[Party]]

    def names(self) -> dict[str, tuple[str, ...]]:
        """The debtors' names for each number."""
        return {
            number: tuple(party.name for party in self.debtors.get(case.id, ()))
            for number, case in self.cases.items()
        }

    def party(self, case: Case, listed: Sequence[str]) -> UUID | None:
        """The debtor a row means: one name that exactly one debtor bears, else nobody."""
        keys = {names.comparing_key(name) for name in listed}
        meant = [party for party in self.debtors.get(case.id, ()) if party.name_key in keys]
        return meant[0].id if len(listed) == len(meant) == 1 else None


def take_over_ledger(
    *,
    court: Court,
    table: Table,
    file_name: str,
    file_sha256: str,
    now: datetime,
    actor: Actor,
    dry_run: bool = False,
    advance: Advance | None = None,
) -> LedgerReport:
    """Put the measures of a hand-kept ledger under watch, in one transaction: the file is taken over or it is not.

    Rows of unknown cases are refused; doubtful ones are kept and flagged. A second run adds nothing, and two equal
    rows of one file are two measures. A ledger is not a holder's receipt, so nothing becomes confirmed by it.
    """
    actor.require(court.pk, *OFFICE_ROLES)
    report = LedgerReport()
    with courts_visible([court.pk]), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TAKING_OVER, court.pk])
        known = _known_cases(court, table)
        made: list[tuple[int, NewMeasure]] = []
        copies: dict[tuple[UUID, str], int] = {}
        decisions = take_over(table.rows, debtors_of=known.names(), headings=table.headings)
        for row, decision in zip(table.rows, decisions, strict=True):
            report.decisions.append(decision)
            if decision.measure is not None:
                stated = cell_text(row.cells.get("end", ""))[:500]
                made.append((decision.row, _measure_of(known, decision, decision.measure, stated, copies)))
            if advance and len(report.decisions) % ROWS_AT_A_TIME == 0:
                advance(len(report.decisions), len(table.rows))
        new = _not_yet_watched(made)
        report.imported, report.duplicates = len(new), len(made) - len(new)
        if not dry_run:
            _store(new, file_sha256=file_sha256, now=now, actor=actor)
            _note_file(
                report, court=court, file_name=file_name, file_sha256=file_sha256, now=now, actor=actor
            )
        if advance:
            advance(len(table.rows), len(table.rows))
    return report


def _known_cases(court: Court, table: Table) -> _Known:
    """The named cases with their debtors, read in as many queries as there are groups of rows."""
    wanted: set[str] = set()
    for text in {cell_text(row.cells.get("number", "")) for row in table.rows}:
        try:
            wanted.add(parse(text).case.text)
        except CaseNumberUnreadable:
            continue
    cases: dict[str, Case] = {}
    debtors: dict[UUID, list[Party]] = {}
    for group in groups(sorted(wanted)):
        found = list(Case.objects.filter(court=court, number__in=group))
        cases |= {case.number: case for case in found}
        people = Party.objects.filter(case__in=found, role=PartyRole.DEBTOR.value)
        for party in people.only("id", "case_id", "name", "name_key"):
            debtors.setdefault(party.case_id, []).append(party)
    return _Known(cases, debtors)


def _measure_of(
    known: _Known,
    decision: LedgerDecision,
    found: ImportedMeasure,
    stated: str,
    copies: dict[tuple[UUID, str], int],
) -> NewMeasure:
    case = known.cases[found.number.text]
    key = row_key(
        asset_kind=found.written_type, description=found.description, holder=found.unit, starts_on=found.start
    ).hex()
    copies[case.id, key] = copies.get((case.id, key), 0) + 1
    return NewMeasure(
        id=uuid7(), court_id=case.court_id, case_id=case.id, debtor_id=known.party(case, found.debtors),
        debtor_written="、".join(found.debtors)[:500],
        asset_class=found.asset.value, special=found.special.value if found.special else "",
        asset_kind=found.written_type, description=found.description, holder=found.unit, action=found.kind.value,
        is_renewal=found.renewal, is_waiting=found.waiting, starts_on=found.start, stated_end=stated,
        stated_on=found.stated_end, ends_on=found.effective_end,
        state=(MeasureState.NO_END if found.effective_end is None else MeasureState.WATCHED).value,
        officer_id=case.officer_id, note=found.note,
        flags=[{"code": str(flag.code), "column": flag.column, "message": flag.message} for flag in decision.flags],
        row_key=key, copy_number=copies[case.id, key],
    )  # fmt: skip


def _not_yet_watched(made: Sequence[tuple[int, NewMeasure]]) -> list[tuple[int, NewMeasure]]:
    present: set[tuple[UUID, str, int]] = set()
    for group in groups(sorted({measure.case_id for _, measure in made})):
        rows = Measure.objects.filter(case_id__in=group).values_list("case_id", "row_key", "copy_number")
        present |= {(case_id, bytes(key).hex(), number) for case_id, key, number in rows}
    return [
        (row, measure)
        for row, measure in made
        if (measure.case_id, measure.row_key, measure.copy_number) not in present
    ]


def _store(new: Sequence[tuple[int, NewMeasure]], *, file_sha256: str, now: datetime, actor: Actor) -> None:
    for group in groups(new):
        store_measures([measure for _, measure in group])
        store_events(
            [happened for row, measure in group for happened in _events_of(row, measure)],
            at=now,
            actor_name=actor.name,
        )
        record_many(
            facts=[_fact_of(measure, row=row, file_sha256=file_sha256) for row, measure in group],
            at=now,
            actor=actor,
        )


def _fact_of(measure: NewMeasure, *, row: int, file_sha256: str) -> NewFact:
    body = {
        "measure": str(measure.id),
        "row": row,
        "file_sha256": file_sha256,
        "asset": measure.asset_kind,
        "holder": measure.holder,
        "starts_on": measure.starts_on.isoformat(),
        "stated_end": measure.stated_end,
        "ends_on": measure.ends_on.isoformat() if measure.ends_on else "",
        "flags": [flag["code"] for flag in measure.flags],
    }
    return NewFact(measure.court_id, f"case:{measure.case_id}", "measure.taken_over", body)


def _events_of(row: int, measure: NewMeasure) -> list[NewEvent]:
    events = [_event(measure, EventKind.IMPORTED, {"row": row, "stated_end": measure.stated_end})]
    if measure.stated_on and measure.ends_on and measure.stated_on > measure.ends_on:
        events.append(_event(measure, EventKind.SHORTENED, _shortening(measure.stated_on, measure.ends_on)))
    return events


def _shortening(stated: date, ends_on: date) -> dict[str, str]:
    return {"from": stated.isoformat(), "to": ends_on.isoformat()}


def _event(measure: Measure | NewMeasure, kind: EventKind, body: dict[str, Any]) -> NewEvent:
    return event(court_id=measure.court_id, measure_id=measure.id, kind=kind, body=body)


def _note_file(
    report: LedgerReport, *, court: Court, file_name: str, file_sha256: str, now: datetime, actor: Actor
) -> None:
    LedgerFile.objects.create(
        court=court, name=file_name[-200:], sha256=file_sha256, taken_at=now, taken_by=actor.name,
        imported=report.imported, duplicates=report.duplicates, flagged=report.flagged(), refused=report.refused(),
    )  # fmt: skip
    record(
        court_id=court.pk, subject=f"court:{court.pk}", kind="freeze_ledger.taken", at=now, actor=actor,
        body={"file": file_name, "sha256": file_sha256, "imported": report.imported, "duplicates": report.duplicates,
              "flagged": len(report.flagged()), "refused": len(report.refused())},
    )  # fmt: skip


def give_reminders(*, now: datetime, today: date, actor: Actor) -> int:
    """Give every warning that is due today and has not been given, in one statement; how many were given.

    A round names only measures that no round before it names, and rounds are made one after another, so the sweep may
    run twice, late or beside itself. Needs a transaction that sees the courts concerned. One fact per court says how
    many were given at which step.
    """
    due = steps_due(today)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_REMINDING])
        cursor.execute(
            statement("give_reminders"),
            {
                "ends": [d.expires_on for d in due],
                "steps": [d.step for d in due],
                "days": [d.due_on for d in due],
                "now": now,
            },
        )
        given = cursor.fetchall()
    _record_counts("measures.reminded", "steps", given, today=today, now=now, actor=actor)
    return sum(count for _, _, count in given)


def find_gaps(*, now: datetime, today: date, actor: Actor) -> int:
    """Hand measures to the officers their cases now have, and note what is missing on any; how many gaps are new.

    Gaps that are no longer so are cleared. Of measures that no holder has confirmed only the number is noted: the measures
    say it themselves. Needs a transaction that sees the courts concerned.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement("follow_officers"))
        cursor.execute(statement("clear_gaps"), {"today": today})
        cursor.execute(statement("find_gaps"), {"today": today})
        found = cursor.fetchall()
        cursor.execute(statement("mark_night"), {"today": today, "now": now, "through": uuid7()})
        standing = [(court_id, "without_receipt", count) for court_id, count in cursor.fetchall()]
    _record_counts("measures.gaps_found", "kinds", found, standing, today=today, now=now, actor=actor)
    return sum(count for _, _, count in found)


def _record_counts(
    kind: str, name: str, rows: Sequence[tuple[int, object, int]], beside: Sequence[tuple[int, str, int]] = (), *,
    today: date, now: datetime, actor: Actor,
) -> None:  # fmt: skip
    """A fact for each court with a count; counts `beside` stand in it and make none by themselves."""
    courts: dict[int, dict[str, int]] = {}
    for court_id, key, count in rows:
        courts.setdefault(court_id, {})[str(key)] = count
    more: dict[int, dict[str, int]] = {}
    for court_id, word, count in beside:
        more.setdefault(court_id, {})[word] = count
    facts = [
        NewFact(court_id, f"court:{court_id}", kind, {"on": today.isoformat(), name: counts, **more.get(court_id, {})})
        for court_id, counts in courts.items()
    ]  # fmt: skip
    if facts:
        record_many(facts=facts, at=now, actor=actor)


def locked_measure(measure_id: UUID) -> Measure:
    """The measure, locked. Raises MeasureNotFound, MeasureReleased."""
    measure = Measure.objects.select_for_update(of=("self",)).filter(pk=measure_id).first()
    if measure is None:
        raise MeasureNotFound("没有这项措施，或者它不在您可以查看的法院。")
    if measure.state == MeasureState.RELEASED.value:
        raise MeasureReleased(f"该措施已于 {measure.released_on} 解除。")
    return measure


def enter_end(*, measure_id: UUID, stated_on: date, reason: str = "", now: datetime, actor: Actor) -> Measure:
    """Supply the last day written in the ruling; the day relied on is cut to what the law allows.

    Correcting an end that is there already needs a reason. Raises EndRefused for a day before the start,
    ReasonMissing, MeasureReleased, MeasureNotFound, NotAllowed.
    """
    measure = locked_measure(measure_id)
    actor.require(measure.court_id, *OFFICE_ROLES)
    kind = EventKind.END_ENTERED if measure.ends_on is None else EventKind.END_CORRECTED
    if kind is EventKind.END_CORRECTED and len(reason.strip()) < REASON_MIN:
        raise ReasonMissing("这项措施已有届满日。更正须写明理由（至少四个字）。")
    ends_on, flags = _within_law(measure, stated_on)
    before = measure.ends_on
    measure.stated_end, measure.stated_on, measure.ends_on = stated_on.isoformat(), stated_on, ends_on
    measure.state, measure.flags = MeasureState.WATCHED.value, flags
    measure.save(update_fields=["stated_end", "stated_on", "ends_on", "state", "flags"])
    body = {
        "stated_end": stated_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "reason": reason.strip()[:200],
    }
    if before is not None:
        body["before"] = before.isoformat()
    events = [_event(measure, kind, body)]
    if ends_on < stated_on:
        events.append(_event(measure, EventKind.SHORTENED, _shortening(stated_on, ends_on)))
    store_events(events, at=now, actor_name=actor.name)
    record(
        court_id=measure.court_id, subject=f"case:{measure.case_id}", kind=f"measure.{kind.value}", at=now, actor=actor,
        body={"measure": str(measure.id), **body},
    )  # fmt: skip
    return measure


_ABOUT_THE_END = frozenset(
    {
        Problem.NO_END,
        Problem.NOT_A_DATE,
        Problem.END_BEFORE_START,
        Problem.OVER_THE_LIMIT,
        Problem.COUNTING_DISPUTED,
    }
)


def _within_law(measure: Measure, stated_on: date) -> tuple[date, list[dict[str, str]]]:
    """The last day to rely on, and the measure's flags with those about its end renewed."""
    flags = [flag for flag in measure.flags if flag["code"] not in _ABOUT_THE_END]
    if stated_on < measure.starts_on:
        raise EndRefused(f"届满日 {stated_on} 早于起始日 {measure.starts_on}，请核对裁定书。")
    try:
        check = check_term(
            AssetClass(measure.asset_class), measure.starts_on, stated_on, renewal=measure.is_renewal,
            special=SpecialAsset(measure.special) if measure.special else None,
        )  # fmt: skip
    except TermRefused:  # made before any law limited terms: what the ruling says stands
        return stated_on, flags
    if not check.ok:
        code = Problem.COUNTING_DISPUTED if check.disputed else Problem.OVER_THE_LIMIT
        message = f"写明的届满日比法定最长期限多 {check.over_by_days} 日，按 {check.watch_until} 提醒续行。"
        flags.append({"code": code.value, "column": "届满日", "message": message})
    return check.watch_until, flags


def withdraw_open_acts(measure: Measure) -> None:
    """Nothing more is to be sent or delivered for a measure that was lifted otherwise."""
    MeasureAct.objects.filter(measure=measure, state__in=[state.value for state in OPEN_ACTS]).update(
        state=ActState.WITHDRAWN.value, why="已登记解除"
    )


def release(*, measure_id: UUID, reason: str, now: datetime, on: date, actor: Actor) -> Measure:
    """Take a measure from the watch because it was lifted on a day. Its history stays.

    Raises ReasonMissing, MeasureReleased (also when another person was faster), MeasureNotFound, NotAllowed.
    """
    measure = locked_measure(measure_id)
    actor.require(measure.court_id, *RELEASE_ROLES)
    if len(reason.strip()) < REASON_MIN:
        raise ReasonMissing("请写明解除的理由和依据（至少四个字）。")
    if on < measure.starts_on:
        raise EndRefused(f"解除日 {on} 早于起始日 {measure.starts_on}，请核对。")
    if measure.renewal in (Pending.SENT.value, Pending.BY_HAND.value):
        raise EndRefused("续行已经发出，协助单位可能正在办理：请等回执以后再登记解除。")
    withdraw_open_acts(measure)
    measure.renewal = measure.lifting = Pending.NONE.value
    measure.state, measure.released_on = MeasureState.RELEASED.value, on
    measure.save(update_fields=["state", "released_on", "renewal", "lifting"])
    body = {"on": on.isoformat(), "reason": reason.strip()[:200]}
    store_events([_event(measure, EventKind.RELEASED, body)], at=now, actor_name=actor.name)
    record(
        court_id=measure.court_id, subject=f"case:{measure.case_id}", kind="measure.released", at=now, actor=actor,
        body={"measure": str(measure.id), **body},
    )  # fmt: skip
    return measure
