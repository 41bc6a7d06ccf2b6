"""The desk: what the robot has made ready and waits for a person. Red first and apart, the rest to be approved at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import groupby
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, field, keys_of
from zhixing.robot.operations import answering, approving, reversing
from zhixing.robot.operations.approving import ApprovalRefused, ApprovalReport
from zhixing.robot.pages.words import action_words, shared
from zhixing.robot.queries import desk as reading
from zhixing.robot.queries.desk import MANY_TASKS, PAGE_TASKS, ActLine, TaskLine, TaskMissing
from zhixing.robot.queries.stops import stops_of
from zhixing.robot.rules.effects import Effects, effects, together
from zhixing.robot.rules.states import ActState, TaskState

_ENDED = (TaskState.APPROVED, TaskState.DONE, TaskState.FAILED, TaskState.REFUSED, TaskState.OUTDATED, TaskState.REVERSED)  # fmt: skip


_DECISIONS = {
    "holds": ("核实无误，按文书中写的办理", "verified: it holds as stated"),
    "wrong": ("确实有误，写有它的都不办理", "it is wrong: leave out every act that states it"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks of one procedure that do the same: read together, approved together."""

    procedure: str
    name: str
    acts: str
    tasks: tuple[TaskLine, ...]


def act_effects(act: ActLine) -> Effects:
    """What approving an act does outside; nothing when it is not planned any more."""
    return effects(act.action, act.params, act.units) if act.state is ActState.PLANNED else Effects()


def effects_of(task: TaskLine) -> Effects:
    """What approving a task does outside."""
    return together(act_effects(act) for act in task.acts)


def sums(out: Effects) -> str:
    """The figures as the box of a row carries them."""
    return " ".join(f"{name}:{value}" for name, value in asdict(out).items())


def _groups(tasks: Iterable[TaskLine]) -> list[Group]:
    found = []
    for (procedure, name), rows in groupby(tasks, key=lambda one: (one.procedure, one.procedure_name)):
        by_acts: dict[tuple[str, ...], list[TaskLine]] = {}
        for row in rows:
            by_acts.setdefault(tuple(act.action for act in row.acts), []).append(row)
        for kinds, same in by_acts.items():
            words = t("；", "; ").join(dict.fromkeys(action_words(kind) for kind in kinds))
            found.append(Group(procedure, name, words, tuple(same)))
    return found


@login_required
@require_GET
def desk(request: HouseRequest) -> HttpResponse:
    """What waits for approval; other views show what became of it."""
    wanted = request.GET.get("state", "")
    after = request.GET.get("after", "")
    if wanted in {state.value for state in _ENDED}:
        return _ended(request, TaskState(wanted), after)
    mine = request.GET.get("all", "") != "1"
    many = request.GET.get("many", "") == "1"
    procedure = request.GET.get("procedure", "")
    actor = request.actor
    waiting = reading.waiting_by_procedure(actor=actor, mine=mine)
    known = {one.procedure for one in waiting}
    page = reading.waiting_tasks(
        actor=actor, mine=mine, procedure=procedure if procedure in known else "", after=after,
        limit=MANY_TASKS if many else PAGE_TASKS,
    )  # fmt: skip
    has_red = any(one.red for one in waiting)
    red = reading.red_tasks(actor=actor, mine=mine) if has_red and not after else ()

    def query(**changes: str) -> str:
        values = {"all": "" if mine else "1", "many": "1" if many else "", "procedure": procedure} | changes
        return "?" + urlencode({name: value for name, value in values.items() if value})

    total = sum(one.tasks - one.red for one in waiting)
    views = [(f"{t('全部', 'All')} {total}", query(procedure=""), procedure not in known)] + [
        (f"{one.name} {one.tasks - one.red}", query(procedure=one.procedure), one.procedure == procedure)
        for one in waiting
        if one.tasks > one.red
    ]
    return render(
        request, "robot/desk.html",
        {
            **shared("robot"), "views": views, "groups": _groups(page.tasks), "red": red, "mine": mine, "many": many,
            "effects_of": effects_of, "sums": sums, "next_page": query(after=page.next) if page.next else "", "query": query,
            "shown": len(page.tasks), "total": total, "red_total": sum(one.red for one in waiting),
            "stops": stops_of(request.actor.courts), "states": _state_views(TaskState.PROPOSED),
            "first_page": query() if after else "", "rows_many": MANY_TASKS,
        },
    )  # fmt: skip


def _state_views(current: TaskState) -> list[tuple[str, str, bool]]:
    first = (t(TaskState.PROPOSED.label, TaskState.PROPOSED.english), "?", current is TaskState.PROPOSED)
    return [first, *((t(one.label, one.english), f"?state={one.value}", one is current) for one in _ENDED)]


def _ended(request: HouseRequest, state: TaskState, after: str) -> HttpResponse:
    page = reading.tasks_in(actor=request.actor, state=state, after=after)
    following = f"?{urlencode({'state': state.value, 'after': page.next})}" if page.next else ""
    return render(
        request, "robot/tasks.html",
        {
            **shared("robot"), "page": page, "state": state, "states": _state_views(state), "next_page": following,
            "first_page": f"?state={state.value}" if after else "",
        },
    )  # fmt: skip


# ---- approving ---------------------------------------------------------------------------------------------------------


@login_required
@require_POST
def approve(request: HouseRequest) -> HttpResponse:
    """Approve what is ticked, without the acts that were unticked."""
    picked = keys_of(request.POST.getlist("pick"))
    ticked = set(keys_of(request.POST.getlist("act")))
    unticked = [key for key in keys_of(request.POST.getlist("shown")) if key not in ticked]
    back = request.POST.get("back", "")
    target = reverse("robot") + (back if back.startswith("?") else "")
    if not picked:
        messages.warning(request, t("还没有勾选。", "Nothing is ticked."))
        return redirect(target)
    reports: list[ApprovalReport] = []

    def act() -> None:
        reports.append(
            approving.approve_tasks(
                task_ids=picked, unticked_act_ids=unticked, now=clock.now(), actor=request.actor
            )
        )

    try:
        act()
    except ApprovalRefused as refused:
        messages.error(request, str(refused))
    for report in reports:
        _tell(request, report)
    return redirect(target)


def _tell(request: HouseRequest, report: ApprovalReport) -> None:
    """What one press did, and what it left and why."""
    done = report.carried_out
    if report.tasks:
        parts = [
            t(
                f"已批准 {report.tasks} 件，办理 {report.acts} 项",
                f"{report.tasks} tasks approved, {report.acts} acts",
            ),
            t(f"办结 {done.done}", f"{done.done} done"),
            *([t(f"待对方 {done.waiting}", f"{done.waiting} with the other side")] if done.waiting else []),
            *([t(f"未办成 {done.failed}", f"{done.failed} failed")] if done.failed else []),
            *([t(f"取消勾选 {report.unticked}", f"{report.unticked} unticked")] if report.unticked else []),
        ]
        messages.success(request, t("，", ", ").join(parts) + t("。", "."))
    if done.held:
        words = t(f"{done.held} 项稍后办理：", f"{done.held} acts wait: ")
        messages.warning(request, f"{words}{done.held_because}")
    if report.red:
        words = t("件来源不一致，没有批准，请逐件处理。", " with differing sources were not approved.")
        messages.warning(request, f"{len(report.red)} {words}")
    for reason, count in Counter(why for _, why in report.outdated).most_common(3):
        words = t(f"{count} 件情况已变，将重新拟办：", f"{count} have changed and are prepared anew: ")
        messages.warning(request, f"{words}{reason}")
    if report.not_allowed:
        words = t("件不由您批准。", " are not yours to approve.")
        messages.warning(request, f"{len(report.not_allowed)} {words}")
    if report.gone:
        messages.info(request, t(f"{report.gone} 件已由他人处理。", f"{report.gone} were decided by others."))


# ---- one task ----------------------------------------------------------------------------------------------------------


def _task(task_id: UUID) -> TaskLine:
    try:
        return reading.task_by_id(task_id)
    except TaskMissing as missing:
        raise Http404(str(missing)) from None


@login_required
@require_GET
def part(request: HouseRequest, task_id: UUID) -> HttpResponse:
    """The unfolded row: why, each act with its difference and its checks, each to be unticked."""
    return render(
        request,
        "robot/task_part.html",
        {**shared("robot"), "task": _task(task_id), "act_effects": act_effects, "sums": sums},
    )


@login_required
@require_GET
def task(request: HouseRequest, task_id: UUID) -> HttpResponse:
    """One task: why, what each act changes, what the sources say, and what a person decides."""
    found = _task(task_id)
    is_open = found.state is TaskState.PROPOSED
    may = reading.may_decide(found, request.actor)
    unanswered = len(found.questions)
    return render(
        request, "robot/task.html",
        {
            **shared("robot"), "task": found, "may_approve": is_open and may, "may_reverse": may and not is_open,
            "unanswered": unanswered if is_open else 0, "answered_all": is_open and found.is_red and not unanswered,
            "decisions": _DECISIONS, "decision_words": lambda one: t(*_DECISIONS.get(one, (one, one))),
            "following": reading.next_red(actor=request.actor, but=task_id) if is_open and found.is_red else None,
        },
    )  # fmt: skip


@login_required
@require_POST
def refuse(request: HouseRequest, task_id: UUID) -> HttpResponse:
    """Refuse a whole task with a reason."""

    def act() -> None:
        approving.refuse_tasks(
            task_ids=[task_id], reason=field(request, "reason"), now=clock.now(), actor=request.actor
        )

    done = attempt(request, act, t("未采纳，什么都没有办理。", "Refused; nothing was done."))
    return redirect("robot") if done else redirect("robot-task", task_id)


@login_required
@require_POST
def answer_red(request: HouseRequest, task_id: UUID) -> HttpResponse:
    """Say of one field whose sources differ whether it holds as stated, for every act of the task that states it."""
    chosen = keys_of(request.POST.getlist("act"))

    def act() -> None:
        for act_id in chosen:
            answering.answer_red(
                task_id=task_id, act_id=act_id, field=field(request, "field"), decision=field(request, "decision"),
                reason=field(request, "reason"), now=clock.now(), actor=request.actor,
            )  # fmt: skip

    attempt(request, act, t("已记下。", "Noted."))
    return redirect("robot-task", task_id)


@login_required
@require_POST
def reverse_act(request: HouseRequest, task_id: UUID, act_id: UUID) -> HttpResponse:
    """Take back one act that was done."""
    said: list[str] = []

    def act() -> None:
        said.append(
            reversing.reverse_act(
                act_id=act_id, reason=field(request, "reason"), now=clock.now(), actor=request.actor
            )
        )

    try:
        act()
    except (ValueError, LookupError) as refused:
        messages.error(request, str(refused))
    for words in said:
        messages.success(request, f"{t('已撤回', 'Taken back')}：{words}")
    return redirect("robot-task", task_id)


@login_required
@require_POST
def try_again(request: HouseRequest, task_id: UUID, act_id: UUID) -> HttpResponse:
    """Carry out once more one act that failed; how it ended is said."""
    try:
        ended = reversing.try_again(act_id=act_id, now=clock.now(), actor=request.actor)
    except (ValueError, LookupError) as refused:
        messages.error(request, str(refused))
        return redirect("robot-task", task_id)
    if ended.state == "failed":
        messages.error(request, f"{t('仍未办成', 'It failed again')}：{ended.words}")
    else:
        messages.success(request, t("已重新办理。", "Done now."))
    return redirect("robot-task", task_id)
