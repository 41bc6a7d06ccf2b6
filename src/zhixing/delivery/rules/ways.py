"""The words of this room: ways to a person, what carriers say, what comes back, where a delivery stands."""

from enum import StrEnum

from zhixing.law.delivery_attempts import Channel


class Way(StrEnum):
    """How a document is brought to somebody."""

    PORTAL = "portal"
    SMS = "sms"
    EMAIL = "email"
    MESSENGER = "messenger"
    CALL = "call"
    EXPRESS = "express"
    POST = "post"
    DIRECT = "direct"
    GRID = "grid"
    LEAVING = "leaving"
    AT_COURT = "at_court"
    ENTRUSTED = "entrusted"
    NOTICE = "notice"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _WAY_WORDS[self]

    @property
    def is_electronic(self) -> bool:
        """Whether the law calls it electronic delivery (电子送达)."""
        return self in ELECTRONIC

    @property
    def is_carried(self) -> bool:
        """Whether a carrier takes it: a call is made outside."""
        return self in CARRIED

    @property
    def channel(self) -> Channel | None:
        """The law's channel; None for a call, which delivers nothing by itself."""
        return Channel.ELECTRONIC if self.is_electronic else _CHANNELS.get(self)


_WAY_WORDS = {
    Way.PORTAL: "诉讼服务平台", Way.SMS: "短信", Way.EMAIL: "电子邮件", Way.MESSENGER: "即时通讯", Way.CALL: "电话",
    Way.EXPRESS: "法院专递", Way.POST: "邮寄", Way.DIRECT: "直接送达", Way.GRID: "网格员协助", Way.LEAVING: "留置送达",
    Way.AT_COURT: "到院领取", Way.ENTRUSTED: "委托送达", Way.NOTICE: "公告送达",
}  # fmt: skip
_CHANNELS = {
    Way.EXPRESS: Channel.EXPRESS, Way.POST: Channel.POST, Way.DIRECT: Channel.DIRECT, Way.GRID: Channel.DIRECT,
    Way.LEAVING: Channel.LEAVING, Way.AT_COURT: Channel.AT_COURT, Way.ENTRUSTED: Channel.ENTRUSTED,
    Way.NOTICE: Channel.PUBLIC_NOTICE,
}  # fmt: skip
ELECTRONIC = frozenset({Way.PORTAL, Way.SMS, Way.EMAIL, Way.MESSENGER})
CARRIED = frozenset({Way.SMS, Way.EMAIL, Way.MESSENGER, Way.EXPRESS, Way.POST})
BY_HAND = frozenset({Way.DIRECT, Way.GRID, Way.LEAVING, Way.AT_COURT})


class AddressKind(StrEnum):
    """What an address is for."""

    MOBILE = "mobile"
    EMAIL = "email"
    MESSENGER = "messenger"
    PORTAL = "portal"
    POSTAL = "postal"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"mobile": "手机号", "email": "电子邮箱", "messenger": "即时通讯账号", "portal": "诉讼平台账号", "postal": "邮寄地址"}[
            self.value
        ]  # fmt: skip


WAY_OF_ADDRESS = {
    AddressKind.PORTAL: Way.PORTAL, AddressKind.MOBILE: Way.SMS, AddressKind.EMAIL: Way.EMAIL,
    AddressKind.MESSENGER: Way.MESSENGER,
}  # fmt: skip
"""Electronic ways by the address they need, in the order in which they are shown."""


class AddressSource(StrEnum):
    """Where an address comes from."""

    FORM = "form"
    PLEADING = "pleading"
    AGREED = "agreed"
    REGISTER = "register"
    CARRIER = "carrier"
    CALL = "call"
    FOUND = "found"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"form": "送达地址确认书", "pleading": "本人诉讼材料载明", "agreed": "事先约定", "register": "立案登记",
                "carrier": "运营商核实", "call": "电话确认", "found": "查询取得"}[self.value]  # fmt: skip

    @property
    def is_confirmed(self) -> bool:
        """Whether an address of this source was given or confirmed by the addressee."""
        return self in (AddressSource.FORM, AddressSource.PLEADING, AddressSource.AGREED, AddressSource.CALL)


class ConsentAct(StrEnum):
    """What somebody said about electronic delivery."""

    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"given": "同意", "refused": "不同意", "withdrawn": "撤回同意"}[self.value]


class DeliveryState(StrEnum):
    """Where the delivery of one document to one recipient stands."""

    OPEN = "open"
    NOTICE = "notice"
    PRESUMED = "presumed"
    SERVED = "served"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"open": "送达中", "notice": "公告中", "presumed": "推定送达", "served": "已送达", "withdrawn": "已撤回"}[
            self.value
        ]  # fmt: skip

    @property
    def chip(self) -> str:
        """The chip's state: green only where the other side confirmed, amber where it may still be rebutted."""
        return {"open": "sent", "notice": "sent", "presumed": "sent", "served": "confirmed", "withdrawn": "ended"}[
            self.value
        ]  # fmt: skip


class Want(StrEnum):
    """What a delivery waits for from a person; empty while it goes by itself."""

    NOTHING = ""
    ADDRESS = "address"
    HAND = "hand"
    NOTICE = "notice"
    CARRIER = "carrier"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "": "",
            "address": "缺少地址",
            "hand": "须当面送达",
            "notice": "须公告送达",
            "carrier": "承运方结果不明",
        }[self.value]


class SendingState(StrEnum):
    """Where one sending by one way stands.

    `unknown` may have reached the carrier: it is asked about under its reference, never sent again unasked.
    """

    READY = "ready"
    UNKNOWN = "unknown"
    HANDED = "handed"
    ENDED = "ended"
    REFUSED = "refused"
    DEAD = "dead"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"ready": "待交付", "unknown": "结果不明", "handed": "已交付", "ended": "已结束", "refused": "承运方拒绝",
                "dead": "不明，待人工核实"}[self.value]  # fmt: skip


class Outcome(StrEnum):
    """What one call said about one sending. Only NOT_TAKEN and NEVER_SEEN say that the carrier certainly has nothing."""

    TAKEN = "taken"
    REFUSED = "refused"
    NOT_TAKEN = "not_taken"
    NO_ANSWER = "no_answer"
    NEVER_SEEN = "never_seen"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"taken": "已接收", "refused": "拒绝", "not_taken": "未能交付", "no_answer": "没有应答", "never_seen": "对方称未收到"}[
            self.value
        ]  # fmt: skip


class EventKind(StrEnum):
    """What came back, or was done, on one sending."""

    ARRIVED = "arrived"
    BOUNCED = "bounced"
    READ = "read"
    DOWNLOADED = "downloaded"
    REPLIED = "replied"
    ACTED = "acted"
    ARRIVAL_PROVED = "arrival_proved"
    REBUTTED = "rebutted"
    TRIED = "tried"
    SIGNED = "signed"
    RECEIPT = "receipt"
    RETURNED = "returned"
    NO_FAULT = "no_fault"
    LEFT = "left"
    MET = "met"
    NOT_MET = "not_met"
    COURT_RECEIVED = "court_received"
    PUBLISHED = "published"
    CALLED = "called"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _EVENT_WORDS[self]


_EVENT_WORDS = {
    EventKind.ARRIVED: "已到达", EventKind.BOUNCED: "未能到达", EventKind.READ: "已打开", EventKind.DOWNLOADED: "已下载",
    EventKind.REPLIED: "已回复", EventKind.ACTED: "已作出相应行为", EventKind.ARRIVAL_PROVED: "受送达人证明的到达日",
    EventKind.REBUTTED: "推定被推翻", EventKind.TRIED: "投递未成", EventKind.SIGNED: "签收", EventKind.RECEIPT: "回执收件",
    EventKind.RETURNED: "退回", EventKind.NO_FAULT: "受送达人无过错", EventKind.LEFT: "留置", EventKind.MET: "当面送达",
    EventKind.NOT_MET: "上门未遇", EventKind.COURT_RECEIVED: "受托法院收到", EventKind.PUBLISHED: "公告刊登",
    EventKind.CALLED: "电话联系",
}  # fmt: skip
