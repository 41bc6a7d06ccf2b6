"""What 智续 asks of a person today: measures by the rung they have risen to, batches to decide, notices to deliver, gaps.

A measure rises with the days left: its officer first, then the team, the bureau chief, the command centre. A deputy sees
the measures of whoever is away as their own, and the bureau chief those of people away without one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Exists, OuterRef, Q, When

from zhixing.foundation.database.rows import counts_composed
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import (
    ActBatch,
    ActKind,
    ActState,
    ApplicantReminder,
    BatchState,
    GapKind,
    Ground,
    Measure,
    MeasureAct,
    ReminderState,
)
from zhixing.freezes.queries.measures import MeasureLine, lines_of
from zhixing.freezes.queries.people import people_of, roles_in_place_of, without_chief, without_deputy
from zhixing.freezes.queries.proposals import (
    counted_proposals,
    courts_approved_in_place_of,
    duties_of_proposals,
)
from zhixing.freezes.rules.rungs import RUNG_OF_ROLE, Rung, reach
from zhixing.freezes.rules.standing import RED_DAYS, SILENT_DAYS, is_silent
from zhixing.freezes.statements import statement

COUNTED_MAX = 1_000
"""Things to do are counted as far as this: nobody is helped by the difference between one thousand and eight."""
DECIDERS = (Role.OFFICER, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
_GAPS = (
    GapKind.NO_OWNER,
    GapKind.NO_HOLDER,
    GapKind.NO_RECEIPT,
    GapKind.CASE_CONCLUDED,
    GapKind.CASE_SUSPENDED,
    GapKind.HANDED_OVER,
)
"""Gaps that are no measure's red of their own: one duty for all of a kind."""
_TO_DO = {
    GapKind.NO_OWNER: "指定承办人",
    GapKind.NO_HOLDER: "补录协助单位",
    GapKind.NO_RECEIPT: "向协助单位核实并取得回执",
    GapKind.CASE_CONCLUDED: "解除，或者写明继续控制的理由",
    GapKind.CASE_SUSPENDED: "终本案件照常续行，请办理",
    GapKind.HANDED_OVER: "向接收法院取得确认后登记解除",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose measures press on a person, and how far ahead. `courts` and `reaches` go together by place."""

    people: list[int]
    own: date
    courts: list[int]
    reaches: list[date]
    every: list[int]

    def values(self, today: date) -> dict[str, Any]:
        """As the statement takes them."""
        return {
            "people": self.people, "own": self.own, "courts": self.courts, "reaches": self.reaches, "all": self.every,
            "week": today + timedelta(days=RED_DAYS), "silent": silent_before(today),
        }  # fmt: skip


@lru_cache(maxsize=64)
def silent_before(today: date) -> date:
    """What was sent before this day and has no answer is silence."""
    day = today - timedelta(days=SILENT_DAYS)
    while is_silent(day - timedelta(days=1), today) is False:
        day -= timedelta(days=1)
    while is_silent(day, today):
        day += timedelta(days=1)
    return day


def reach_of(actor: Actor, today: date) -> Reach:
    """How far a person must look ahead, by what they are in each court and whom they stand in for.

    Where the bureau chief is away and has left nobody, the vice-president looks as far as the chief would, and to the
    measures of everybody else who is away without a deputy: else nobody would for those weeks.
    """
    people = people_of(actor.user_id, today=today)
    held = roles_in_place_of(people[1:], courts=actor.courts)
    above = actor.courts_as(Role.VICE_PRESIDENT)
    headless = without_chief(above, today=today) if above else []
    held |= {(court, Role.BUREAU_CHIEF.value) for court in headless}
    courts, reaches = [], []
    for court in actor.courts:
        ends = [
            end
            for role, rung in RUNG_OF_ROLE.items()
            if (actor.has(court, role) or (court, role.value) in held)
            and (end := reach(rung, today)) is not None
        ]
        if ends:
            courts.append(court)
            reaches.append(max(ends))
    chief = [court for court in actor.courts if actor.has(court, Role.BUREAU_CHIEF) or court in headless]
    if chief:
        people += [one for one in without_deputy(chief, today=today) if one not in people]
    return Reach(people, reach(Rung.OFFICER, today) or today, courts, reaches, list(actor.courts))


def duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """What the person must do. Where that is more than `limit`, the worst loss that can still be averted comes first: a
    hundred proposals or old lapses never hide a measure that ends tomorrow, nor that measure the renewal to be approved.
    """
    seen = reach_of(actor, today)
    found = [
        *_decisions(actor, today, limit),
        *duties_of_proposals(actor=actor, today=today, limit=limit),
        *_measures(seen, today, limit),
        *_deliveries(seen, limit),
        *(_of_gap(kind) for kind in _open_gaps(seen)),
        *_tellings(seen),
    ]
    if len(found) > limit:
        found.sort(key=lambda duty: (duty.is_too_late(today), duty.loss, duty.until or date.max))
    return found[:limit]


def count_of_duties(*, actor: Actor, today: date) -> int:
    """How many such things there are, each kind exact up to COUNTED_MAX; all gaps of a kind are one."""
    seen = reach_of(actor, today)
    rows = _pressing(seen, today, 1, most=COUNTED_MAX)
    pressing = min(rows[0][1], COUNTED_MAX) if rows else 0
    also = courts_approved_in_place_of(actor, seen.people[1:])
    *others, tellings = counts_composed(
        ("freezes", actor.reach, tuple(seen.people), tuple(seen.courts), also),
        lambda: [
            _batches(actor),
            _letting_go(actor),
            _to_deliver(seen),
            *counted_proposals(actor, also),
            _untold(seen),
        ],
        at_most=COUNTED_MAX,
    )
    return pressing + sum(others) + min(tellings, 1) + len(_open_gaps(seen))


def _pressing(seen: Reach, today: date, limit: int, *, most: int | None = None) -> list[tuple[UUID, int]]:
    """The first measures that press, each with the number of all of them; of each kind no more than `most` are looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            statement("pressing"), {**seen.values(today), "today": today, "limit": limit, "most": most}
        )
        return list(cursor.fetchall())


# ---- measures -----------------------------------------------------------------------------------------------------------


def _measures(seen: Reach, today: date, limit: int) -> list[Duty]:
    if limit <= 0:
        return []
    ids = [one for one, _ in _pressing(seen, today, limit)]
    rows = Measure.objects.select_related("case", "court", "debtor").in_bulk(ids)
    return [_duty(line) for line in lines_of([rows[one] for one in ids], today)]


def _duty(line: MeasureLine) -> Duty:
    left = line.standing.days_left
    title, action, why = _words(line, left)
    return Duty(
        room="freezes",
        loss=Loss.SECURITY_LAPSES,
        title=f"{line.action}{title}",
        subject=f"{line.case_number} {line.debtor}",
        until=line.ends_on,
        why=f"{line.description or line.asset_kind}，{line.holder or '协助单位不明'}；{why}",
        url=f"/freezes/{line.id}/",
        action=action,
        fen=line.value_fen,
    )


def _words(line: MeasureLine, left: int | None) -> tuple[str, str, str]:
    if left is None:
        return "措施没有届满日", "补录届满日", f"台账写的是“{line.stated_end or '空白'}”"
    if left < 0:
        return "措施期限已过", "查看并处理", f"已过 {-left} 日，原措施失效，须重新采取"
    if line.trouble_words:
        return "措施未办妥", "核实并处理", f"{line.standing.word}：{line.trouble_words}"
    if line.standing.word in ("轮候待确认", "已发出，逾期无回执"):
        return "措施待协助单位确认", "向协助单位核实", line.standing.word
    doing = f"，{line.standing.under_way}" if line.standing.under_way else ""
    return "措施即将届满", "办理续行", f"还有 {left} 日，届满未续行即失效{doing}"


# ---- what people decide and deliver ---------------------------------------------------------------------------------------


def _batches(actor: Actor) -> Any:
    courts = actor.courts_as(*DECIDERS)
    rows = ActBatch.objects.filter(court_id__in=courts, state=BatchState.DRAFTED.value)
    officer_only = [court for court in courts if not actor.has(court, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)]
    mine = Q(case__officer_id=actor.user_id) | Q(
        Exists(MeasureAct.objects.filter(batch=OuterRef("pk"), measure__officer_id=actor.user_id))
    )
    rows = rows.exclude(made_by_id__isnull=False, made_by_id=actor.user_id)
    return rows.filter(~Q(court_id__in=officer_only) | (mine & Q(made_by=None)))


def _letting_go(actor: Actor) -> Any:
    courts = actor.courts_as(Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)
    rows = Measure.objects.filter(court_id__in=courts, do_not_renew_on=None).exclude(do_not_renew_reason="")
    return rows.exclude(state="released")


def _decisions(actor: Actor, today: date, limit: int) -> list[Duty]:
    found = []
    renewals_first = Case(When(kind=ActKind.RENEW.value, then=0), default=1)
    for batch in _batches(actor).select_related("case").order_by(renewals_first, "due_on", "id")[:limit]:
        kind = ActKind(batch.kind)
        count = batch.acts.filter(state=ActState.DRAFTED.value).count()
        found.append(
            Duty(
                room="freezes",
                loss=Loss.SECURITY_LAPSES if kind is ActKind.RENEW else Loss.RIGHTS_OF_PARTIES,
                title=f"{count} 项{kind.label}待批准",
                subject=batch.case.number if batch.case else batch.made_by_name,
                until=batch.due_on,
                why=f"{Ground(batch.ground).label}，{batch.made_by_name}拟定；批准后自动制作文书并发出",
                url=f"/freezes/batches/{batch.id}/",
                action="批准",
            )
        )
    for row in _letting_go(actor).select_related("case").order_by("ends_on", "id")[:limit]:
        found.append(
            Duty(
                room="freezes", loss=Loss.SECURITY_LAPSES, title="不再续行待批准", subject=row.case.number,
                until=row.ends_on, why=f"{row.do_not_renew_by}提请：{row.do_not_renew_reason}",
                url=f"/freezes/{row.id}/", action="审批",
            )
        )  # fmt: skip
    return found


def _to_deliver(seen: Reach) -> Any:
    rows = MeasureAct.objects.filter(court_id__in=seen.every, state=ActState.BY_HAND.value)
    return rows.filter(Q(court_id__in=seen.courts) | Q(measure__officer_id__in=seen.people))


def _deliveries(seen: Reach, limit: int) -> list[Duty]:
    rows = _to_deliver(seen).select_related("case", "measure").order_by("deliver_by", "id")[:limit]
    return [
        Duty(
            room="freezes",
            loss=Loss.SECURITY_LAPSES if row.kind == ActKind.RENEW.value else Loss.RIGHTS_OF_PARTIES,
            title=f"{ActKind(row.kind).label}文书待送达",
            subject=row.case.number,
            until=row.deliver_by,
            why=f"{row.measure.holder}不能以电子方式办理，{row.notice_number}已成，须送达并取回执",
            url=f"/freezes/batches/{row.batch_id}/",
            action="登记送达",
        )
        for row in rows
    ]


# ---- gaps and applicants -------------------------------------------------------------------------------------------------


def _open_gaps(seen: Reach) -> list[GapKind]:
    """The kinds of gap that stand open in the person's courts or on their own measures."""
    kinds = [kind.value for kind in _GAPS]
    with connection.cursor() as cursor:
        cursor.execute(statement("open_gaps"), {"kinds": kinds, "courts": seen.courts, "people": seen.people})
        found = {row[0] for row in cursor.fetchall()}
    return [kind for kind in _GAPS if kind.value in found]


def _of_gap(kind: GapKind) -> Duty:
    return Duty(
        room="freezes", loss=Loss.SECURITY_LAPSES, title=f"夜间核查：{kind.label}", subject="查封冻结", until=None,
        why=_TO_DO[kind], url=f"/freezes/gaps/?kind={kind.value}", action="逐项处理",
    )  # fmt: skip


def _untold(seen: Reach) -> Any:
    rows = ApplicantReminder.objects.filter(court_id__in=seen.every, state=ReminderState.DUE.value)
    return rows.filter(Q(court_id__in=seen.courts) | Q(case__officer_id__in=seen.people))


def _tellings(seen: Reach) -> list[Duty]:
    first = _untold(seen).order_by("expires_on", "id").first()
    if first is None:
        return []
    return [
        Duty(
            room="freezes", loss=Loss.RIGHTS_OF_PARTIES, title="告知申请执行人控制期限将届满", subject="查封冻结",
            until=first.expires_on, why="申请执行人可以申请续行；告知后登记方式", url="/freezes/tellings/", action="告知",
        )
    ]  # fmt: skip
