"""Inquiries that something sets off: filing where the court has said so, a clue, the wish to close a case for want of assets,
and twice a year for five years after that.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from zhixing.cases.models import Case, CaseStatus, ClosingKind, DossierFinding, Party
from zhixing.cases.rules.findings import About
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.models import Inquiry, InquiryPolicy, Request
from zhixing.inquiries.operations.asking import CASES_MAX, AskingRefused, Made, ask
from zhixing.inquiries.rules.kinds import Trigger
from zhixing.law.suspension import LOOK_BACK_MONTHS, LOOK_BACK_YEARS, QUERY_MONTHS, look_back, next_query
from zhixing.law.working_days import add_months

FILED_WITHIN = timedelta(days=30)
"""A court that turns the setting on asks about what was filed this long ago, not about every old case."""

STATED_WITHIN = timedelta(days=30)
ENDING_PREPARED = (About.INTERVIEW, About.INTERVIEW_EXEMPT, About.CREDITOR_SIGNED, About.PANEL_REVIEWED)
"""Who states one of these of an open case prepares its 终本."""


def ask_on_filing(*, now: datetime, limit: int, actor: Actor) -> int:
    """Ask about newly filed cases that nobody has asked about; how many cases were asked about."""
    done = 0
    for policy in _policies(ask_on_filing=True):
        asked = Request.objects.filter(case=OuterRef("pk"))
        debtors = Party.objects.filter(case=OuterRef("pk"), role="debtor")
        new = Case.objects.filter(
            Exists(debtors), ~Exists(asked), court=policy.court, status=CaseStatus.OPEN.value,
            filed_on__gte=clock.local_date(now) - FILED_WITHIN,
        )  # fmt: skip
        ids = list(
            new.order_by("filed_on", "id").values_list("id", flat=True)[: min(limit - done, CASES_MAX)]
        )
        if ids:
            _ask(policy, ids, Trigger.FILING, "立案后查明被执行人财产", now, actor)
        done += len(ids)
    return done


def ask_on_clue(*, case_id: UUID, clue: str, now: datetime, actor: Actor) -> Made:
    """A clue has come: ask the court's usual units about the debtors of the case. Raises AskingRefused, NotAllowed.

    A clear and concrete clue is checked within seven days (the limit `lead_check`), which is why it takes one act.
    """
    if len(clue.strip()) < 4:
        raise AskingRefused("请写明线索（至少四个字）。")
    return _ask_usual(case_id, Trigger.CLUE, f"核实财产线索：{clue.strip()}"[:200], now, actor)


def ask_before_closing(*, case_id: UUID, now: datetime, actor: Actor) -> Made:
    """Before 终本 every means of inquiry must have been used: ask the court's usual units once more."""
    return _ask_usual(case_id, Trigger.BEFORE_CLOSING, "终结本次执行程序前查明财产", now, actor)


def ask_on_findings(*, now: datetime, limit: int, actor: Actor) -> int:
    """Ask about open cases where a clue was taken down or somebody prepares a 终本; how many cases were asked about.

    A clue is asked about once; before a 终本 once in the months for which an answer is fresh enough for its dossier.
    """
    fresh = datetime.combine(add_months(clock.local_date(now), -QUERY_MONTHS), time.min, clock.SHANGHAI)
    told = Q(inquiry__trigger=Trigger.CLUE.value, inquiry__asked_at__gte=OuterRef("at"))
    asked = Q(inquiry__trigger=Trigger.BEFORE_CLOSING.value, inquiry__asked_at__gte=fresh)
    done = 0
    for about, known, trigger, purpose in (
        ((About.LEAD_GIVEN,), told, Trigger.CLUE, "核实财产线索"),
        (ENDING_PREPARED, asked, Trigger.BEFORE_CLOSING, "终结本次执行程序前查明财产"),
    ):
        for policy in _policies():
            due = _stated(policy.court, about, known, now)[: min(limit - done, CASES_MAX)]
            if due:
                _ask(policy, due, trigger, purpose, now, actor)
            done += len(due)
    return done


def _stated(court: Court, about: Sequence[About], known: Q, now: datetime) -> list[UUID]:
    """Open cases with a statement of these that no inquiry has followed, the oldest statement first."""
    debtors = Party.objects.filter(case=OuterRef("case"), role="debtor")
    found = DossierFinding.objects.filter(
        Exists(debtors), ~Exists(Request.objects.filter(known, case=OuterRef("case"))), court=court, holds=True,
        about__in=[one.value for one in about], at__gte=now - STATED_WITHIN, case__status=CaseStatus.OPEN.value,
    )  # fmt: skip
    return list(dict.fromkeys(found.order_by("at", "id").values_list("case_id", flat=True)))


def _ask_usual(case_id: UUID, trigger: Trigger, purpose: str, now: datetime, actor: Actor) -> Made:
    case = Case.objects.select_related("court").get(pk=case_id)
    policy = InquiryPolicy.objects.filter(court=case.court, preset__isnull=False).first()
    if policy is None:
        raise AskingRefused("本院还没有选定自动查询所用的一组单位，请执行局局长先行设定。")
    return ask(
        court=case.court, case_ids=[case_id], preset_id=policy.preset_id, purpose=purpose, trigger=trigger, now=now,
        actor=actor,
    )  # fmt: skip


def ask_half_yearly(*, now: datetime, limit: int, actor: Actor) -> int:
    """Ask about 终本 cases whose six months are over (法〔2016〕373号 第9条); how many cases were asked about."""
    today, done = clock.local_date(now), 0
    for policy in _policies(half_yearly=True):
        due = _due_for_look_back(policy.court, today)[: min(limit - done, CASES_MAX)]
        if due:
            _ask(policy, due, Trigger.HALF_YEARLY, "终结本次执行程序后每六个月复查财产", now, actor)
        done += len(due)
    return done


def _policies(**wanted: bool) -> list[InquiryPolicy]:
    rows = InquiryPolicy.objects.select_related("court").filter(preset__isnull=False, **wanted)
    return list(rows.order_by("court_id"))


def _due_for_look_back(court: Court, today: date) -> list[UUID]:
    """The cases owed a query by today, longest owed first."""
    closed = Case.objects.filter(
        court=court, closing_kind=ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS.value,
        concluded_on__lte=add_months(today, -LOOK_BACK_MONTHS),
        concluded_on__gte=add_months(today, -12 * LOOK_BACK_YEARS - LOOK_BACK_MONTHS),
    )  # fmt: skip
    days = {row[0]: row[1] for row in closed.values_list("id", "concluded_on") if row[1]}
    runs: dict[UUID, list[date]] = defaultdict(list)
    asked = Request.objects.filter(case_id__in=list(days), inquiry__trigger=Trigger.HALF_YEARLY.value)
    for case_id, at in asked.values_list("case_id", "inquiry__asked_at").distinct():
        runs[case_id].append(clock.local_date(at))
    owed = []
    for case_id, closed_on in days.items():
        due = next_query(look_back(closed_on), runs[case_id])
        if due is not None and due <= today:
            owed.append((due, case_id))
    return [case_id for _, case_id in sorted(owed)]


def _ask(
    policy: InquiryPolicy, ids: Sequence[UUID], trigger: Trigger, purpose: str, now: datetime, actor: Actor
) -> Inquiry | None:
    made = ask(
        court=policy.court, case_ids=ids, preset_id=policy.preset_id, purpose=purpose, trigger=trigger, now=now,
        actor=actor,
    )  # fmt: skip
    return made.inquiry
