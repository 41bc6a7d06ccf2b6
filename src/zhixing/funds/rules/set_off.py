"""Several debts of one debtor to one creditor: which of them a payment discharges first.

The parties' agreement comes first, then what the debtor names when paying; money marked to a case is money so named.
Only without either does the law's own order apply: due debts, then the less secured, the heavier, the earlier, pro rata.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhixing.law.amounts import ResidualTo, split_pro_rata, yuan_text
from zhixing.law.distribution import Claim, ClaimKind, Distribution, DistributionImpossible, Line
from zhixing.law.explanation import Step

ARTICLE = "《中华人民共和国民法典》第五百六十条"
ARTICLE_TEXT = (
    "债务人对同一债权人负担的数项债务种类相同，债务人的给付不足以清偿全部债务的，除当事人另有约定外，由债务人在清偿时指定其履行的债务。"
    "债务人未作指定的，应当优先履行已经到期的债务；数项债务均到期的，优先履行对债权人缺乏担保或者担保最少的债务；均无担保或者担保相等的，"
    "优先履行债务人负担较重的债务；负担相同的，按照债务到期的先后顺序履行；到期时间相同的，按照债务比例履行。"
)
MARK = "recall"


@dataclass(frozen=True, slots=True)
class OneDebt:
    """One debt: when it fell due (none: long ago), whether it bears interest, and whether it is secured by its kind."""

    claim: Claim
    due_on: date | None = None
    bears_interest: bool = False

    @property
    def is_secured(self) -> bool:
        """Whether the creditor has security for it."""
        return self.claim.kind is ClaimKind.PRIORITY


def set_off(
    *, pool_fen: int, debts: Sequence[OneDebt], on: date, agreed_order: bool, residual_to: ResidualTo
) -> Distribution:
    """Set a payment of `pool_fen` (≥ 0) off against debts to one creditor on the day `on`.

    Costs come first. With `agreed_order` the debts are paid in the order given. Raises DistributionImpossible.
    """
    keys = [debt.claim.key for debt in debts]
    if pool_fen < 0 or len(set(keys)) != len(keys) or any(debt.claim.fen <= 0 for debt in debts):
        raise DistributionImpossible("到账款不能为负数，债权额应当大于零，债权编号不能重复。")
    left, paid, reasons, steps = pool_fen, dict.fromkeys(keys, 0), dict.fromkeys(keys, ""), []
    for words, group in _groups(debts, on, agreed_order):
        owed = sum(debt.claim.fen for debt in group)
        weights = [debt.claim.fen for debt in group]
        shares = weights if left >= owed else list(split_pro_rata(left, weights, residual_to))
        for debt, share in zip(group, shares, strict=True):
            paid[debt.claim.key], reasons[debt.claim.key] = share, words
        text = "、".join(dict.fromkeys(debt.claim.creditor for debt in group))
        sums = f"可用 {yuan_text(left, True)}，应付 {yuan_text(owed, True)}"
        steps.append(
            Step(f"{words}：{text}。", sums, yuan_text(sum(shares), True), ARTICLE, ARTICLE_TEXT, MARK)
        )
        left -= sum(shares)
    lines = tuple(_line(debt.claim, paid[debt.claim.key], reasons[debt.claim.key]) for debt in debts)
    return Distribution(pool_fen, pool_fen - left, left, lines, (), tuple(steps))


def _groups(debts: Sequence[OneDebt], on: date, agreed: bool) -> list[tuple[str, list[OneDebt]]]:
    costs = [debt for debt in debts if debt.claim.kind is ClaimKind.COSTS]
    rest = [debt for debt in debts if debt.claim.kind is not ClaimKind.COSTS]
    groups = [("执行费用先行清偿", costs)] if costs else []
    if agreed:
        return groups + [
            (f"当事人约定（指定）的第 {place} 顺序", [debt]) for place, debt in enumerate(rest, start=1)
        ]
    found: dict[tuple[bool, bool, bool, date], list[OneDebt]] = {}
    for debt in rest:
        due = debt.due_on or date.min
        found.setdefault((due > on, debt.is_secured, not debt.bears_interest, due), []).append(debt)
    for order in sorted(found):
        groups.append((_words(order), found[order]))
    return groups


def _words(order: tuple[bool, bool, bool, date]) -> str:
    is_later, is_secured, is_light, due = order
    parts = [
        "未到期" if is_later else "已到期", "有担保" if is_secured else "无担保",
        "不计息" if is_light else "计息（负担较重）",
    ]  # fmt: skip
    if due != date.min:
        parts.append(f"{due:%Y-%m-%d} 到期")
    return "、".join(parts)


def _line(claim: Claim, paid: int, words: str) -> Line:
    band = "执行费用" if claim.kind is ClaimKind.COSTS else "普通债权"
    if paid == claim.fen:
        reason = f"{words}，全额受偿。"
    elif paid:
        reason = f"{words}，款项至此用尽，未受偿部分继续清偿。"
    else:
        reason = f"{words}，款项在前已经用尽。"
    return Line(
        claim.key, claim.creditor, claim.kind, claim.fen, paid, claim.fen - paid, band, ARTICLE, reason
    )
