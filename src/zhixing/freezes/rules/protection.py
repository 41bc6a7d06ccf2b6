"""What of a debtor's assets may be controlled, and what each is worth to this case.

An asset is worth what is left when everything that ranks before has been taken: the co-owners' shares, mortgages and
pledges, measures in force of others, and what the debtor must be left to live on. What cannot be reckoned counts for
nothing: it may be controlled, and never makes a set look sufficient.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from zhixing.freezes.rules.court_rules import ChoosingRules
from zhixing.inquiries.rules.assets import Freshness, Ownership, Protection
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import MONEY_KINDS
from zhixing.law.amounts import yuan_text
from zhixing.law.citing import step
from zhixing.law.explanation import Step

DIVISIBLE = MONEY_KINDS
"""Controlled by amount: of these exactly what is needed is taken."""

_ORDER = (AssetKind.DEPOSIT, AssetKind.INTERNET_MONEY, AssetKind.SECURITY, AssetKind.INSURANCE, AssetKind.HOUSING_FUND,
          AssetKind.SUBSIDY, AssetKind.VEHICLE, AssetKind.EQUITY, AssetKind.FOREST_RIGHT, AssetKind.LAND_CONTRACT,
          AssetKind.REAL_ESTATE, AssetKind.OTHER, AssetKind.MARRIAGE)  # fmt: skip
RANK = {kind: place for place, kind in enumerate(_ORDER)}
"""The lower, the sooner: what is easy to realise and hurts least comes first."""
INCOME_RANK = RANK[AssetKind.SUBSIDY]
"""Wages and pensions stand where income stands, after the funds and before movables."""

_NO_MORE = re.compile("销户|注销|报废|灭失|已过户|已转移|转出|吊销")


class Verdict(StrEnum):
    """Whether an asset may be controlled in this case."""

    FREE = "free"
    UNCOUNTED = "uncounted"
    PERSON = "person"
    NEVER = "never"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "free": "可以控制",
            "uncounted": "可以控制，价值不计入",
            "person": "须由承办人判断",
            "never": "不能控制",
        }[self.value]


class NotNeeded(StrEnum):
    """Why an asset is no question at all in this case."""

    NONE = ""
    CONTROLLED = "本案已对它采取措施"
    UNDER_WAY = "本案的控制请求正在办理"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A right or measure of somebody else that ranks before ours; None where nobody says for how much."""

    words: str
    fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """An asset as the choice reads it. Amounts in fen.

    `stated_fen` is what the unit said it is worth, `estimate_fen` what a person of the court put in for it, which comes
    first. `unit_refuses` is why no order can reach its unit, empty when one can.
    """

    key: str
    kind: AssetKind
    debtor: str
    title: str = ""
    is_person: bool = True
    stated_fen: int | None = None
    available_fen: int | None = None
    controlled_fen: int | None = None
    estimate_fen: int | None = None
    currency: str = "CNY"
    ownership: Ownership = Ownership.SOLE
    share: str = ""
    co_owners: int = 0
    protections: tuple[Protection, ...] = ()
    burdens: tuple[Ahead, ...] = ()
    priors: tuple[Ahead, ...] = ()
    is_only_home: bool = False
    status: str = ""
    freshness: Freshness = Freshness.FRESH
    is_gone: bool = False
    is_namesake: bool = False
    not_needed: NotNeeded = NotNeeded.NONE
    unit_refuses: str = ""

    @property
    def is_divisible(self) -> bool:
        """Whether it is controlled by amount."""
        return self.kind in DIVISIBLE

    @property
    def is_income(self) -> bool:
        """Whether it is money somebody lives on."""
        return bool({Protection.WAGES, Protection.PENSION} & set(self.protections))

    @property
    def rank(self) -> int:
        """Its place in the order of preference; one that can only wait behind others comes after all that need not."""
        own = INCOME_RANK if self.is_income else RANK[self.kind]
        return own + (len(_ORDER) if self.priors and not self.is_divisible else 0)


@dataclass(frozen=True, slots=True)
class Judged:
    """What may be done with a holding. `counted_fen` is what it is worth to this case, 0 where that is not known."""

    holding: Holding
    verdict: Verdict
    counted_fen: int
    why: str
    steps: tuple[Step, ...]

    @property
    def key(self) -> str:
        """The holding's."""
        return self.holding.key

    @property
    def waits(self) -> bool:
        """Whether only a place in waiting is to be had."""
        return bool(self.holding.priors) and not (self.holding.is_divisible and self.counted_fen > 0)


@dataclass(slots=True)
class _Reckoning:
    on: date
    rules: ChoosingRules
    steps: list[Step] = field(default_factory=list)

    def add(self, subject: str, text: str, arithmetic: str = "", result: str = "") -> None:
        self.steps.append(step(subject, self.on, text, arithmetic, result))


def judge_all(holdings: Iterable[Holding], *, rules: ChoosingRules, on: date) -> list[Judged]:
    """Every holding judged, and of each natural person once kept what the household needs to live on.

    The minimum is kept from wages and pensions first, then from the largest sum of money.
    """
    judged = [judge(one, rules=rules, on=on) for one in holdings]
    by_debtor: dict[str, list[int]] = {}
    for place, one in enumerate(judged):
        if one.holding.is_person and one.verdict is Verdict.FREE and _is_cash(one.holding):
            by_debtor.setdefault(one.holding.debtor, []).append(place)
    for places in by_debtor.values():
        left = rules.kept_for_living_fen
        order = sorted(
            places, key=lambda at: (not judged[at].holding.is_income, -judged[at].counted_fen, judged[at].key)
        )
        for place in order:
            kept = min(left, judged[place].counted_fen)
            left -= kept
            if kept:
                judged[place] = _keep(judged[place], kept, on)
    return judged


def _is_cash(holding: Holding) -> bool:
    return holding.kind in (AssetKind.DEPOSIT, AssetKind.INTERNET_MONEY)


def _keep(one: Judged, kept: int, on: date) -> Judged:
    left = one.counted_fen - kept
    subject = "enforcement.income" if one.holding.is_income else "measures.exempt"
    kept_step = step(
        subject, on, "保留被执行人及其所扶养家属必需的生活费用",
        f"{yuan_text(one.counted_fen, True)} − {yuan_text(kept, True)}", f"{yuan_text(left, True)}元",
    )  # fmt: skip
    if left:
        why = f"已保留必需的生活费用 {yuan_text(kept, True)} 元"
        return replace(one, counted_fen=left, why=why, steps=(*one.steps, kept_step))
    why = f"余额 {yuan_text(one.counted_fen, True)} 元属于必需的生活费用"
    return replace(one, verdict=Verdict.NEVER, counted_fen=0, why=why, steps=(*one.steps, kept_step))


def judge(holding: Holding, *, rules: ChoosingRules, on: date) -> Judged:
    """Whether one asset may be controlled and what it is worth to this case, before the living minimum."""
    reckoning = _Reckoning(on, rules)
    if refused := _refused(holding, reckoning):
        return Judged(holding, Verdict.NEVER, 0, refused, tuple(reckoning.steps))
    worth, unknown = _worth(holding, reckoning)
    if question := _question(holding, reckoning):
        return Judged(holding, Verdict.PERSON, worth or 0, question, tuple(reckoning.steps))
    if holding.is_only_home and not rules.only_home_counts:
        reckoning.add(
            "measures.home", "登记在名下的唯一住房：可以查封，不得拍卖、变卖或者抵债，价值不计入控制额"
        )
        return Judged(
            holding, Verdict.UNCOUNTED, 0, "唯一住房，只查封不处分，价值不计入", tuple(reckoning.steps)
        )
    if worth is None:
        return Judged(holding, Verdict.UNCOUNTED, 0, unknown, tuple(reckoning.steps))
    if worth == 0:
        why = "没有可用余额或余值，是否轮候由承办人判断"
        return Judged(holding, Verdict.PERSON, 0, why, tuple(reckoning.steps))
    why = (
        "只能轮候，价值按在先措施之后的余值计" if holding.priors and not holding.is_divisible else "可以控制"
    )
    return Judged(holding, Verdict.FREE, worth, why, tuple(reckoning.steps))


def _refused(holding: Holding, reckoning: _Reckoning) -> str:
    """Why the asset may not be touched at all; empty when it may."""
    if plain := _out_of_question(holding):
        return plain
    rules, marks = reckoning.rules, set(holding.protections)
    kept_free = (
        (bool(marks & {Protection.LIVING_ALLOWANCE, Protection.RELIEF}), "measures.exempt",
         "低保、救济、抚恤、残疾补助属于必需的生活费用，不得冻结", "低保、救济、抚恤款不得冻结"),
        (Protection.SPECIAL_ACCOUNT in marks, "measures.wage_account",
         "保证金、专用账户内的资金有专门用途，不得因其他债务冻结", "专用账户、保证金账户不得冻结"),
        (Protection.FARM_SUBSIDY in marks and bool(rules.farm_subsidy_protected), "measures.relief",
         "惠农补贴默认不冻结", "惠农补贴不冻结（本院规则）"),
        (Protection.SUBSIDY in marks and bool(rules.subsidy_protected), "measures.relief",
         "补贴默认不冻结", "补贴不冻结（本院规则）"),
        (holding.kind is AssetKind.HOUSING_FUND and not rules.housing_fund_may_be_frozen, "measures.housing_fund",
         "本院规则：住房公积金不冻结", "住房公积金不冻结（本院规则）"),
    )  # fmt: skip
    for applies, subject, text, words in kept_free:
        if applies:
            reckoning.add(subject, text)
            return words
    return holding.unit_refuses


def _out_of_question(holding: Holding) -> str:
    """Why it is no asset of the debtor's that could be controlled now; empty when it is."""
    gone = _NO_MORE.search(holding.status)
    for applies, words in (
        (holding.is_namesake, "同名他人的财产，不是被执行人的"),
        (holding.kind is AssetKind.MARRIAGE, "婚姻登记不是财产"),
        (bool(holding.not_needed), holding.not_needed.value),
        (holding.is_gone, "单位最近一次答复已不再列出这项财产"),
        (gone is not None, f"状态为“{holding.status}”"),
    ):
        if applies:
            return words
    return ""


def _question(holding: Holding, reckoning: _Reckoning) -> str:
    """What only a person may decide; empty when nothing."""
    rules = reckoning.rules
    if holding.freshness is Freshness.STALE:
        return "数据超过半年，应当重新查询后再控制"
    if Protection.PENSION in holding.protections and not rules.pension_beyond_minimum:
        reckoning.add("measures.pension", "本院规则：养老金账户由承办人判断")
        return "养老金账户，由承办人判断"
    if holding.kind is AssetKind.LAND_CONTRACT and holding.is_person and rules.land_contract_by_person:
        reckoning.add("measures.land_contract", "家庭承包的土地经营权不自动选取")
        return "土地承包经营权关系基本生活，由承办人判断"
    if holding.currency != "CNY" and holding.estimate_fen is None:
        return f"币种为 {holding.currency}，请先折算估值"
    return ""


def _worth(holding: Holding, reckoning: _Reckoning) -> tuple[int | None, str]:
    """What the asset is worth to this case in fen, or None and why that is not known."""
    worth, unknown = _base(holding, reckoning)
    if worth is None:
        return None, unknown
    for burden in holding.burdens:
        if burden.fen is None:
            reckoning.add("", f"{burden.words}：担保金额不明，余值无法计算")
            return None, f"{burden.words}，担保金额不明"
        worth = _less(worth, burden, reckoning, "distribution.ladder")
    if holding.is_divisible and holding.available_fen is not None and holding.estimate_fen is None:
        return worth, ""  # the unit has already taken off what earlier measures hold
    for prior in holding.priors:
        if prior.fen is None:
            reckoning.add("measures.waiting", f"在先措施“{prior.words}”金额不明，只能轮候，余值无法计算")
            return None, "已有在先措施且金额不明，只能轮候"
        worth = _less(worth, prior, reckoning, "measures.waiting")
    return worth, ""


def _base(holding: Holding, reckoning: _Reckoning) -> tuple[int | None, str]:
    whole = _whole(holding)
    if whole is None:
        reckoning.add("", "单位没有给出价值，也没有录入估值")
        return None, "价值不明，录入估值后计入"
    source = "承办人录入的估值" if holding.estimate_fen is not None else "单位答复的可用金额或价值"
    reckoning.add("", source, "", f"{yuan_text(whole, True)}元")
    part = debtor_share(holding)
    if part == (1, 1):
        return whole, ""
    if not holding.share and not reckoning.rules.joint_counts_equal_share:
        reckoning.add("measures.co_owned", "共有财产，份额不明：可以查封并通知共有人，价值不计入")
        return None, "共有财产，份额不明"
    ours = whole * part[0] // part[1]
    text = "共有财产，可以查封并通知共有人，只计被执行人的份额"
    reckoning.add(
        "measures.co_owned",
        text,
        f"{yuan_text(whole, True)} × {part[0]}/{part[1]}",
        f"{yuan_text(ours, True)}元",
    )
    if not holding.share:
        reckoning.add("measures.equal_shares", "份额没有约定或者约定不明的，视为等额享有")
    return ours, ""


def _whole(holding: Holding) -> int | None:
    if holding.estimate_fen is not None:
        return holding.estimate_fen
    if holding.currency != "CNY":
        return None
    if not holding.is_divisible:
        return holding.stated_fen
    if holding.available_fen is not None:
        return max(holding.available_fen, 0)
    if holding.stated_fen is None:
        return None
    return max(holding.stated_fen - (holding.controlled_fen or 0), 0)


_SHARE_PERCENT = re.compile(r"(\d+)(?:\.(\d{1,4}))?%")
_SHARE_PART = re.compile(r"(\d+)/(\d+)")


def debtor_share(holding: Holding) -> tuple[int, int]:
    """The debtor's part as numerator and denominator: 33.3% → (333, 1000); joint without a share → one of the owners'."""
    if holding.kind is AssetKind.EQUITY or holding.ownership not in (Ownership.JOINT, Ownership.SHARES):
        return 1, 1  # a shareholding is the debtor's whole, its percentage is of the company
    if found := _SHARE_PERCENT.search(holding.share):
        decimals = found[2] or ""
        top, bottom = int(found[1] + decimals), 100 * 10 ** len(decimals)
        return (top, bottom) if 0 < top < bottom else (1, 1)
    if (found := _SHARE_PART.search(holding.share)) and 0 < int(found[1]) < int(found[2]):
        return int(found[1]), int(found[2])
    return 1, max(holding.co_owners, 1) + 1


def _less(worth: int, ahead: Ahead, reckoning: _Reckoning, subject: str) -> int:
    taken = min(ahead.fen or 0, worth)
    reckoning.add(
        subject, f"扣除在先的权利：{ahead.words}",
        f"{yuan_text(worth, True)} − {yuan_text(taken, True)}", f"{yuan_text(worth - taken, True)}元",
    )  # fmt: skip
    return worth - taken


def only_homes(homes: Sequence[tuple[str, str, str]]) -> frozenset[str]:
    """The keys of dwellings that are their debtor's only one. Each home is (debtor, key, words of its use).

    Known only from what the registries answered: a home elsewhere is for the objection procedure to find.
    """
    by_debtor: dict[str, list[tuple[str, str]]] = {}
    for debtor, key, use in homes:
        if "住" in use or not use:
            by_debtor.setdefault(debtor, []).append((key, use))
    return frozenset(found[0][0] for found in by_debtor.values() if len(found) == 1 and "住" in found[0][1])
