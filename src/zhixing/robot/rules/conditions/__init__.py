"""Every condition a procedure may ask, by family."""

from zhixing.robot.rules.conditions import assets, case, endings, money, papers
from zhixing.robot.rules.conditions.base import CONDITIONS, Answer, Condition, condition, source_of

__all__ = [
    "CONDITIONS",
    "FAMILIES",
    "Answer",
    "Condition",
    "condition",
    "source_of",
]

FAMILIES = (case, papers, assets, money, endings)
"""The modules that register conditions."""
