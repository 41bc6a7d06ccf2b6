"""Cases read: lists, one case, its debt, its clocks. Lists page by key; the number of queries never depends on the number of rows."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min, Q, QuerySet, Sum

from zhixing.cases.due import limit_name
from zhixing.cases.models import (
    Case,
    CaseClock,
    CaseStatus,
    CourtAccount,
    IntakeFile,
    Party,
    PartyRole,
    Recovery,
    Suspension,
    Title,
)
from zhixing.cases.personal import index_of_id
from zhixing.cases.queries.chains import Chains
from zhixing.cases.rules.debt import DebtStatement, RecoveryLine, TitleTerms, statement
from zhixing.cases.rules.endings import RESUMED
from zhixing.foundation import names
from zhixing.foundation.database.rows import among
from zhixing.foundation.evidence.queries import FactLine, timeline
from zhixing.foundation.identifiers import BadIdentifier, read_identifier
from zhixing.foundation.search_hits import Found
from zhixing.law.case_numbers import CaseNumberUnreadable, parse
from zhixing.law.interest import Stop, StopKind
from zhixing.law.limits import thresholds

PAGE_ROWS = 50


class CaseNotFound(LookupError):
    """No such case among those that may be seen."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of the list."""

    id: UUID
    number: str
    filed_on: date
    officer_name: str
    cause: str
    status: CaseStatus
    applicants: str
    debtors: str
    principal_fen: int
    recovered_fen: int
    next_due_on: date | None
    next_due: str
    next_starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class CasePage:
    """A page of the list; `next_key` leads on, empty at the end."""

    lines: list[CaseLine]
    next_key: str


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What to list; `courts` are those in sight. `text` is matched as a case number, a party's name or an ID number.

    With `due_until` only open cases with a running limit that ends by that day, the nearest first.
    """

    courts: tuple[int, ...] = ()
    status: str = ""
    officer_id: int | None = None
    text: str = ""
    due_until: date | None = None


def _key(day: date, identity: UUID) -> str:
    return base64.urlsafe_b64encode(f"{day.isoformat()}|{identity}".encode()).decode()


def _after(key: str) -> tuple[date, UUID] | None:
    try:
        day, _, identity = base64.urlsafe_b64decode(key.encode()).decode().partition("|")
        return date.fromisoformat(day), UUID(identity)
    except (ValueError, binascii.Error):
        return None


_RUNNING_NUMBER = re.compile(r"(执[恢保异复监协]?)?\s*(\d{1,6})\s*号?")


def matching(text: str) -> Q:
    """The cases a search text means.

    An exact case number, its beginning (（2022）), its running number (7, 执恢7号), an ID or credit code, a
    sub-account, or the beginning of a party's name.
    """
    wanted = text.replace("\x00", "").strip()
    try:
        return Q(number=parse(wanted).case.text)
    except CaseNumberUnreadable:
        pass
    try:
        index = index_of_id(read_identifier(wanted).number)
        return Q(id__in=Party.objects.filter(id_index=index).values("case_id"))
    except BadIdentifier:
        pass
    if running := _RUNNING_NUMBER.fullmatch(wanted):
        found = Q(sequence=int(running[2]))
        return found & Q(type_code=running[1]) if running[1] else found
    if wanted.isdigit():
        return Q(sub_account=wanted)
    if wanted[:1] in "(（〔[":
        return Q(number__startswith="（" + wanted[1:].translate(_ROUND))
    return Q(id__in=Party.objects.filter(name_key__startswith=names.comparing_key(wanted)).values("case_id"))


_ROUND = str.maketrans({")": "）", "〕": "）", "]": "）"})


def list_cases(*, wanted: CaseFilter, after: str = "", limit: int = PAGE_ROWS) -> CasePage:
    """A page of cases, latest filed first; with `due_until` the nearest limit first."""
    rows = Case.objects.select_related("title")
    if wanted.status:
        rows = rows.filter(status=wanted.status)
    if wanted.officer_id is not None:
        rows = rows.filter(officer_id=wanted.officer_id)
    if wanted.text.strip():
        rows = rows.filter(matching(wanted.text))
    position = _after(after) if after else None
    if wanted.due_until is not None:
        return _nearest_limits(rows, wanted.due_until, position, limit)
    if position:
        day, identity = position
        rows = rows.filter(Q(filed_on__lt=day) | Q(filed_on=day, id__lt=identity))
    found = _newest(rows, wanted.courts, limit + 1)
    more, found = len(found) > limit, found[:limit]
    return CasePage(_lines(found), _key(found[-1].filed_on, found[-1].id) if more else "")


def _newest(rows: QuerySet[Case], courts: Sequence[int], limit: int) -> list[Case]:
    """The newest of the rows. Court by court, because only then does the index give them in order."""
    if len(courts) < 2:
        mine = rows.filter(court_id__in=courts) if courts else rows
        return list(mine.order_by("-filed_on", "-id")[:limit])
    parts = [
        rows.filter(court_id=court).order_by("-filed_on", "-id").values_list("id", "filed_on")[:limit]
        for court in courts
    ]
    keys = parts[0].union(*parts[1:], all=True).order_by("-filed_on", "-id")[:limit]
    ids = [case_id for case_id, _ in keys]
    found = Case.objects.select_related("title").in_bulk(ids)
    return [found[case_id] for case_id in ids]


def _nearest_limits(
    rows: QuerySet[Case], until: date, position: tuple[date, UUID] | None, limit: int
) -> CasePage:
    clocks = CaseClock.objects.filter(done_on=None, paused_since=None, due_on__lte=until, case__in=rows)
    nearest = clocks.values("case_id").annotate(due=Min("due_on"))
    if position:
        day, identity = position
        nearest = nearest.filter(Q(due__gt=day) | Q(due=day, case_id__gt=identity))
    keys = list(nearest.order_by("due", "case_id").values_list("case_id", "due")[: limit + 1])
    more, keys = len(keys) > limit, keys[:limit]
    cases = Case.objects.select_related("title").in_bulk([case_id for case_id, _ in keys])
    lines = _lines([cases[case_id] for case_id, _ in keys])
    return CasePage(lines, _key(keys[-1][1], keys[-1][0]) if more else "")


def _lines(cases: Sequence[Case]) -> list[CaseLine]:
    ids = [case.id for case in cases]
    sides: dict[tuple[UUID, str], list[str]] = {}
    for case_id, role, name in (
        Party.objects.filter(case_id__in=ids).order_by("position").values_list("case_id", "role", "name")
    ):
        sides.setdefault((case_id, role), []).append(name)
    sums = dict(Recovery.objects.filter(case_id__in=ids).values_list("case_id").annotate(Sum("fen")))
    clocks: dict[UUID, CaseClock] = {}
    running = CaseClock.objects.filter(case_id__in=ids, done_on=None, paused_since=None)
    for clock in running.order_by("due_on", "kind"):
        clocks.setdefault(clock.case_id, clock)
    return [_line(case, sides, sums.get(case.id, 0), clocks.get(case.id)) for case in cases]


def _line(
    case: Case, sides: dict[tuple[UUID, str], list[str]], recovered: int, next_up: CaseClock | None
) -> CaseLine:
    return CaseLine(
        id=case.id,
        number=case.number,
        filed_on=case.filed_on,
        officer_name=case.officer_name,
        cause=case.cause,
        status=CaseStatus(case.status),
        applicants="、".join(sides.get((case.id, PartyRole.APPLICANT.value), [])),
        debtors="、".join(sides.get((case.id, PartyRole.DEBTOR.value), [])),
        principal_fen=case.title.principal_fen,
        recovered_fen=recovered,
        next_due_on=next_up.due_on if next_up else None,
        next_due=limit_name(next_up.kind) if next_up else "",
        next_starts_on=next_up.starts_on if next_up else None,
    )


def case_by_id(case_id: UUID) -> Case:
    """The case, if it may be seen. Raises CaseNotFound."""
    case = Case.objects.select_related("court", "title").filter(pk=case_id).first()
    if case is None:
        raise CaseNotFound("没有这个案件，或者它不在您可以查看的法院。")
    return case


def case_by_number(number: str) -> Case:
    """The case with this number, however it is written. Raises CaseNotFound."""
    try:
        wanted = parse(number).case.text
    except CaseNumberUnreadable as error:
        raise CaseNotFound(str(error)) from None
    case = Case.objects.select_related("court", "title").filter(number=wanted).first()
    if case is None:
        raise CaseNotFound(f"没有案号为 {wanted} 的案件。")
    return case


def parties_of(case_id: UUID) -> list[Party]:
    """The parties, applicants first, in the order of the register."""
    return list(Party.objects.filter(case_id=case_id).order_by("role", "position"))


def numbers_filed(court_id: int) -> set[str]:
    """Every case number the court has filed."""
    return set(Case.objects.filter(court_id=court_id).values_list("number", flat=True))


def party_by_id(party_id: UUID) -> Party | None:
    """A party with its case, if it may be seen."""
    return Party.objects.select_related("case").filter(pk=party_id).first()


def terms_of_title(case: Case, title: Title, *, filed_on: date | None = None) -> TitleTerms:
    """A title as the debt rule takes it; `filed_on` is another day than the case's where it goes on from another."""
    return TitleTerms(
        principal_fen=title.principal_fen,
        litigation_costs_fen=title.litigation_costs_fen,
        interest_from=title.interest_from,
        rate_text=title.rate_text,
        effective_on=title.effective_on,
        performance_ends_on=title.performance_ends_on,
        filed_on=filed_on or case.filed_on,
    )


def recoveries_of(case_id: UUID) -> list[RecoveryLine]:
    """The money of a case, oldest first."""
    rows = Recovery.objects.filter(case_id=case_id).order_by("on", "id")
    return [RecoveryLine(row.on, row.fen, row.source) for row in rows]


def recovered_fen(case_id: UUID) -> int:
    """What has come in and stayed, in fen."""
    return Recovery.objects.filter(case_id=case_id).aggregate(total=Sum("fen"))["total"] or 0


def debt_as_of(case_id: UUID, on: date) -> DebtStatement:
    """What is owed in a case at the end of a day, with the steps. Raises CaseNotFound."""
    return debts_as_of([case_id], on)[case_id]


def debts_as_of(case_ids: Sequence[UUID], on: date) -> dict[UUID, DebtStatement]:
    """`debt_as_of` for many cases in four queries, two more where cases go on from others. Raises CaseNotFound.

    What came in before a case was resumed counts.
    """
    wanted = list(dict.fromkeys(case_ids))
    cases = {case.id: case for case in Case.objects.select_related("title").filter(among("pk", wanted))}
    if len(cases) != len(wanted):
        raise CaseNotFound("没有这个案件，或者它不在您可以查看的法院。")
    chains = Chains(
        Case.objects.filter(pk__in=[one.pk for one in cases.values() if one.type_code == RESUMED])
    )
    everything = [*wanted, *chains.earlier]
    money: dict[UUID, list[RecoveryLine]] = {}
    for row in Recovery.objects.filter(among("case_id", everything)).order_by("on", "id"):
        for key in (row.case_id, *chains.count_for(row.case_id)):
            money.setdefault(key, []).append(RecoveryLine(row.on, row.fen, row.source))
    stops: dict[UUID, list[Stop]] = {}
    for pause in Suspension.objects.filter(among("case_id", everything), interest_stops=True):
        for key in (pause.case_id, *chains.count_for(pause.case_id)):
            stops.setdefault(key, []).append(Stop(pause.starts_on, pause.ends_on, StopKind.RETRIAL))
    return {
        key: statement(
            terms_of_title(case, case.title, filed_on=chains.filed_on(case)), money.get(key, []), on,
            stops=stops.get(key, []),
        )
        for key, case in cases.items()
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClockLine:
    """A clock on the case page."""

    kind: str
    name: str
    starts_on: date
    due_on: date
    done_on: date | None
    paused_since: date | None
    is_provisional: bool
    amber_from: date
    vermilion_from: date


def clocks_of(case_id: UUID) -> list[ClockLine]:
    """The clocks of a case, running ones first, what stands still after them."""
    lines = []
    for row in CaseClock.objects.filter(case_id=case_id).order_by("done_on", "due_on"):
        amber, vermilion = thresholds(row.starts_on, row.due_on)
        lines.append(
            ClockLine(
                row.kind,
                limit_name(row.kind),
                row.starts_on,
                row.due_on,
                row.done_on,
                row.paused_since,
                row.is_provisional,
                amber,
                vermilion,
            )
        )
    return sorted(
        lines, key=lambda line: (line.done_on is not None, line.paused_since is not None, line.due_on)
    )


def timeline_of(case_id: UUID, *, limit: int = 200) -> list[FactLine]:
    """What happened in a case, newest first."""
    return timeline([f"case:{case_id}"], limit=limit)


def account_of_court(court_id: int) -> CourtAccount | None:
    """The court's case-funds account, if one has been entered."""
    return CourtAccount.objects.filter(court_id=court_id, is_default=True).first()


def latest_intakes(*, limit: int = 20) -> list[IntakeFile]:
    """The register files taken in last."""
    return list(IntakeFile.objects.order_by("-taken_at")[:limit])


def count_open(courts: Sequence[int]) -> int:
    """How many cases of these courts are open."""
    return Case.objects.filter(court_id__in=courts, status=CaseStatus.OPEN.value).count()


def search(text: str, *, limit: int = 20) -> list[Found]:
    """Cases by number, name, ID number or sub-account."""
    if not text.strip():
        return []
    page = list_cases(wanted=CaseFilter(text=text), limit=limit)
    return [
        Found("案件", line.number, f"{line.applicants} → {line.debtors}", f"/cases/{line.id}/")
        for line in page.lines
    ]
