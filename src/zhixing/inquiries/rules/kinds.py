"""The words of asking: what a request is, how it stands, why it was made."""

from enum import StrEnum


class AssetKind(StrEnum):
    """What a unit can hold. The wire carries these words."""

    DEPOSIT = "deposit"
    HOUSING_FUND = "housing_fund"
    REAL_ESTATE = "real_estate"
    FOREST_RIGHT = "forest_right"
    LAND_CONTRACT = "land_contract"
    VEHICLE = "vehicle"
    EQUITY = "equity"
    SECURITY = "security"
    INSURANCE = "insurance"
    SUBSIDY = "subsidy"
    INTERNET_MONEY = "internet_money"
    MARRIAGE = "marriage"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "deposit": "存款",
            "housing_fund": "住房公积金",
            "real_estate": "不动产",
            "forest_right": "林权",
            "land_contract": "土地承包经营权",
            "vehicle": "车辆",
            "equity": "股权",
            "security": "证券",
            "insurance": "保险",
            "subsidy": "补贴",
            "internet_money": "网络资金",
            "marriage": "婚姻登记",
            "other": "其他",
        }[self.value]


class UnitAction(StrEnum):
    """What a unit may be asked to do, by agreement: answer, or one of the eight acts of control."""

    QUERY = "query"
    FREEZE = "freeze"
    RENEW = "renew"
    WAIT = "wait"
    RELEASE = "release"
    RELEASE_WAITING = "release_waiting"
    DEDUCT = "deduct"
    EXTRACT_INCOME = "extract_income"
    FREEZE_AND_DEDUCT = "freeze_and_deduct"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "query": "查询",
            "freeze": "冻结、查封",
            "renew": "续行",
            "wait": "轮候",
            "release": "解除",
            "release_waiting": "解除轮候",
            "deduct": "扣划",
            "extract_income": "提取收入",
            "freeze_and_deduct": "冻结并扣划",
        }[self.value]


class UnitState(StrEnum):
    """Whether a unit is asked at all."""

    ACTIVE = "active"
    PAUSED = "paused"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"active": "正常", "paused": "暂停"}[self.value]


class RequestKind(StrEnum):
    """What a request asks for; how it is written and read is known to whoever made it."""

    QUERY = "query"
    CONTROL = "control"


class RequestState(StrEnum):
    """How a request stands.

    `unknown` is every request that may have reached the unit and has no answer, the one being sent right now included:
    it is asked about with the same number and never blindly sent again. `dead` has used up the unit's days; a person acts.
    """

    WAITING = "waiting"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    DEAD = "dead"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "waiting": "待发送",
            "sent": "已送达待答复",
            "acknowledged": "对方已受理",
            "answered": "已答复",
            "refused": "对方拒绝",
            "unknown": "结果不明，正在核实",
            "dead": "逾期无答复",
            "cancelled": "已撤回",
        }[self.value]


UNDER_WAY = (RequestState.WAITING, RequestState.SENT, RequestState.ACKNOWLEDGED, RequestState.UNKNOWN)
"""States in which the house still has something to do or to wait for."""


class Result(StrEnum):
    """What a unit said."""

    FOUND = "found"
    NONE = "none"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"found": "有财产", "none": "无财产", "refused": "拒绝答复"}[self.value]


class Trigger(StrEnum):
    """Why an inquiry was made."""

    HAND = "hand"
    FILING = "filing"
    CLUE = "clue"
    BEFORE_CLOSING = "before_closing"
    HALF_YEARLY = "half_yearly"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "hand": "人工发起",
            "filing": "立案即查",
            "clue": "线索核查",
            "before_closing": "终本前查询",
            "half_yearly": "终本后每六个月复查",
        }[self.value]


class InquiryState(StrEnum):
    """Whether an inquiry still waits for answers."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"open": "进行中", "done": "已完成", "cancelled": "已撤回"}[self.value]


class Outcome(StrEnum):
    """How one call to a unit ended."""

    REPLIED = "replied"
    ACKNOWLEDGED = "acknowledged"
    HANDED_OVER = "handed_over"
    NOT_REACHED = "not_reached"
    NO_REPLY = "no_reply"
    GARBAGE = "garbage"
    NEVER_HEARD = "never_heard"
    BUSY = "busy"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "replied": "收到答复",
            "acknowledged": "对方受理",
            "handed_over": "已交付，等待答复",
            "not_reached": "未能连通",
            "no_reply": "没有应答",
            "garbage": "应答无法采信",
            "never_heard": "对方称未收到",
            "busy": "对方繁忙",
        }[self.value]
