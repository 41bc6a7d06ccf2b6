"""`zhixing law …`: any calculation of the law with its explanation, without a case and without a database."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

import click

from zhixing.cli.output import DAY, json_option, show
from zhixing.foundation.money import UnreadableAmount, read_fen
from zhixing.law.amounts import yuan_text
from zhixing.law.articles import NoArticle
from zhixing.law.explanation import Flag, Step, to_json, to_text

Command = Callable[..., None]


class Yuan(click.ParamType[int]):
    """An amount in yuan as people write it; becomes fen."""

    name = "金额"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The fen, or a usage error."""
        if isinstance(value, int):
            return value
        try:
            return read_fen(str(value), zero_allowed=True)
        except UnreadableAmount as error:
            self.fail(f"“{value}”：{error}", param, ctx)


YUAN = Yuan()


def _reported(command: Command) -> Command:
    """Turn what the law refuses into a usage error (exit code 2) with its words."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (ValueError, NoArticle) as error:
            raise click.UsageError(str(error)) from error

    return run


def _answer(
    as_json: bool, head: dict[str, Any], words: str, steps: tuple[Step, ...], flags: tuple[Flag, ...]
) -> None:
    value = {
        **head,
        "explanation": to_json(steps),
        "flags": [{"code": f.code, "message": f.message} for f in flags],
    }
    notes = "".join(f"\n注意：{flag.message}" for flag in flags)
    show(as_json, value, f"{words}\n\n{to_text(steps)}{notes}")


@click.group()
def law() -> None:
    """法律计算：利息、费用、期限、时限、分配、大写金额。"""


@law.command()
@click.option("--principal", type=YUAN, required=True, help="本金（元）")
@click.option("--rate", help="利率，按判决书的写法：年利率6%、日万分之五、LPR四倍……")
@click.option("--interest-from", type=DAY, help="一般债务利息起算日（当日计入）")
@click.option("--performance-ends", type=DAY, help="履行期限届满日")
@click.option("--effective-on", type=DAY, help="执行依据生效日；没有写明履行期限时使用")
@click.option("--paid-on", type=DAY, required=True, help="清偿日（当日计入）")
@click.option("--costs", type=YUAN, default=0, help="执行依据确定的诉讼费等（元）")
@click.option("--exclude-end-day", is_flag=True, help="清偿当日不计息（部分法院的算法）")
@json_option
@_reported
def interest(
    principal: int, rate: str | None, interest_from: date | None, performance_ends: date | None,
    effective_on: date | None, paid_on: date, costs: int, exclude_end_day: bool, as_json: bool,
) -> None:  # fmt: skip
    """迟延履行期间的债务利息。"""
    from zhixing.law.interest import Conventions, calculate

    debt = calculate(
        principal, rate=rate, interest_from=interest_from, performance_ends=performance_ends,
        effective_on=effective_on, paid_on=paid_on, costs_fen=costs,
        conventions=Conventions(count_end_day=not exclude_end_day),
    )  # fmt: skip
    head = {
        "principal": yuan_text(principal),
        "costs": yuan_text(costs),
        "general": yuan_text(debt.general_accrued),
        "doubled": yuan_text(debt.doubled_accrued),
        "total": yuan_text(debt.total_due),
    }
    words = (
        f"截至 {paid_on:%Y-%m-%d}：一般债务利息 {head['general']} 元，加倍部分债务利息 {head['doubled']} 元，"
        f"应付合计 {head['total']} 元。"
    )
    _answer(as_json, head, words, debt.explanation, debt.flags)


@law.command()
@click.argument("amount", type=YUAN)
@click.option(
    "--kind", type=click.Choice(["enforcement", "preservation"]), default="enforcement", help="申请执行或保全"
)
@click.option("--on", "on", type=DAY, default=date(2026, 1, 1), help="申请日，决定适用的规定")
@json_option
@_reported
def fee(amount: int, kind: str, on: date, as_json: bool) -> None:
    """申请执行费、保全申请费。"""
    from zhixing.law.fees import application_fee, preservation_fee

    found = application_fee(amount, on) if kind == "enforcement" else preservation_fee(amount, on)
    head = {"amount": yuan_text(amount), "fee": yuan_text(found.fen)}
    name = "申请执行费" if kind == "enforcement" else "保全申请费"
    _answer(as_json, head, f"{name} {head['fee']} 元。", found.explanation, found.flags)


@law.command()
@click.option(
    "--asset", type=click.Choice(["deposit", "movable", "immovable", "other"]), required=True, help="财产类别"
)
@click.option("--from", "start", type=DAY, required=True, help="措施生效日")
@click.option("--months", type=int, help="裁定的月数；不写则为最长期限")
@click.option("--corresponding-day", is_flag=True, help="按对应日计算末日（比默认多一天）")
@json_option
@_reported
def term(asset: str, start: date, months: int | None, corresponding_day: bool, as_json: bool) -> None:
    """查封、扣押、冻结的期限。"""
    from zhixing.law.measure_terms import AssetClass, Conventions, LastDay, end_of_term

    chosen = LastDay.CORRESPONDING_DAY if corresponding_day else LastDay.SAFE
    end = end_of_term(AssetClass(asset), start, Conventions(last_day=chosen), months=months)
    head = {
        "asset": asset,
        "from": start.isoformat(),
        "months": end.months,
        "last_day": end.last_day.isoformat(),
    }
    words = f"{AssetClass(asset).chinese}：自 {start:%Y-%m-%d} 起，至 {end.last_day:%Y-%m-%d} 止（{end.months} 个月）。"
    _answer(as_json, head, words, end.explanation, end.flags)


@law.command()
@click.argument("kind", required=False)
@click.option("--from", "start", type=DAY, help="起算的事件发生日（当日不计）")
@json_option
@_reported
def limit(kind: str | None, start: date | None, as_json: bool) -> None:
    """办案时限。不写 KIND 则列出全部种类。"""
    from zhixing.law.limit_table import LIMITS, LimitKind
    from zhixing.law.limits import clock

    if kind is None or start is None:
        table = {item.value: LIMITS[item].name for item in LIMITS}
        words = "\n".join(f"{code:<26}{name}" for code, name in table.items())
        show(as_json, {"limits": table}, f"{words}\n\n用法：zhixing law limit KIND --from 日期")
        return
    if kind not in {item.value for item in LIMITS}:
        raise click.UsageError(f"没有名为“{kind}”的时限。zhixing law limit 列出全部。")
    found = clock(LimitKind(kind), start)
    head = {
        "kind": kind, "name": found.name, "from": start.isoformat(), "due_on": found.due_on.isoformat(),
        "provisional": found.provisional,
    }  # fmt: skip
    _answer(as_json, head, f"{found.name}：至 {found.due_on:%Y-%m-%d} 届满。", found.explanation, found.flags)


def _claim(text: str, place: int) -> Any:
    from zhixing.law.distribution import Claim, ClaimKind

    name, _, rest = text.partition("=")
    amount, *details = rest.split(",")
    kind, measured = ClaimKind.ORDINARY, None
    for detail in details:
        if detail in {item.value for item in ClaimKind}:
            kind = ClaimKind(detail)
        else:
            measured = date.fromisoformat(detail)
    if not name or not amount:
        raise click.UsageError(
            f"债权“{text}”应写成 名称=金额[,种类][,查封日]，例如 甲=300000,priority 或 乙=500000,2024-03-01。"
        )
    return Claim(
        key=str(place),
        creditor=name,
        fen=read_fen(amount),
        kind=kind,
        measured_on=measured,
        title=f"第{place}项",
    )


@law.command()
@click.option("--pool", type=YUAN, required=True, help="可供分配的金额（元）")
@click.option("--debtor", type=click.Choice(["person", "other_organisation", "enterprise"]), required=True)
@click.option("--claim", "claims", multiple=True, required=True, help="名称=金额[,种类][,查封日]，可写多次")
@click.option("--on", "on", type=DAY, default=date(2026, 1, 1), help="分配日")
@json_option
@_reported
def rank(pool: int, debtor: str, claims: tuple[str, ...], on: date, as_json: bool) -> None:
    """多个债权人之间的分配。"""
    from zhixing.law.distribution import DebtorKind, distribute

    plan = distribute(
        pool_fen=pool,
        claims=[_claim(text, place) for place, text in enumerate(claims, start=1)],
        debtor_kind=DebtorKind(debtor),
        on=on,
    )
    lines = [
        {
            "creditor": line.creditor, "kind": line.kind.value, "claim": yuan_text(line.claim_fen),
            "paid": yuan_text(line.paid_fen), "left": yuan_text(line.left_fen), "band": line.band,
            "article": line.article, "reason": line.reason,
        }
        for line in plan.lines
    ]  # fmt: skip
    head = {
        "pool": yuan_text(pool), "paid": yuan_text(plan.paid_fen), "excess": yuan_text(plan.excess_fen),
        "lines": lines, "suggestions": list(plan.suggestions),
    }  # fmt: skip
    words = "\n".join(f"{line['creditor']}：{line['paid']} 元（{line['band']}）" for line in lines)
    _answer(as_json, head, words, plan.explanation, plan.flags)


@law.command()
@click.argument("yuan")
@json_option
@_reported
def amount(yuan: str, as_json: bool) -> None:
    """金额大写。"""
    from zhixing.law.capitals import capitals

    try:
        value = Decimal(yuan.replace(",", "").removesuffix("元"))
    except InvalidOperation:
        raise click.UsageError(f"“{yuan}”不是金额，请写成 12345.67。") from None
    written = capitals(value)
    show(as_json, {"amount": str(value), "capitals": written}, written)
