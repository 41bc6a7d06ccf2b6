"""What a parameter in a procedure may be, and the check of a table of parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter: `choices` for a word out of a list, `least` and `most` for a whole number, neither for any text."""

    words: str
    choices: tuple[str, ...] = ()
    least: int | None = None
    most: int | None = None
    is_list: bool = False
    required: bool = True

    @property
    def is_number(self) -> bool:
        """Whether it is a whole number."""
        return self.least is not None

    def fault(self, value: Any) -> str:
        """What is wrong with a value, in words that say what to do; empty when nothing is."""
        if self.is_number:
            if isinstance(value, bool) or not isinstance(value, int):
                return f"应为整数（{self.words}）"
            if value < (self.least or 0) or (self.most is not None and value > self.most):
                return f"应在 {self.least} 至 {self.most} 之间（{self.words}）"
            return ""
        values = value if self.is_list else [value]
        if (
            not isinstance(values, list)
            or not values
            or not all(isinstance(one, str) and one for one in values)
        ):
            return f"应为{'文字列表' if self.is_list else '文字'}（{self.words}）"
        if self.choices and (unknown := [one for one in values if one not in self.choices]):
            return f"不认识“{'、'.join(unknown)}”，可用：{'、'.join(self.choices)}"
        return ""


def whole(words: str, least: int, most: int, *, required: bool = True) -> Param:
    """A whole number between two bounds."""
    return Param(words, least=least, most=most, required=required)


def one_of(words: str, *choices: str, required: bool = True) -> Param:
    """A word out of a list."""
    return Param(words, choices=choices, required=required)


def some_of(words: str, *choices: str, required: bool = True) -> Param:
    """Several words out of a list."""
    return Param(words, choices=choices, is_list=True, required=required)


def text(words: str, *, required: bool = True) -> Param:
    """Any text."""
    return Param(words, required=required)


def faults_of(given: Mapping[str, Any], wanted: Mapping[str, Param]) -> list[tuple[str, str]]:
    """(field, what is wrong with it) of a table of parameters: missing, unknown, of the wrong kind."""
    found = [
        (name, f"缺少 {name}（{param.words}）")
        for name, param in wanted.items()
        if param.required and name not in given
    ]
    for name, value in given.items():
        if name not in wanted:
            known = "、".join(wanted) or "无"
            found.append((name, f"没有名为 {name} 的参数，可用：{known}"))
        elif fault := wanted[name].fault(value):
            found.append((name, fault))
    return found
