"""Every read of measures. Lists page by key; the number of queries never depends on the number of rows.

A list names its courts one by one and merges the first rows of each: only then does the index give them in order of
their ends, however many millions there are.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from zhixing.cases.models import Case
from zhixing.cases.queries import matching
from zhixing.foundation.database.rows import counts_composed
from zhixing.foundation.identity.models import Court
from zhixing.freezes.models import EventKind, Gap, GapKind, LedgerFile, Measure, MeasureState, NightlyCheck
from zhixing.freezes.queries.reminding import rounds_of
from zhixing.freezes.rules.explaining import TermExplained, explain_term
from zhixing.freezes.rules.ledger import MeasureKind
from zhixing.freezes.rules.standing import (
    AMBER_DAYS,
    RED_DAYS,
    Standing,
    UnderWay,
    View,
    standing,
    window_of,
)
from zhixing.freezes.statements import statement
from zhixing.law.measure_clocks import reminders
from zhixing.law.measure_terms import AssetClass, SpecialAsset

PAGE_ROWS = 50
GAPS_COUNTED = 1_000
ACTIONS = {MeasureKind.FREEZE: "冻结", MeasureKind.SEAL: "查封", MeasureKind.SEIZE: "扣押"}
_NO_END = "no-end"
_ONE_COURT = -1  # stands in a composed statement where the key of a court goes


class MeasureNotFound(LookupError):
    """No such measure among those that may be seen."""


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in a list."""

    id: UUID
    court: str
    case_id: UUID
    case_number: str
    debtor: str
    is_identified: bool
    asset_class: str
    asset_kind: str
    description: str
    holder: str
    action: str
    is_waiting: bool
    is_renewal: bool
    starts_on: date
    stated_end: str
    ends_on: date | None
    officer_name: str
    flags: list[dict[str, str]]
    standing: Standing
    value_fen: int | None = None
    trouble_words: str = ""
    place: int | None = None


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """A page of the list; `next_key` leads on, empty at the end."""

    lines: list[MeasureLine]
    next_key: str


@dataclass(frozen=True, slots=True)
class MeasureFilter:
    """What to list: a saved view, an asset class, an officer, and a text (case number, name, ID number)."""

    view: View = View.ALL
    asset: str = ""
    officer_id: int | None = None
    text: str = ""


def list_measures(
    *, courts: Sequence[int], wanted: MeasureFilter, today: date, after: str = "", limit: int = PAGE_ROWS
) -> MeasurePage:
    """A page of measures: those without an end first, then in order of the end; released ones latest first."""
    rows = filtered(wanted)
    position = _position(after)
    found: list[Measure] = []
    if wanted.view in (View.ALL, View.NO_END) and (position is None or position[0] is None):
        endless = rows.filter(state=MeasureState.NO_END.value)
        if position:
            endless = endless.filter(id__gt=position[1])
        found = first_of_all(endless, ("id",), courts, limit + 1)
        position = None
    if len(found) <= limit and wanted.view is not View.NO_END:
        found += first_of_all(*_by_day(rows, wanted.view, today, position), courts, limit + 1 - len(found))
    more, found = len(found) > limit, found[:limit]
    return MeasurePage(lines_of(found, today), _key_of(found[-1]) if more else "")


def filtered(wanted: MeasureFilter) -> "QuerySet[Measure]":
    """The measures a filter means, before its view."""
    rows = Measure.objects.all()
    if wanted.asset:
        rows = rows.filter(asset_class=wanted.asset)
    if wanted.officer_id is not None:
        rows = rows.filter(officer_id=wanted.officer_id)
    if wanted.text.strip():
        rows = rows.filter(case__in=Case.objects.filter(matching(wanted.text)))
    return rows


def _by_day(
    rows: "QuerySet[Measure]", view: View, today: date, position: "tuple[date | None, UUID] | None"
) -> tuple["QuerySet[Measure]", tuple[str, ...]]:
    """The rows of a view that go by a day, after a position, and their order."""
    if view is View.RELEASED:
        released = rows.filter(state=MeasureState.RELEASED.value)
        if position:
            day, identity = position
            released = released.filter(Q(released_on__lt=day) | Q(released_on=day, id__gt=identity))
        return released, ("-released_on", "id")
    window = window_of(view, today)
    watched = rows.filter(state=MeasureState.WATCHED.value)
    if window.first:
        watched = watched.filter(ends_on__gte=window.first)
    if window.last:
        watched = watched.filter(ends_on__lte=window.last)
    if position:
        day, identity = position
        watched = watched.filter(ends_on__gte=day).exclude(Q(ends_on=day) & Q(id__lte=identity))
    return watched, ("ends_on", "id")


def first_of_all(
    rows: "QuerySet[Measure]", order: tuple[str, ...], courts: Sequence[int], limit: int
) -> list[Measure]:
    """The first rows of all courts, from the first rows of each."""
    ids = _first_ids(rows, order, courts, limit)
    place = {identity: number for number, identity in enumerate(ids)}
    found = Measure.objects.filter(id__in=ids).select_related("case", "court", "debtor")
    return sorted(found, key=lambda measure: place[measure.id])


def _first_ids(
    rows: "QuerySet[Measure]", order: tuple[str, ...], courts: Sequence[int], limit: int
) -> list[UUID]:
    """One statement with a part for each court; the part is composed once, for composing it takes longer than answering it."""
    arm = rows.filter(court_id=_ONE_COURT).order_by(*order).values_list(*(name.lstrip("-") for name in order))
    if not courts:
        return []
    try:
        text, values = arm[:limit].query.sql_with_params()
    except EmptyResultSet:
        return []
    directions = ", ".join(
        f"{place} DESC" if name.startswith("-") else str(place) for place, name in enumerate(order, 1)
    )
    if len(courts) > 1:
        text = f"{' UNION ALL '.join([f'({text})'] * len(courts))} ORDER BY {directions} LIMIT {limit:d}"
    given = [court if value == _ONE_COURT else value for court in courts for value in values]
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        return [row[-1] for row in cursor.fetchall()]


def _key_of(measure: Measure) -> str:
    day = measure.released_on or measure.ends_on
    text = f"{day.isoformat() if day else _NO_END}|{measure.id}"
    return base64.urlsafe_b64encode(text.encode()).decode()


def _position(key: str) -> "tuple[date | None, UUID] | None":
    try:
        day, _, identity = base64.urlsafe_b64decode(key.encode()).decode().partition("|")
        return (None if day == _NO_END else date.fromisoformat(day)), UUID(identity)
    except (ValueError, binascii.Error):
        return None


def lines_of(measures: Sequence[Measure], today: date) -> list[MeasureLine]:
    """Measures as lines, in their order. They must come with case, court and debtor."""
    return [
        MeasureLine(
            id=row.id,
            court=row.court.short_name,
            case_id=row.case_id,
            case_number=row.case.number,
            debtor=row.debtor.name if row.debtor else row.debtor_written,
            is_identified=row.debtor is not None,
            asset_class=AssetClass(row.asset_class).chinese,
            asset_kind=row.asset_kind,
            description=row.description,
            holder=row.holder,
            action=ACTIONS[MeasureKind(row.action)],
            is_waiting=row.is_waiting,
            is_renewal=row.is_renewal,
            starts_on=row.starts_on,
            stated_end=row.stated_end,
            ends_on=row.ends_on,
            officer_name=row.case.officer_name,
            flags=row.flags,
            standing=standing_of(row, today),
            value_fen=row.value_fen,
            trouble_words=row.trouble_words,
            place=row.place,
        )
        for row in measures
    ]


def standing_of(measure: Measure, today: date) -> Standing:
    """How a measure stands today."""
    return standing(
        ends_on=measure.ends_on,
        released_on=measure.released_on,
        confirmed=measure.confirmed_by_holder,
        today=today,
        under_way=under_way_of(measure),
    )


def under_way_of(measure: Measure) -> UnderWay:
    """What is being done to a measure."""
    return UnderWay(
        renewal=measure.renewal,
        renewal_since=measure.renewal_since,
        lifting=measure.lifting,
        lifting_since=measure.lifting_since,
        trouble=measure.trouble,
        has_advanced=measure.advanced_on is not None and measure.is_waiting,
        is_let_go=measure.do_not_renew_on is not None,
    )


def measures_of(case_id: UUID, *, today: date) -> list[MeasureLine]:
    """The measures of a case: without an end first, then by end, released ones last."""
    rows = Measure.objects.filter(case_id=case_id).select_related("case", "court", "debtor")
    order = {MeasureState.NO_END.value: 0, MeasureState.WATCHED.value: 1, MeasureState.RELEASED.value: 2}
    return lines_of(
        sorted(rows, key=lambda row: (order[row.state], row.ends_on or date.max, str(row.id))), today
    )


@dataclass(frozen=True, slots=True)
class Urgency:
    """How many measures have no end, have lapsed, and end within 7, 30 and 60 days (each within the next).

    Exact, except for the views in `beyond`: of these there are at least as many.
    """

    no_end: int
    lapsed: int
    week: int
    month: int
    sixty: int
    beyond: frozenset[View] = frozenset()

    def of(self, view: View) -> int | None:
        """The count of a view; None where it is not counted."""
        counts = {
            View.NO_END: self.no_end,
            View.LAPSED: self.lapsed,
            View.WEEK: self.week,
            View.MONTH: self.month,
            View.SIXTY: self.sixty,
        }
        return counts.get(view)

    def text(self, view: View) -> str:
        """The count of a view as it is shown; empty where it is not counted."""
        count = self.of(view)
        return "" if count is None else f"{count}+" if view in self.beyond else str(count)


def urgency(
    *, courts: Sequence[int], today: date, officer_id: int | None = None, most: int = 2**31
) -> Urgency:
    """Counts in one query, each stretch of days read from an index and counted as far as `most`."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement("count_urgency"),
            {
                "courts": list(courts),
                "officer": officer_id,
                "today": today,
                "week": today + timedelta(days=RED_DAYS),
                "month": today + timedelta(days=AMBER_DAYS),
                "sixty": today + timedelta(days=60),
                "most": most + 1,
            },
        )
        found = [min(count, most + 1) for count in cursor.fetchone()]
    over = [count > most for count in found]
    no_end, lapsed, week, later, last = (min(count, most) for count in found)
    beyond = {
        View.NO_END: over[0], View.LAPSED: over[1], View.WEEK: over[2], View.MONTH: any(over[2:4]), View.SIXTY: any(over[2:]),
    }  # fmt: skip
    more = frozenset(view for view, is_over in beyond.items() if is_over)
    return Urgency(no_end, lapsed, week, week + later, week + later + last, more)


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One thing that happened to a measure, or a warning that was given."""

    at: datetime
    words: str
    actor_name: str
    text: str


@dataclass(frozen=True, slots=True)
class MeasureDetail:
    """A measure with its explanation, its history (newest first), its next warnings and what it lacks."""

    line: MeasureLine
    court_id: int
    term: TermExplained
    history: list[HistoryLine]
    next_reminders: list[tuple[int, date]]
    gaps: list[str]
    note: str
    released_on: date | None


def measure_detail(measure_id: UUID, *, today: date) -> MeasureDetail:
    """Everything about one measure, in four queries. Raises MeasureNotFound."""
    row = Measure.objects.select_related("case", "court", "debtor").filter(pk=measure_id).first()
    if row is None:
        raise MeasureNotFound("没有这项措施，或者它不在您可以查看的法院。")
    ahead = reminders(row.ends_on) if row.ends_on and row.state == MeasureState.WATCHED.value else ()
    return MeasureDetail(
        line=lines_of([row], today)[0],
        court_id=row.court_id,
        term=term_of(row),
        history=_history(row),
        next_reminders=[(found.days_before, found.on) for found in ahead if found.on > today],
        gaps=[kind.label for kind in _gaps_of(row)],
        note=row.note,
        released_on=row.released_on,
    )


def _gaps_of(measure: Measure) -> list[GapKind]:
    kinds = set(measure.gaps.filter(cleared_on=None).values_list("kind", flat=True))
    if unconfirmed([measure.court_id]).filter(pk=measure.pk).exists():
        kinds.add(GapKind.NO_RECEIPT.value)
    return [GapKind(kind) for kind in sorted(kinds)]


def term_of(measure: Measure) -> TermExplained:
    """Why a measure is watched until its day."""
    return explain_term(
        asset=AssetClass(measure.asset_class),
        special=SpecialAsset(measure.special) if measure.special else None,
        starts_on=measure.term_starts_on or measure.starts_on,
        stated_on=measure.stated_on,
        is_renewal=measure.is_renewal,
        is_waiting=measure.is_waiting,
    )


def _history(measure: Measure) -> list[HistoryLine]:
    lines = [
        HistoryLine(event.at, EventKind(event.kind).label, event.actor_name, event_text(event.body))
        for event in measure.events.all()
    ]
    lines += [
        HistoryLine(row.given_at, "到期提醒", "到期提醒", f"届满前 {row.step} 日档，届满日 {row.expires_on}")
        for row in rounds_of(measure)
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)


def event_text(body: dict[str, Any]) -> str:
    """The details of an event in words."""
    words = {
        "row": "台账第 {} 行",
        "stated_end": "写明的届满日 {}",
        "before": "原为 {}",
        "from": "写明 {}",
        "to": "按 {} 提醒",
        "ends_on": "按 {} 提醒",
        "on": "{}",
        "asked_until": "拟续至 {}",
        "ruling_number": "裁定 {}",
        "notice_number": "通知书 {}",
        "order": "请求 {}",
        "deliver_by": "{} 前送达",
        "cut_from": "回执写明 {}，超过法定最长期限",
        "words": "{}",
        "court": "移交{}",
        "place": "第 {} 位",
        "reason": "理由：{}",
    }
    return "，".join(text.format(body[name]) for name, text in words.items() if body.get(name))


def courts_of(court_ids: Sequence[int]) -> list[Court]:
    """The courts by code."""
    return list(Court.objects.filter(id__in=court_ids).order_by("code"))


def latest_ledgers(*, limit: int = 20) -> list[LedgerFile]:
    """The ledgers taken over last."""
    return list(LedgerFile.objects.select_related("court").order_by("-taken_at")[:limit])


def count_gaps(*, courts: Sequence[int]) -> dict[GapKind, int]:
    """What the nightly check found and nobody has mended, by kind, each exact below GAPS_COUNTED."""
    kinds = sorted(GapKind)
    found = counts_composed(
        ("gaps", tuple(courts)),
        lambda: [
            unconfirmed(courts) if kind is GapKind.NO_RECEIPT
            else Gap.objects.filter(court_id__in=courts, cleared_on=None, kind=kind.value)
            for kind in kinds
        ],
        at_most=GAPS_COUNTED,
    )  # fmt: skip
    return {kind: count for kind, count in zip(kinds, found, strict=True) if count}


def unconfirmed(courts: Sequence[int]) -> "QuerySet[Measure]":
    """Measures that the last nightly check found without a holder's receipt and that have none yet."""
    checked = NightlyCheck.objects.filter(court_id=OuterRef("court_id"), through__gt=OuterRef("pk"))
    rows = Measure.objects.filter(Exists(checked), court_id__in=courts, confirmed_by_holder=False)
    return rows.exclude(state=MeasureState.RELEASED.value)


def gaps_text(count: int) -> str:
    """A count of gaps as it is shown."""
    return f"{count}+" if count >= GAPS_COUNTED else str(count)
