"""Where tasks and acts stand, who approves, and what calls a procedure."""

from enum import StrEnum


class TaskState(StrEnum):
    """Where a task stands. `approved` ones have acts that are not all carried out yet."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DONE = "done"
    REFUSED = "refused"
    OUTDATED = "outdated"
    FAILED = "failed"
    REVERSED = "reversed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "proposed": "待核对",
            "approved": "已批准，办理中",
            "done": "已办结",
            "refused": "未采纳",
            "outdated": "情况已变",
            "failed": "未办成",
            "reversed": "已撤回",
        }[self.value]

    @property
    def english(self) -> str:
        """The same in English."""
        return {
            "proposed": "to check",
            "approved": "approved, under way",
            "done": "done",
            "refused": "refused",
            "outdated": "outdated",
            "failed": "failed",
            "reversed": "reversed",
        }[self.value]


class ActState(StrEnum):
    """Where an act stands. `waiting` is handed over and waits for the other side; `unticked` was taken out by a person."""

    PLANNED = "planned"
    APPROVED = "approved"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
    UNTICKED = "unticked"
    REFUSED = "refused"
    OUTDATED = "outdated"
    REVERSED = "reversed"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "planned": "拟办",
            "approved": "待办理",
            "waiting": "已办，待对方",
            "done": "已办",
            "failed": "未办成",
            "unticked": "已取消勾选",
            "refused": "未采纳",
            "outdated": "情况已变",
            "reversed": "已撤回",
        }[self.value]

    @property
    def english(self) -> str:
        """The same in English."""
        return {
            "planned": "planned",
            "approved": "approved",
            "waiting": "with the other side",
            "done": "done",
            "failed": "failed",
            "unticked": "unticked",
            "refused": "refused",
            "outdated": "outdated",
            "reversed": "reversed",
        }[self.value]


NOT_BINDING = (ActState.UNTICKED, ActState.REFUSED, ActState.OUTDATED, ActState.REVERSED)
"""An act in one of these states does not keep another one of the same key from being planned."""


class Approver(StrEnum):
    """Who approves the tasks of a procedure."""

    OFFICER = "officer"
    CHIEF = "chief"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "officer": "承办人",
            "chief": "执行局负责人",
            "nobody": "无须批准",
        }[self.value]

    @property
    def english(self) -> str:
        """The same in English."""
        return {
            "officer": "the officer",
            "chief": "the bureau chief",
            "nobody": "nobody",
        }[self.value]


class TriggerState(StrEnum):
    """`waiting`: its conditions do not hold yet. `taken`: it became a task. `passed`: its time went by, or nothing was to do."""

    WAITING = "waiting"
    TAKEN = "taken"
    PASSED = "passed"


class VersionState(StrEnum):
    """Where a court's own version of a procedure stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "proposed": "待第二人批准",
            "approved": "已批准",
            "withdrawn": "已撤回",
        }[self.value]

    @property
    def english(self) -> str:
        """The same in English."""
        return {
            "proposed": "for a second person",
            "approved": "approved",
            "withdrawn": "withdrawn",
        }[self.value]


class Verdict(StrEnum):
    """What a person found in a sampled act."""

    RIGHT = "right"
    WRONG = "wrong"
