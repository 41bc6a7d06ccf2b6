"""What was asked, answered and not answered: of a case, of an inquiry, of a citizen; and what a person must do about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from zhixing.foundation import clock
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.foundation.patience import BREAK_AFTER
from zhixing.inquiries.models import Attempt, AuditPick, Inquiry, RawReply, Request, Unit
from zhixing.inquiries.rules.kinds import UNDER_WAY, RequestState, Result, Trigger

PAGE_ROWS = 50
_UNDER_WAY = [state.value for state in UNDER_WAY]
CHIPS = {
    "waiting": "waiting", "sent": "sent", "acknowledged": "sent", "unknown": "sent", "answered": "confirmed",
    "refused": "refused", "dead": "overdue", "cancelled": "ended",
}  # fmt: skip


class InquiryNotFound(LookupError):
    """No such inquiry or request among those that may be seen."""


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in a list."""

    id: UUID
    number: str
    case_id: UUID
    case_number: str
    debtor: str
    unit_id: UUID
    unit: str
    state: RequestState
    result: str
    words: str
    made_at: datetime
    due_at: datetime
    ended_at: datetime | None
    attempts: int
    asker: str
    purpose: str

    @property
    def chip(self) -> str:
        """The state's colour. Green is only what the other side has answered."""
        return CHIPS[self.state.value]

    @property
    def label(self) -> str:
        """The words of the state, with what was found."""
        if self.state is RequestState.ANSWERED and self.result:
            return f"{self.state.label}：{Result(self.result).label}"
        return self.state.label


def _lines(rows: QuerySet[Request]) -> list[RequestLine]:
    return [
        RequestLine(
            row.id, row.number, row.case_id, row.case.number, row.party.name, row.unit_id, row.unit.name,
            RequestState(row.state), row.result, row.words, row.made_at, row.due_at, row.ended_at, row.attempts,
            row.inquiry.asker_name if row.inquiry else "", row.inquiry.purpose if row.inquiry else "",
        )
        for row in rows.select_related("case", "party", "unit", "inquiry")
    ]  # fmt: skip


def requests_of_case(case_id: UUID, *, limit: int = 300) -> list[RequestLine]:
    """Everything asked in a case, latest first."""
    return _lines(
        Request.objects.filter(case_id=case_id, kind="query").order_by("-made_at", "unit__code", "id")[:limit]
    )


@dataclass(frozen=True, slots=True)
class CaseCoverage:
    """What stands of the latest question about each debtor to each unit: answered, and what was asked and not answered."""

    found: int
    empty: int
    unanswered: tuple[RequestLine, ...]

    @property
    def asked(self) -> int:
        """How many questions."""
        return self.found + self.empty + len(self.unanswered)


def coverage(lines: Sequence[RequestLine]) -> CaseCoverage:
    """The latest request of each debtor and unit, counted. `lines` come latest first."""
    latest: dict[tuple[str, UUID], RequestLine] = {}
    for line in lines:
        if line.state is not RequestState.CANCELLED:
            latest.setdefault((line.debtor, line.unit_id), line)
    answered = [line for line in latest.values() if line.state is RequestState.ANSWERED]
    return CaseCoverage(
        sum(line.result == Result.FOUND.value for line in answered),
        sum(line.result == Result.NONE.value for line in answered),
        tuple(line for line in latest.values() if line.state is not RequestState.ANSWERED),
    )


@dataclass(frozen=True, slots=True)
class Progress:
    """An inquiry with how far it is."""

    inquiry: Inquiry
    answered: int
    refused: int
    dead: int
    under_way: int

    @property
    def total(self) -> int:
        """Requests made."""
        return self.inquiry.requests_made

    @property
    def trigger(self) -> str:
        """Why it was made."""
        return Trigger(self.inquiry.trigger).label


def list_inquiries(*, courts: Sequence[int], limit: int = PAGE_ROWS) -> list[Progress]:
    """The latest inquiries."""
    return _progress(list(Inquiry.objects.filter(court_id__in=courts).order_by("-asked_at")[:limit]))


def inquiry_progress(inquiry_id: UUID) -> Progress:
    """One inquiry. Raises InquiryNotFound."""
    found = _progress(list(Inquiry.objects.filter(pk=inquiry_id)))
    if not found:
        raise InquiryNotFound("没有这次查询，或者它不是您可以查看的法院发起的。")
    return found[0]


def _progress(rows: list[Inquiry]) -> list[Progress]:
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    found = Request.objects.filter(inquiry_id__in=[row.pk for row in rows]).values_list("inquiry_id", "state")
    for inquiry_id, state, count in found.annotate(count=Count("pk")).order_by():
        if inquiry_id is not None:
            counts[inquiry_id][state] = count
    return [
        Progress(
            row, counts[row.pk].get("answered", 0), counts[row.pk].get("refused", 0), counts[row.pk].get("dead", 0),
            sum(counts[row.pk].get(state, 0) for state in _UNDER_WAY),
        )
        for row in rows
    ]  # fmt: skip


def requests_of_inquiry(inquiry_id: UUID, *, only_open: bool = False, limit: int = 200) -> list[RequestLine]:
    """The requests of an inquiry: first what has no answer."""
    rows = Request.objects.filter(inquiry_id=inquiry_id)
    if only_open:
        rows = rows.exclude(state=RequestState.ANSWERED.value)
    return _lines(rows.order_by("ended_at", "id")[:limit])


def dead_letters(
    *, courts: Sequence[int], unit_id: UUID | None = None, limit: int = 200
) -> list[RequestLine]:
    """What the units' days have run out for, oldest first."""
    rows = Request.objects.filter(court_id__in=courts, state=RequestState.DEAD.value)
    if unit_id is not None:
        rows = rows.filter(unit_id=unit_id)
    return _lines(rows.order_by("ended_at", "id")[:limit])


@dataclass(frozen=True, slots=True)
class RequestDetail:
    """A request with every attempt and every reply."""

    line: RequestLine
    court_id: int
    tries: tuple[Attempt, ...]
    replies: tuple[RawReply, ...]


def request_detail(request_id: UUID) -> RequestDetail:
    """One request. Raises InquiryNotFound."""
    lines = _lines(Request.objects.filter(pk=request_id))
    if not lines:
        raise InquiryNotFound("没有这项查询，或者它不是您可以查看的法院发起的。")
    court_id = Request.objects.values_list("court_id", flat=True).get(pk=request_id)
    tries = tuple(Attempt.objects.select_related("result").filter(request_id=request_id).order_by("place"))
    replies = tuple(
        RawReply.objects.filter(request_id=request_id).order_by("taken_at").defer("content_sealed")
    )
    return RequestDetail(lines[0], court_id, tries, replies)


def looks_at_person(index: bytes, *, courts: Sequence[int], limit: int = 1_000) -> list[RequestLine]:
    """Who asked which unit about a person, when and why; `index` is the blind index of the ID number."""
    rows = Request.objects.filter(subject_index=index, court_id__in=courts, attempts__gt=0)
    return _lines(rows.order_by("-made_at", "unit__code")[:limit])


def audits(*, courts: Sequence[int], limit: int = 200) -> list[AuditPick]:
    """Looks drawn for review, those still to be reviewed first."""
    rows = AuditPick.objects.filter(court_id__in=courts).select_related(
        "request__case", "request__party", "request__unit", "request__inquiry", "reviewer"
    )
    return list(rows.order_by("-month", "reviewed_at", "id")[:limit])


# ---- duties -----------------------------------------------------------------------------------------------------------


def _dead_of(actor: Actor) -> QuerySet[Request]:
    mine = Q(court_id__in=actor.courts_as(Role.BUREAU_CHIEF, Role.CLERK))
    if actor.user_id is not None:
        mine |= Q(court_id__in=actor.courts, case__officer_id=actor.user_id)
    return Request.objects.filter(mine, state=RequestState.DEAD.value)


def _troubled(actor: Actor) -> QuerySet[Unit]:
    return Unit.objects.filter(
        court_id__in=actor.courts_as(Role.IT, Role.BUREAU_CHIEF),
        state="active",
        trouble_count__gte=BREAK_AFTER,
    )


def _to_review(actor: Actor) -> QuerySet[AuditPick]:
    rows = AuditPick.objects.filter(
        court_id__in=actor.courts_as(Role.AUDITOR, Role.VICE_PRESIDENT), reviewed_at=None
    )
    return rows.exclude(asker_id_copy=actor.user_id) if actor.user_id is not None else rows


def duties_of_asking(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Units that stay silent (one line a unit), units that cannot be reached, looks to review (one line a month)."""
    found = [
        Duty(
            room="inquiries", loss=Loss.RIGHTS_OF_PARTIES, title=f"{name}逾期未答复 {count} 项查询", subject=name,
            until=clock.local_date(first), why="已超过约定期限，须督促、改用其他方式查询，或者说明不再查询",
            url=f"/inquiries/silent/?unit={unit_id}", action="查看并处理",
        )
        for unit_id, name, count, first in _dead_of(actor)
        .values_list("unit_id", "unit__name")
        .annotate(count=Count("pk"), first=Min("ended_at"))
        .order_by("first", "unit_id")[:limit]
    ]  # fmt: skip
    found += [
        Duty(
            room="inquiries", loss=Loss.ROUTINE, title=f"{unit.name}连续 {unit.trouble_count} 次未能接通", subject=unit.code,
            until=None, why=unit.trouble_words or "接口没有应答", url=f"/inquiries/units/{unit.pk}/", action="查看单位",
        )
        for unit in _troubled(actor).order_by("pk")[: max(limit - len(found), 0)]
    ]  # fmt: skip
    found += [
        Duty(
            room="inquiries", loss=Loss.ROUTINE, title=f"{month:%Y 年 %m 月}查询抽查还有 {count} 项", subject="查询抽查",
            until=month + timedelta(days=61), why="随机抽取，由查询人以外的人员核对案件、事由与权限",
            url="/inquiries/audits/", action="去抽查",
        )
        for month, count in _to_review(actor).values_list("month").annotate(count=Count("pk")).order_by("month")
    ]  # fmt: skip
    return found[:limit]


def counted_asking(actor: Actor) -> "list[QuerySet[Any, Any]]":
    """The rows that are these duties."""
    return [
        _dead_of(actor).values("unit_id").distinct(), _troubled(actor), _to_review(actor).values("month").distinct(),
    ]  # fmt: skip
