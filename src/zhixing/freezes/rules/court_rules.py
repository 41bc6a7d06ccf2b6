"""What a court may set for the choice of assets: each rule with its default, its bounds and how well its ground is known.

Where the law gives no figure the default is this house's own and marked so; a rule whose article was only recalled is
marked "recall" until somebody has held it against the text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields


class RuleRefused(ValueError):
    """A value outside the bounds; the message names them."""


@dataclass(frozen=True, slots=True)
class ChoosingRules:
    """The rules in force for a court. Money in fen; a yes is 1, a no is 0."""

    living_minimum_fen: int = 80_000
    living_months: int = 1
    household_persons: int = 1
    pension_beyond_minimum: int = 1
    housing_fund_may_be_frozen: int = 1
    farm_subsidy_protected: int = 1
    subsidy_protected: int = 1
    land_contract_by_person: int = 1
    joint_counts_equal_share: int = 1
    only_home_counts: int = 0
    uncounted_at_once: int = 1
    limit_on_shortage: int = 0
    liquid_first: int = 0
    tolerance_percent: int = 20
    tolerance_least_fen: int = 100_000
    colleague_approves_up_to_fen: int = 0

    @property
    def kept_for_living_fen(self) -> int:
        """What stays with a natural person: the minimum for the household and the months set."""
        return self.living_minimum_fen * self.living_months * self.household_persons

    def tolerance_fen(self, need_fen: int) -> int:
        """By how much control may go beyond the need before it is plainly beyond it (明显超标的额)."""
        return max(need_fen * self.tolerance_percent // 100, self.tolerance_least_fen)


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule's words, bounds and ground. `subject` is its subject in the statute book, `mark` how well it is known."""

    name: str
    words: str
    english: str
    least: int
    most: int
    subject: str
    mark: str
    is_money: bool = False

    @property
    def default(self) -> int:
        """What holds where the court has set nothing."""
        return int(getattr(ChoosingRules(), self.name))

    @property
    def is_switch(self) -> bool:
        """Whether it is a yes or no."""
        return (self.least, self.most) == (0, 1)


_YUAN = 100

RULES: Mapping[str, RuleWords] = {
    one.name: one
    for one in (
        RuleWords("living_minimum_fen", "最低生活保障标准（元/人·月）", "Living minimum (yuan a person and month)", 0,
                  10_000 * _YUAN, "measures.exempt", "recall", True),
        RuleWords("living_months", "保留生活费的月数", "Months kept", 0, 12, "measures.exempt", "derived"),
        RuleWords("household_persons", "默认计算的人数（本人及所扶养家属）", "Persons kept for", 1, 10, "measures.exempt",
                  "derived"),
        RuleWords("pension_beyond_minimum", "养老金超出生活费的部分可以冻结", "A pension may be frozen beyond the minimum", 0,
                  1, "measures.pension", "recall"),
        RuleWords("housing_fund_may_be_frozen", "住房公积金可以冻结（扣划须符合提取条件）", "Housing fund may be frozen", 0, 1,
                  "measures.housing_fund", "recall"),
        RuleWords("farm_subsidy_protected", "惠农补贴不控制", "Farm subsidies are left alone", 0, 1, "measures.relief",
                  "recall"),
        RuleWords("subsidy_protected", "其他补贴不控制", "Other subsidies are left alone", 0, 1, "measures.relief", "recall"),
        RuleWords("land_contract_by_person", "土地承包经营权由承办人判断", "Land contract rights need a person", 0, 1,
                  "measures.land_contract", "recall"),
        RuleWords("joint_counts_equal_share", "份额不明的共有财产按等额计价值", "Joint property counts by equal shares", 0, 1,
                  "measures.equal_shares", "recall"),
        RuleWords("only_home_counts", "唯一住房的价值计入控制额", "An only home counts", 0, 1, "measures.home",
                  "verified text"),
        RuleWords("uncounted_at_once", "不足时一次选取价值不明财产的件数", "Assets without a value taken at one time", 0, 20,
                  "measures.choosing", "derived"),
        RuleWords("limit_on_shortage", "存款不足时按差额作额度冻结", "On shortage a deposit is frozen up to the gap", 0, 1,
                  "measures.choosing", "derived"),
        RuleWords("liquid_first", "先穷尽流动性较强的财产", "Exhaust what is liquid first", 0, 1, "measures.choosing",
                  "derived"),
        RuleWords("tolerance_percent", "合理幅度（%）", "Tolerance (%)", 0, 100, "measures.tolerance", "derived"),
        RuleWords("tolerance_least_fen", "合理幅度不低于（元）", "Tolerance at least (yuan)", 0, 100_000 * _YUAN,
                  "measures.tolerance", "derived", True),
        RuleWords("colleague_approves_up_to_fen", "可由另一执行员复核的限额（元）", "Another officer may approve up to (yuan)",
                  0, 10_000_000 * _YUAN, "measures.choosing", "derived", True),
    )
}  # fmt: skip
"""Every rule by its name, in the order of the page."""


def rules_with(changed: Mapping[str, int]) -> ChoosingRules:
    """The defaults with what a court has changed; names that are no rules any more are passed over."""
    known = {field.name for field in fields(ChoosingRules)}
    return ChoosingRules(**{name: int(value) for name, value in changed.items() if name in known})


def check(name: str, value: int) -> None:
    """Raise RuleRefused for a name that is none or a value outside its bounds."""
    rule = RULES.get(name)
    if rule is None:
        raise RuleRefused("没有这项规则。")
    if not rule.least <= value <= rule.most:
        unit = _YUAN if rule.is_money else 1
        raise RuleRefused(f"{rule.words}应当在 {rule.least // unit} 至 {rule.most // unit} 之间。")
