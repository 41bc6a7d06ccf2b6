"""What a court may set for its money, within which bounds, and which direction loosens a guard."""

from collections.abc import Mapping
from dataclasses import dataclass


class SettingRefused(ValueError):
    """A value outside the bounds; the message names them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its words, its bounds, and whether a higher value loosens. Money in fen, time in days."""

    name: str
    words: str
    english: str
    least: int
    most: int
    higher_loosens: bool
    is_money: bool = False

    def loosens(self, old: int, new: int) -> bool:
        """Whether going from one value to another weakens the guard."""
        return new > old if self.higher_loosens else new < old

    def check(self, value: int) -> None:
        """Raise SettingRefused outside the bounds."""
        if not self.least <= value <= self.most:
            unit = 100 if self.is_money else 1
            raise SettingRefused(f"{self.words}应当在 {self.least // unit} 至 {self.most // unit} 之间。")


_YUAN = 100
_MANY = 100_000_000 * _YUAN

SETTINGS: Mapping[str, Setting] = {
    one.name: one
    for one in (
        Setting("chief_up_to_fen", "局长审批限额（元）", "Chief approves up to (yuan)", 0, _MANY, True, True),
        Setting("target_days", "本院发放目标（日）", "The court's own target (days)", 1, 30, True),
        Setting("unknown_after_days", "无回执转查询（日）", "Unanswered becomes unknown after (days)", 1, 10, True),
        Setting("cooling_off_days", "账户变更冷静期（日）", "Cooling-off of a changed account (days)", 0, 30, False),
        Setting("announce_days", "案外收款人公示（日）", "Announcement of a third payee (days)", 1, 30, False),
        Setting("duplicate_days", "疑似重复付款的间隔（日）", "Likely duplicate within (days)", 1, 60, False),
        Setting("sample_percent", "预先授权付款抽查比例（%）", "Sample of payments by rule (%)", 0, 100, False),
        Setting("authorised_each_fen", "预先授权单笔上限（元）", "Rule: cap for each payment (yuan)", 0, _MANY, True, True),
        Setting("first_measure_bonus", "首封多分（%，须有本省规定）", "First measure gets more (%)", 0, 20, True),
        Setting("authorised_total_fen", "预先授权累计上限（元）", "Rule: cap in total (yuan)", 0, _MANY, True, True),
    )
}  # fmt: skip
"""Every setting by its column, in the order of the page. Defaults and bounds are this house's own; the rule of thirty days is the law's."""
