"""Control plainly beyond the need: found the day it becomes so, its release drafted at once, kept only by two people."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhixing.cases.models import Case
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps import failures
from zhixing.freezes.models import ActBatch, BatchState, ExcessFinding, Ground, ProposalLook
from zhixing.freezes.operations.approving import APPROVERS
from zhixing.freezes.operations.drafting import NewRelease, NothingToDo, draft_releases, withdraw
from zhixing.freezes.operations.proposing import PROPOSERS, ProposalRefused, person_of, reason_of
from zhixing.freezes.queries.choosing import CasePosition, position_of
from zhixing.freezes.queries.proposals import OPEN_EXCESS, ProposalNotFound
from zhixing.freezes.rules.excess import Held, ReleasePlan, plan_release
from zhixing.freezes.rules.proposal_states import ExcessState
from zhixing.freezes.statements import statement
from zhixing.law.explanation import to_json
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.working_days import first_working_day_from

SWEEP = "freezes.excess"


def find_excess(*, now: datetime, limit: int, actor: Actor) -> int:
    """Hold control against the need wherever it may go beyond; the number of cases looked at. Sees every court.

    A case is looked at once for each state of its sums, and once a week; one with a finding each day, so that what is no
    more is ended.
    """
    today = local_date(now)
    week = today - timedelta(days=today.weekday())
    with connection.cursor() as cursor:
        cursor.execute(statement("perhaps_excess"), {"today": today})
        maybe: dict[UUID, tuple[int, str]] = {
            case_id: (court, sums) for case_id, court, sums in cursor.fetchall()
        }
    found = dict(ExcessFinding.objects.filter(state__in=OPEN_EXCESS).values_list("case_id", "court_id"))
    maybe = {case_id: (court, "none") for case_id, court in found.items()} | maybe
    looks = dict(ProposalLook.objects.filter(case_id__in=list(maybe)).values_list("case_id", "excess_seen"))
    waiting = [
        case_id
        for case_id, (_, sums) in sorted(maybe.items())
        if looks.get(case_id)
        not in {_seen(one, sums) for one in ({today} if case_id in found else {today, week})}
    ]
    for case_id in waiting[:limit]:
        court_id, sums = maybe[case_id]
        finding = None
        try:
            with transaction.atomic():
                finding = hold_against_need(case_id=case_id, now=now, actor=actor)
        except UnreadableRate as error:
            failures.note(sweep=SWEEP, subject=f"case:{case_id}", error=str(error), now=now)
        seen = _seen(today if finding is not None else week, sums)
        ProposalLook.objects.update_or_create(
            case_id=case_id, defaults={"excess_seen": seen},
            create_defaults={"court_id": court_id, "excess_seen": seen, "looked_at": now},
        )  # fmt: skip
    return min(len(waiting), limit)


def _seen(since: date, sums: str) -> str:
    return f"{since}|{sums}"[:80]


def hold_against_need(*, case_id: UUID, now: datetime, actor: Actor) -> ExcessFinding | None:
    """The finding of a case whose control goes plainly beyond its need, with its release drafted; None without one.

    A debt that is paid is not dealt with here: then everything is released. Raises CaseNotFound, UnreadableRate.
    """
    with transaction.atomic():
        Case.objects.select_for_update(of=("self",), no_key=True).get(pk=case_id)
        found = (
            ExcessFinding.objects.select_for_update().filter(case_id=case_id, state__in=OPEN_EXCESS).first()
        )
        position = position_of(case_id, today=local_date(now))
        plan = plan_release(
            _held(position), need_fen=position.need_fen,
            tolerance_fen=position.rules.tolerance_fen(position.need_fen), on=position.on,
        )  # fmt: skip
        if not plan.releases:
            if found is not None:
                _take_back_release(found, "已不再超标的额", now, actor)
                _end(found, ExcessState.OVER, now, actor)
            return None
        if found is not None or _was_kept(case_id, plan):
            return found
        return _find(position, plan, now, actor)


def _held(position: CasePosition) -> list[Held]:
    return [
        Held(str(line.measure_id), line.fen, line.is_divisible, line.rank)
        for line in position.controlled
        if line.is_confirmed and line.fen and line.measure_id
    ]


def _was_kept(case_id: UUID, plan: ReleasePlan) -> bool:
    """Whether two people have decided to keep as much for as much, give or take the tolerance."""
    last = (
        ExcessFinding.objects.filter(case_id=case_id, state=ExcessState.KEPT.value)
        .order_by("-found_at")
        .first()
    )
    if last is None:
        return False
    excess, before = plan.held_fen - plan.need_fen, last.held_fen - last.need_fen
    return excess <= before + plan.tolerance_fen


def _take_back_release(found: ExcessFinding, why: str, now: datetime, actor: Actor) -> None:
    """Withdraw the release that was drafted and not yet approved."""
    batch = ActBatch.objects.filter(pk=found.batch_id).first() if found.batch_id else None
    if batch is not None and batch.state == BatchState.DRAFTED:
        withdraw(batch_id=batch.pk, reason=why, now=now, actor=actor)


def _find(position: CasePosition, plan: ReleasePlan, now: datetime, actor: Actor) -> ExcessFinding:
    case = position.case
    made = ExcessFinding.objects.create(
        court_id=case.court_id, case=case, found_at=now, due_on=first_working_day_from(position.on).on,
        need_fen=plan.need_fen, held_fen=plan.held_fen, tolerance_fen=plan.tolerance_fen,
        releases=[{"measure": one.key, "fen": one.fen, "whole": one.is_whole, "why": one.why} for one in plan.releases],
        basis=to_json((*position.debt.explanation, *plan.steps)),
    )  # fmt: skip
    _draft(made, now, actor)
    record(
        court_id=case.court_id, subject=f"case:{case.pk}", kind="excess.found", at=now, actor=actor,
        body={"finding": str(made.pk), "need_fen": plan.need_fen, "held_fen": plan.held_fen,
              "release_fen": plan.released_fen, "batch": str(made.batch_id or "")},
    )  # fmt: skip
    return made


def _draft(found: ExcessFinding, now: datetime, actor: Actor) -> None:
    """The release as a batch for approval; without one where it must be done on paper, and the finding stays red."""
    turn = ActBatch.objects.filter(court_id=found.court_id, origin__startswith=f"excess:{found.pk}").count()
    try:
        drafted = draft_releases(
            court_id=found.court_id,
            releases=[
                NewRelease(UUID(one["measure"]), None if one["whole"] else one["fen"]) for one in found.releases
            ],
            ground=Ground.EXCESS, token=f"excess:{found.pk}:{turn}", reason="控制的财产明显超出需要，解除超出部分",
            case_id=found.case_id, due_on=found.due_on, now=now, actor=actor,
        )  # fmt: skip
    except NothingToDo:
        return
    found.batch_id = drafted.batch_id
    found.save(update_fields=["batch_id"])


# ---- kept by two people -------------------------------------------------------------------------------------------------------


def _locked(finding_id: UUID) -> ExcessFinding:
    found = ExcessFinding.objects.select_for_update(of=("self",)).filter(pk=finding_id).first()
    if found is None:
        raise ProposalNotFound("没有这项超标的额记录，或者它不在您可以查看的法院。")
    return found


def ask_to_keep(*, finding_id: UUID, reason: str, now: datetime, actor: Actor) -> ExcessFinding:
    """Ask to keep what goes beyond, with a reason; nothing is kept before a second person agrees.

    Raises ProposalRefused, ProposalNotFound, NotAllowed.
    """
    with transaction.atomic():
        found = _locked(finding_id)
        actor.require(found.court_id, *PROPOSERS)
        if found.state != ExcessState.OPEN:
            raise ProposalRefused(f"这项记录{ExcessState(found.state).label}，请刷新后查看。")
        if _is_approved(found):
            raise ProposalRefused("解除已经批准并在办理，不能再提请保留。")
        found.keep_reason = reason_of(reason, "请写明保留的理由和依据")
        found.keep_asked_by_id, found.keep_asked_by_name = person_of(actor), actor.name[:60]
        found.state = ExcessState.KEEP_ASKED.value
        found.save()
        _tell(found, "excess.keep_asked", now, actor, found.keep_reason)
    return found


def decide_keeping(*, finding_id: UUID, agrees: bool, now: datetime, actor: Actor) -> ExcessFinding:
    """Agree as the second person that the excess is kept, which withdraws its release; or send it back to be released.

    Raises ProposalRefused for the same person or when nothing was asked, ProposalNotFound, NotAllowed.
    """
    with transaction.atomic():
        found = _locked(finding_id)
        actor.require(found.court_id, *APPROVERS)
        person = person_of(actor)
        if found.state != ExcessState.KEEP_ASKED:
            raise ProposalRefused("没有人提请保留，或者已经处理完毕。")
        if found.keep_asked_by_id == person:
            raise ProposalRefused("保留须由提请人以外的人批准。")
        if not agrees:
            found.state, found.keep_asked_by_id = ExcessState.OPEN.value, None
            found.save()
            _tell(found, "excess.keep_refused", now, actor, found.keep_reason)
            return found
        if _is_approved(found):
            raise ProposalRefused("解除已经批准并在办理，不能再保留。")
        found.keep_agreed_by_id, found.keep_agreed_by_name = person, actor.name[:60]
        _take_back_release(found, f"决定保留：{found.keep_reason}", now, actor)
        _end(found, ExcessState.KEPT, now, actor)
    return found


def _is_approved(found: ExcessFinding) -> bool:
    batch = ActBatch.objects.filter(pk=found.batch_id).first() if found.batch_id else None
    return batch is not None and batch.state in (BatchState.APPROVED.value, BatchState.DONE.value)


def _end(found: ExcessFinding, state: ExcessState, now: datetime, actor: Actor) -> None:
    found.state, found.ended_at = state.value, now
    found.save()
    _tell(found, f"excess.{state.value}", now, actor, found.keep_reason)


def _tell(found: ExcessFinding, kind: str, now: datetime, actor: Actor, reason: str) -> None:
    record(
        court_id=found.court_id, subject=f"case:{found.case_id}", kind=kind, at=now, actor=actor,
        body={"finding": str(found.pk), "reason": reason},
    )  # fmt: skip
