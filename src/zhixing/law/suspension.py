"""Suspension for want of assets (终结本次执行程序, 终本): when it is allowed, and the five years of looking back after it.

Five conditions must hold together, the creditor must have been heard, and the creditor signs or the panel and the
president decide. Twelve machine checks compare the file with itself; they are advice of public implementations, not
law, and are reported apart from the conditions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.law.articles import rule
from zhixing.law.citing import step
from zhixing.law.explanation import Flag, Step
from zhixing.law.suspension_dossier import Dossier
from zhixing.law.working_days import add_months

MONTHS_SINCE_FILING = 3
QUERY_MONTHS = 3
LOOK_BACK_MONTHS = 6
LOOK_BACK_YEARS = 5
SMALL_DEPOSIT_FEN = 100_000
SMALL_DEPOSIT_PERCENT = 5


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: its number in the list, whether it is met, why, and the article with its mark.

    `binding` is False for the machine checks: they warn and do not forbid.
    """

    key: str
    subject: str
    title: str
    met: bool
    reason: str
    article: str
    mark: str
    binding: bool = True


@dataclass(frozen=True, slots=True)
class SuspensionTest:
    """Whether the case may be suspended: `ok` when every binding condition is met.

    `warnings` are the machine checks that failed, as text for the officer.
    """

    ok: bool
    conditions: tuple[Condition, ...]
    warnings: tuple[str, ...]
    explanation: tuple[Step, ...]
    flags: tuple[Flag, ...] = ()


Finding = tuple[bool, str]
"""Met or not, and the reason in Chinese."""


def _all(*checks: tuple[bool, str]) -> Finding:
    """Met when every check is; otherwise the texts of what is missing."""
    missing = [text for met, text in checks if not met]
    return not missing, "；".join(missing) + "。" if missing else "已完成。"


def _notified(file: Dossier) -> Finding:
    return _all(
        (file.notice_on is not None, "未向被执行人发出执行通知"),
        (file.report_order_on is not None, "未发出报告财产令"),
        (file.report_verified, "报告的财产情况（或未报告情况）未经核查"),
        (not file.report_breached or file.breach_punished, "对逾期、拒绝、虚假报告未采取罚款、拘留等措施"),
        (file.report_recorded, "报告、核实、处罚情况未记录入卷"),
    )


def _restricted(file: Dossier) -> Finding:
    unlisted = [d.name for d in file.living if d.qualifies_for_list and not d.listed and not d.minor]
    unrestricted = [d.name for d in file.living if d.restriction_order_on is None]
    return _all(
        (not unrestricted, f"未发出限制消费令：{'、'.join(unrestricted)}"),
        (not unlisted, f"符合条件而未纳入失信名单：{'、'.join(unlisted)}"),
    )


def _exhausted(file: Dossier) -> Finding:
    return _all(
        (file.leads_open == 0, f"尚有 {file.leads_open} 条线索未核实"),
        (file.network_query_on is not None, "未通过网络执行查控系统查询"),
        (file.local_search_done, "网络无法查询的财产未在当地调查"),
        (not file.books_hidden or file.searched, "隐匿账簿资料而未依法搜查"),
        (not file.audit_requested or file.audit_answered, "申请审计、悬赏未处理"),
    )


def _nothing_left(file: Dossier) -> Finding:
    usable = [asset.name for asset in file.assets if not (asset.disposed or asset.cannot_dispose_because)]
    return _all((not usable, f"发现的财产尚未处置，也没有不能处置的理由：{'、'.join(usable)}"))


def _three_months(file: Dossier, on: date) -> Finding:
    end = add_months(file.filed_on, MONTHS_SINCE_FILING)
    if on > end:
        return True, f"{file.filed_on:%Y-%m-%d} 立案，至 {on:%Y-%m-%d} 已超过三个月。"
    return False, f"{file.filed_on:%Y-%m-%d} 立案，{end + timedelta(days=1):%Y-%m-%d} 起才超过三个月。"


def _searched_and_punished(file: Dossier) -> Finding:
    missing = [d.name for d in file.living if d.missing and not d.searched_for]
    return _all(
        (not missing, f"下落不明而未查找：{'、'.join(missing)}"),
        (not file.obstruction or file.obstruction_punished, "妨害执行而未采取罚款、拘留等强制措施"),
        (not file.crime_suspected or file.prosecution_started, "涉嫌犯罪而未启动刑事责任追究程序"),
    )


def _heard(file: Dossier, on: date) -> Finding:
    if file.interview_exempt_because:
        return True, f"无须约谈：{file.interview_exempt_because}。"
    return _all(
        (file.interview_on is not None, "未就终本约谈申请执行人"),
        (file.interview_on is None or file.interview_on <= on, "约谈日期晚于结案日期"),
        (file.interview_on is None or bool(file.creditor_answer), "未记录申请执行人的意见"),
    )


def _approved(file: Dossier) -> Finding:
    if file.creditor_signed:
        return True, "申请执行人已签字确认。"
    return _all(
        (file.panel_reviewed, "申请执行人未签字，又未经合议庭审查核实"),
        (file.president_approved, "申请执行人未签字，又未经院长批准"),
    )


def _conditions(file: Dossier, on: date) -> tuple[Condition, ...]:
    rows: tuple[tuple[str, str, str, Finding], ...] = (
        ("notified", "已发出执行通知、责令报告财产并核查", "suspension.report", _notified(file)),
        ("restricted", "已限制消费并将符合条件者纳入失信名单", "suspension.conditions", _restricted(file)),
        ("exhausted", "已穷尽财产调查措施", "suspension.exhausted", _exhausted(file)),
        ("nothing_left", "没有可供执行的财产或者不能处置", "suspension.undisposable", _nothing_left(file)),
        ("three_months", "立案已超过三个月", "suspension.conditions", _three_months(file, on)),
        ("searched", "下落不明已查找，妨害执行已处罚", "suspension.conditions", _searched_and_punished(file)),
        ("interview", "已约谈申请执行人并记录意见", "suspension.interview", _heard(file, on)),
        ("approval", "申请执行人签字，或合议庭核实并经院长批准", "suspension.approval", _approved(file)),
    )
    return tuple(_condition(key, title, subject, finding, on=on) for key, title, subject, finding in rows)


def _condition(
    key: str, title: str, subject: str, finding: Finding, *, on: date, binding: bool = True
) -> Condition:
    basis = step(subject, on, title)
    return Condition(key, subject, title, finding[0], finding[1], basis.article, basis.mark, binding)


def _check_queries(file: Dossier, on: date) -> Finding:
    open_classes = sorted(file.query_classes_open - file.query_classes_answered)
    queried = file.network_query_on
    fresh = queried is not None and on <= add_months(queried, QUERY_MONTHS) + timedelta(days=1)
    return _all(
        (not open_classes, f"未查询或未反馈：{'、'.join(open_classes)}"),
        (fresh, "最近一次网络查控距结案超过三个月零一日，或没有查控"),
    )


def _check_assets(file: Dossier) -> Finding:
    left = [
        asset.name
        for asset in file.assets
        if not (asset.disposed or asset.cannot_dispose_because)
        and not (
            asset.is_deposit
            and asset.value_fen < SMALL_DEPOSIT_FEN
            and asset.value_fen * 100 <= file.claim_fen * SMALL_DEPOSIT_PERCENT
        )
    ]
    return _all((not left, f"财产未处置且非小额存款：{'、'.join(left)}"))


def _check_other_assets(file: Dossier) -> Finding:
    left = [d.name for d in file.debtors if not d.other_assets_investigated]
    return _all((not left, f"未查询公积金、理财、保险、股息红利：{'、'.join(left)}"))


def _check_restrictions(file: Dossier, on: date) -> Finding:
    lifted = [
        d.name
        for d in file.living
        if d.restriction_order_on is None
        or d.restriction_order_on > on
        or (d.restriction_lifted_on is not None and d.restriction_lifted_on <= on)
    ]
    return _all((not lifted, f"结案时不在限制消费中：{'、'.join(lifted)}"))


Check = Callable[[Dossier, date], Finding]
CHECKS: tuple[tuple[str, str, Check], ...] = (
    (
        "check_1",
        "执行通知、报告财产令有日期",
        lambda file, on: _all(
            (file.notice_on is not None, "无执行通知日期"),
            (file.report_order_on is not None, "无报告财产令日期"),
        ),
    ),
    ("check_2", "网络查控齐全且在三个月内", _check_queries),
    (
        "check_3",
        "有调查、搜查、悬赏或审计记录",
        lambda file, on: _all((file.field_records > 0, "没有任何记录")),
    ),
    ("check_4", "每名被执行人的其他财产已查", lambda file, on: _check_other_assets(file)),
    (
        "check_5",
        "没有未核实的线索",
        lambda file, on: _all((file.leads_open == 0, f"{file.leads_open} 条未核实")),
    ),
    ("check_6", "每项财产已处置、不能处置或为小额存款", lambda file, on: _check_assets(file)),
    ("check_7", "结案时每名被执行人在限制消费中", _check_restrictions),
    ("check_8", "约谈不晚于结案且有回答", _heard),
    (
        "check_9",
        "有未执行到位的金额",
        lambda file, on: _all((file.unpaid_fen > 0, "没有未到位金额，应当执行完毕结案")),
    ),
    ("check_10", "有终本裁定", lambda file, on: _all((file.ruling_exists, "没有终本裁定书"))),
    (
        "check_11",
        "被执行人并非全部死亡",
        lambda file, on: _all((bool(file.living), "被执行人均已死亡，应当变更主体或者终结执行")),
    ),
    (
        "check_12",
        "并非单纯行为类执行",
        lambda file, on: _all((not file.conduct_only, "单纯行为类案件不适用终本")),
    ),
)


@rule(
    "suspension.conditions",
    "suspension.report",
    "suspension.exhausted",
    "suspension.undisposable",
    "suspension.interview",
    "suspension.approval",
    "suspension.machine_check",
)
def examine_suspension(file: Dossier, on: date) -> SuspensionTest:
    """Whether the case of `file` may be suspended for want of assets on the day `on`.

    Every condition and every machine check is reported, met or not. Raises nothing: an empty file meets nothing.
    """
    conditions = _conditions(file, on)
    checks = tuple(
        _condition(key, title, "suspension.machine_check", check(file, on), on=on, binding=False)
        for key, title, check in CHECKS
    )
    steps = tuple(
        step(found.subject, on, f"{'√' if found.met else '×'} {found.title}：{found.reason}")
        for found in conditions
    )
    flags = tuple(
        Flag(f"suspension.{found.key}", f"“{found.title}”所依条文为{found.mark}，未核对原文，请以原文为准。")
        for found in conditions
        if found.mark == "recall"
    )
    return SuspensionTest(
        ok=all(found.met for found in conditions),
        conditions=(*conditions, *checks),
        warnings=tuple(f"{found.title}：{found.reason}" for found in checks if not found.met),
        explanation=steps,
        flags=flags,
    )


@dataclass(frozen=True, slots=True)
class LookBack:
    """The queries owed after a suspension: each due date, and until when.

    `resume_any_time` is always True: the creditor may ask to resume whenever assets are found, without limitation.
    """

    closed_on: date
    until: date
    query_dates: tuple[date, ...]
    resume_any_time: bool
    explanation: tuple[Step, ...]


@rule("suspension.look_back")
def look_back(closed_on: date) -> LookBack:
    """The network queries due every six months for five years after a suspension (ten of them).

    The dates are calendar days: a query by machine needs no working day.
    """
    until = add_months(closed_on, 12 * LOOK_BACK_YEARS)
    runs = 12 * LOOK_BACK_YEARS // LOOK_BACK_MONTHS
    dates = tuple(add_months(closed_on, LOOK_BACK_MONTHS * run) for run in range(1, runs + 1))
    made = (
        step(
            "suspension.look_back",
            closed_on,
            "终本后五年内每六个月通过网络查控系统查询一次，并将结果告知申请执行人。",
            f"{closed_on:%Y-%m-%d} 起每 {LOOK_BACK_MONTHS} 个月，共 {runs} 次",
            f"至 {until:%Y-%m-%d}",
        ),
        step(
            "suspension.look_back",
            closed_on,
            "发现可供执行财产的，可以随时申请恢复执行，不受申请执行时效限制。",
        ),
    )
    return LookBack(closed_on, until, dates, True, made)


def next_query(watch: LookBack, queried_on: Sequence[date]) -> date | None:
    """The earliest query still owed, which may lie in the past; None when all ten were run.

    A run belongs to the half-year it falls in: after the due date before, up to the due date, or late, before the next
    due date. A late run counts for the date it was late for, never for two.
    """
    runs = sorted(run for run in queried_on if run > watch.closed_on)
    for due in watch.query_dates:
        following = add_months(due, LOOK_BACK_MONTHS)
        taken = next((run for run in runs if run < following), None)
        if taken is None:
            return due
        runs = [run for run in runs if run > max(taken, due)]
    return None
