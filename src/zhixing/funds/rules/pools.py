"""One pool, several creditors: what each claims on the day, what each gets, and from which receipt it comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from zhixing.cases.rules.debt import DebtStatement, RecoveryLine, TitleTerms, statement
from zhixing.funds.rules.distributions import Basis
from zhixing.funds.rules.set_off import OneDebt, set_off
from zhixing.law.amounts import ResidualTo, split_pro_rata, yuan_text
from zhixing.law.citing import step
from zhixing.law.distribution import (
    Claim,
    DebtorKind,
    Distribution,
    DistributionImpossible,
    DistributionSettings,
    distribute,
)
from zhixing.law.explanation import Flag, Step
from zhixing.law.interest import Stop

BANDS = (
    "执行费用", "人身损害赔偿中的医疗费用", "优先受偿债权", "退赔被害人的损失", "省级规定优先的债权", "普通债权", "罚金", "没收财产",
)  # fmt: skip
"""The order in which money is used up; only the receipts it comes from depend on it, never who gets how much."""


@dataclass(frozen=True, slots=True)
class ClaimParts:
    """A claim in its parts, in fen: principal and other adjudged sums, adjudged costs, both parts of interest."""

    principal_fen: int = 0
    costs_fen: int = 0
    general_fen: int = 0
    doubled_fen: int = 0

    @property
    def fen(self) -> int:
        """The whole claim."""
        return self.principal_fen + self.costs_fen + self.general_fen + self.doubled_fen


@dataclass(frozen=True, slots=True)
class ClaimOfCase:
    """What a case puts into the pool: the debt to its creditors, and its application fee that is still unpaid."""

    parts: ClaimParts
    fee_fen: int
    explanation: tuple[Step, ...]


def claim_of_case(
    *,
    title: TitleTerms,
    recoveries: Sequence[RecoveryLine],
    pooled: frozenset[str],
    on: date,
    stops: Sequence[Stop] = (),
) -> ClaimOfCase:
    """The claim of a case at the end of the day `on`, the day the money was taken.

    `pooled` are the sources of the receipts that are being distributed: they do not count before it is decided whose
    debt they pay. Interest runs to that day. Raises what the interest rules raise for an unclear title.
    """
    found: DebtStatement = statement(
        title, [line for line in recoveries if line.source not in pooled], on, stops=stops
    )
    debt = found.debt
    parts = ClaimParts(
        debt.principal_left + debt.other_left, debt.costs_left, debt.general_left, debt.doubled_left
    )
    sums = " ＋ ".join(
        f"{name} {yuan_text(fen, True)}"
        for name, fen in (
            ("本金", parts.principal_fen), ("裁判确定的费用", parts.costs_fen), ("一般债务利息", parts.general_fen),
            ("加倍部分债务利息", parts.doubled_fen),
        )
        if fen
    )  # fmt: skip
    last = step(
        "distribution.inside_debt", on, f"债权额计算至 {on:%Y-%m-%d}。", sums, yuan_text(parts.fen, True)
    )
    return ClaimOfCase(parts, found.fee_left_fen, (*found.explanation, last))


def split_parts(parts: ClaimParts, weights: Sequence[int], residual_to: ResidualTo) -> tuple[ClaimParts, ...]:
    """A debt to several creditors under one title, part by part in proportion to their stated shares; sums to the debt."""
    if not weights or any(weight < 0 for weight in weights) or not sum(weights):
        raise DistributionImpossible("请写明各债权人的份额（正整数，例如 2 和 1）。")
    columns = [
        split_pro_rata(fen, weights, residual_to)
        for fen in (parts.principal_fen, parts.costs_fen, parts.general_fen, parts.doubled_fen)
    ]
    return tuple(ClaimParts(*shares) for shares in zip(*columns, strict=True))


@dataclass(frozen=True, slots=True)
class PoolReceipt:
    """A receipt in the pool; `fen` above zero."""

    key: str
    arrived_on: date
    fen: int


@dataclass(frozen=True, slots=True)
class Share:
    """What a claim gets from one receipt; an empty claim is what exceeds all claims. Above zero."""

    receipt: str
    claim: str
    fen: int


@dataclass(frozen=True, slots=True)
class PoolClaim:
    """A claim as it takes part. `due_on` orders several debts to one creditor; `bears_interest` makes one heavier."""

    claim: Claim
    due_on: date | None = None
    bears_interest: bool = False


@dataclass(frozen=True, slots=True)
class PoolPlan:
    """The distribution with its lines, and each line's fen receipt by receipt. Nothing is paid while it is `held`."""

    distribution: Distribution
    shares: tuple[Share, ...]
    held: bool

    @property
    def left_fen(self) -> int:
        """What stays owed on all claims together."""
        return sum(line.left_fen for line in self.distribution.lines)


def plan_pool(
    *,
    receipts: Sequence[PoolReceipt],
    claims: Sequence[PoolClaim],
    basis: Basis,
    debtor_kind: DebtorKind,
    on: date,
    settings: DistributionSettings,
    agreed_order: bool = False,
) -> PoolPlan:
    """Who gets what from the receipts. Raises DistributionImpossible.

    Every fen of every receipt ends in exactly one share, or in the excess that goes back to the debtor.
    """
    if not receipts or any(receipt.fen <= 0 for receipt in receipts):
        raise DistributionImpossible("请先选定可以分配的到账款。")
    pool = sum(receipt.fen for receipt in receipts)
    if basis is Basis.ONE_CREDITOR:
        debts = [OneDebt(one.claim, one.due_on, one.bears_interest) for one in claims]
        found = set_off(
            pool_fen=pool, debts=debts, on=on, agreed_order=agreed_order, residual_to=settings.residual_to
        )
    else:
        kind = DebtorKind.ENTERPRISE if basis is Basis.ENTERPRISE else debtor_kind
        found = distribute(
            pool_fen=pool, claims=[one.claim for one in claims], debtor_kind=kind, on=on, settings=settings
        )
    held = found.excess_fen == pool and any(flag.code == "distribution.bankruptcy" for flag in found.flags)
    found = replace(found, flags=(*found.flags, *_warnings(found, basis, debtor_kind, receipts)))
    return PoolPlan(found, () if held else allot(receipts, found), held)


def _warnings(
    found: Distribution, basis: Basis, debtor_kind: DebtorKind, receipts: Sequence[PoolReceipt]
) -> tuple[Flag, ...]:
    said: list[Flag] = []
    if basis is Basis.PARTICIPATION and debtor_kind is DebtorKind.ENTERPRISE:
        said.append(
            Flag(
                "distribution.enterprise",
                "参与分配适用于自然人和其他组织；被执行人是企业法人，已按采取措施的先后计算。",
            )
        )
    if basis in (Basis.PARTICIPATION, Basis.CRIMINAL) and found.excess_fen:
        said.append(
            Flag(
                "distribution.enough", "款项足以清偿全部债权，不属于财产不足的参与分配；请核对债权是否齐全。"
            )
        )
    if len({receipt.arrived_on for receipt in receipts}) > 1:
        said.append(
            Flag(
                "distribution.several_days",
                "合并分配多笔款项：债权计算至所定的分配基准日，各笔自其到账日起抵扣债务。",
            )
        )
    return tuple(said)


def allot(receipts: Sequence[PoolReceipt], found: Distribution) -> tuple[Share, ...]:
    """Fill the receipts in the order they came with the lines in the order of their bands; what is left over is excess."""
    order = {band: place for place, band in enumerate(BANDS)}
    wanted = [
        (line.key, line.paid_fen)
        for line in sorted(found.lines, key=lambda line: order.get(line.band, len(BANDS)))
        if line.paid_fen
    ]
    if found.excess_fen:
        wanted.append(("", found.excess_fen))
    shares: list[Share] = []
    place, left = 0, wanted[0][1] if wanted else 0
    for receipt in receipts:
        room = receipt.fen
        while room and place < len(wanted):
            fen = min(room, left)
            shares.append(Share(receipt.key, wanted[place][0], fen))
            room, left = room - fen, left - fen
            if not left:
                place += 1
                left = wanted[place][1] if place < len(wanted) else 0
    return tuple(shares)


def deposits_of(shares: Sequence[Share], deposit_fen: Mapping[str, int]) -> dict[Share, int]:
    """How much of each share is deposited when `deposit_fen` of a claim's money must be; taken from its last receipts."""
    left = dict(deposit_fen)
    found: dict[Share, int] = {}
    for share in reversed(shares):
        taken = min(share.fen, left.get(share.claim, 0))
        if taken:
            found[share] = taken
            left[share.claim] -= taken
    return found
