"""In which proceedings a measure was taken."""

from enum import StrEnum


class MeasureStage(StrEnum):
    """In which proceedings a measure was taken; enforcement when nothing is said."""

    ENFORCEMENT = ""
    PRE_ACTION = "pre_action"
    LITIGATION = "litigation"
