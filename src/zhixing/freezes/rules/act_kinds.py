"""The words of renewals and releases on their way."""

from enum import StrEnum


class ActKind(StrEnum):
    """What is done to measures together."""

    RENEW = "renew"
    RELEASE = "release"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"renew": "续行", "release": "解除"}[self.value]


class Ground(StrEnum):
    """Why measures are renewed or released."""

    DUE = "due"
    SATISFIED = "satisfied"
    NOT_RENEWED = "not_renewed"
    WRONG_PERSON = "wrong_person"
    EXCESS = "excess"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "due": "期限将届满",
            "satisfied": "债务已清偿",
            "not_renewed": "决定不再续行",
            "wrong_person": "控制错误",
            "excess": "超标的额",
            "other": "其他",
        }[self.value]


class BatchState(StrEnum):
    """Where a batch stands. `approved` ones are carried out by a sweep; `done` says that nothing is left to send."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    DONE = "done"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"drafted": "待批准", "approved": "办理中", "done": "已全部发出", "withdrawn": "已撤回"}[
            self.value
        ]


class ActState(StrEnum):
    """Where one renewal or release stands. The holder's answer is the end: confirmed, partly, refused."""

    DRAFTED = "drafted"
    APPROVED = "approved"
    SENT = "sent"
    BY_HAND = "by_hand"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    PARTLY = "partly"
    REFUSED = "refused"
    LEFT_OUT = "left_out"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "drafted": "待批准",
            "approved": "待制作文书",
            "sent": "已发出，待回执",
            "by_hand": "文书已成，待送达",
            "delivered": "已送达，待回执",
            "confirmed": "协助单位已确认",
            "partly": "协助单位部分办理",
            "refused": "协助单位未办理",
            "left_out": "未办",
            "withdrawn": "已撤回",
        }[self.value]


OPEN_ACTS = (ActState.DRAFTED, ActState.APPROVED, ActState.SENT, ActState.BY_HAND, ActState.DELIVERED)
"""Until the holder has answered, a measure has at most one act of a kind."""
