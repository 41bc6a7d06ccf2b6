"""What a case and a party can be, with the words on screen."""

from enum import StrEnum


class CaseStatus(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    CONCLUDED = "concluded"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"open": "在办", "concluded": "已结"}[self.value]


class ClosingKind(StrEnum):
    """The six ways a first enforcement case is closed (执行工作规定第64条)."""

    PERFORMED = "performed"
    SUSPENDED_FOR_WANT_OF_ASSETS = "suspended_for_want_of_assets"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    NOT_ENFORCED = "not_enforced"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "performed": "执行完毕",
            "suspended_for_want_of_assets": "终结本次执行程序",
            "terminated": "终结执行",
            "withdrawn": "销案",
            "not_enforced": "不予执行",
            "rejected": "驳回申请",
        }[self.value]


class PartyRole(StrEnum):
    """Which side a party is on."""

    APPLICANT = "applicant"
    DEBTOR = "debtor"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"applicant": "申请执行人", "debtor": "被执行人"}[self.value]
