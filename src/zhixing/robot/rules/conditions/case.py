"""Conditions on the case itself: where it stands, who is in it, which limits run."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from zhixing.cases.rules.endings import RESUMED
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.law.limit_table import LIMITS, LimitKind
from zhixing.robot.rules.conditions.base import Finding, condition
from zhixing.robot.rules.params import one_of, some_of, whole
from zhixing.robot.rules.views import CaseView

Params = Mapping[str, Any]
LIMIT_NAMES = tuple(kind.value for kind in LIMITS)


@condition("case.is_open", "案件在办", "the case is open")
def is_open(view: CaseView, params: Params, on: date) -> Finding:
    """The case has not been concluded."""
    if view.is_open:
        return True, f"案件在办，{view.filed_on} 立案", f"open since {view.filed_on}"
    return False, f"案件已于 {view.concluded_on} 结案", f"concluded on {view.concluded_on}"


@condition(
    "case.concluded_as", "以某方式结案", "concluded in a certain way",
    kinds=some_of("结案方式", *(kind.value for kind in ClosingKind)),
)  # fmt: skip
def concluded_as(view: CaseView, params: Params, on: date) -> Finding:
    """The case was concluded in one of these ways."""
    wanted = "、".join(ClosingKind(kind).label for kind in params["kinds"])
    if view.is_open:
        return False, f"案件在办，尚未以{wanted}结案", "the case is open"
    now = ClosingKind(view.closing_kind).label
    return view.closing_kind in params["kinds"], f"案件以{now}结案", f"concluded as {view.closing_kind}"


@condition("case.is_resumed", "是恢复执行案件", "a case that was resumed", subject="suspension.look_back")
def is_resumed(view: CaseView, params: Params, on: date) -> Finding:
    """The case goes on from an earlier one under a number of its own (执恢)."""
    found = RESUMED in view.number
    return (
        found,
        f"{view.number}是{'恢复执行' if found else '首次执行'}案件",
        "resumed" if found else "first enforcement",
    )


@condition("case.is_stayed", "案件在中止、暂缓中", "the case stands still", subject="limits.not_counted")
def is_stayed(view: CaseView, params: Params, on: date) -> Finding:
    """A stay, a settlement, security or a superior court keeps the case from being enforced."""
    if view.stayed:
        return True, f"正在{view.stayed.removesuffix('期间')}", "the case stands still"
    return False, "没有中止、暂缓", "the case does not stand still"


@condition("case.goes_on", "已恢复执行", "was resumed", subject="suspension.look_back")
def goes_on(view: CaseView, params: Params, on: date) -> Finding:
    """The closed case was resumed under another number."""
    words = f"已恢复执行，案号 {view.goes_on_as}" if view.goes_on_as else "尚未恢复执行"
    return bool(view.goes_on_as), words, view.goes_on_as or "not resumed"


@condition("case.has_officer", "已确定承办人", "an officer is in charge", subject="limits.handler")
def has_officer(view: CaseView, params: Params, on: date) -> Finding:
    """Somebody who can sign in is in charge of the case."""
    if view.officer_id is not None:
        return True, f"承办人 {view.officer_name}", f"officer {view.officer_name}"
    return False, f"承办人“{view.officer_name}”没有账号，请先在人员中建立", "the officer has no account"


@condition("case.filed_within", "立案不超过若干日", "filed within so many days", days=whole("天数", 1, 3_650))
def filed_within(view: CaseView, params: Params, on: date) -> Finding:
    """The case was filed no more than so many days ago."""
    age = (on - view.filed_on).days
    return 0 <= age <= params["days"], f"立案第 {age} 日", f"day {age} since filing"


@condition("case.filed_before", "立案已满若干日", "filed so many days ago", days=whole("天数", 1, 3_650))
def filed_before(view: CaseView, params: Params, on: date) -> Finding:
    """The case was filed so many days ago or earlier."""
    age = (on - view.filed_on).days
    return age >= params["days"], f"立案第 {age} 日", f"day {age} since filing"


@condition(
    "parties.debtor_is", "被执行人是自然人或者单位", "a debtor is a person or an organisation",
    kind=one_of("种类", "person", "organisation"),
)  # fmt: skip
def debtor_is(view: CaseView, params: Params, on: date) -> Finding:
    """At least one debtor is of the kind."""
    wanted = params["kind"] == "person"
    found = sum(1 for party in view.debtors if party.is_person == wanted)
    word = "自然人" if wanted else "单位"
    return found > 0, f"被执行人中{word} {found} 名", f"{found} debtors of kind {params['kind']}"


@condition("parties.addresses_known", "当事人地址齐备", "every party has an address")
def addresses_known(view: CaseView, params: Params, on: date) -> Finding:
    """Every party has a postal address or a phone."""
    missing = [party.name for party in view.parties if not party.address and not party.has_phone]
    if missing:
        return False, f"{'、'.join(missing[:3])}没有地址和电话，请补充", f"{len(missing)} without address"
    return True, f"{len(view.parties)} 名当事人均有地址或者电话", "every party can be reached"


def _running(view: CaseView, kind: str) -> tuple[str, date | None]:
    clock = view.clocks.get(kind)
    name = LIMITS[LimitKind(kind)].name
    runs = clock is not None and clock.done_on is None and clock.paused_since is None
    return name, clock.due_on if clock and runs else None


@condition(
    "clock.overdue",
    "期限已过",
    "a limit has passed",
    subject="limits.run_from",
    kind=one_of("期限", *LIMIT_NAMES),
)
def clock_overdue(view: CaseView, params: Params, on: date) -> Finding:
    """A limit still runs and its last day has passed."""
    name, due = _running(view, params["kind"])
    if due is None:
        return False, f"没有正在计算的“{name}”期限", f"no limit {params['kind']} runs"
    if due < on:
        return (
            True,
            f"“{name}”已于 {due} 届满，逾期 {(on - due).days} 日",
            f"{params['kind']} passed on {due}",
        )
    return False, f"“{name}”至 {due} 届满", f"{params['kind']} runs until {due}"


@condition(
    "clock.ends_within", "期限将届满", "a limit ends soon", subject="limits.run_from",
    kind=one_of("期限", *LIMIT_NAMES), days=whole("天数", 0, 365),
)  # fmt: skip
def clock_ends_within(view: CaseView, params: Params, on: date) -> Finding:
    """A limit ends within so many days, or has passed."""
    name, due = _running(view, params["kind"])
    if due is None:
        return False, f"没有正在计算的“{name}”期限", f"no limit {params['kind']} runs"
    left = (due - on).days
    return left <= params["days"], f"“{name}”至 {due} 届满，余 {left} 日", f"{params['kind']} ends on {due}"
