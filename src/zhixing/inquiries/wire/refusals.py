"""Why a message is not taken: a code for programs, words for people, the place, and what to do about it."""

from enum import StrEnum


class Code(StrEnum):
    """Codes of refusal; the specification lists each with its HTTP status."""

    NOT_A_MESSAGE = "not-a-message"
    TOO_LARGE = "too-large"
    ALGORITHM = "algorithm"
    UNKNOWN_KEY = "unknown-key"
    BAD_SIGNATURE = "bad-signature"
    NOT_CANONICAL = "not-canonical"
    SPEC = "spec"
    UNKNOWN_KIND = "unknown-kind"
    MALFORMED = "malformed"
    SENDER = "sender"
    WRONG_ADDRESSEE = "wrong-addressee"
    EXPIRED = "expired"
    NOT_YET = "not-yet"
    LIVES_TOO_LONG = "lives-too-long"
    REPLAYED = "replayed"
    NUMBER_REUSED = "number-reused"
    NOT_AN_ANSWER = "not-an-answer"
    NOT_FOR_UNITS = "not-for-units"
    DOCUMENT_HASH = "document-hash"
    DOCUMENTS_MISSING = "documents-missing"
    SUBJECT_ID = "subject-id"
    NOT_HELD = "not-held"
    NEVER_SEEN = "never-seen"
    DECLINED = "declined"
    BUSY = "busy"
    OUT_OF_ORDER = "out-of-order"


WORDS: dict[Code, tuple[str, str]] = {
    Code.NOT_A_MESSAGE: ("不是本规范的报文", "请发送 JWS 紧凑格式的文字"),
    Code.TOO_LARGE: ("报文过大", "不带附件的最多 1 MiB，带附件的最多 16 MiB，请拆分"),
    Code.ALGORITHM: ("签名算法不在约定之内", "请使用 Ed25519 或双方约定的 SM2"),
    Code.UNKNOWN_KEY: ("签名所用的密钥不在信任名单之内", "请把公钥交给对方登记，或检查 kid"),
    Code.BAD_SIGNATURE: ("签名不符，报文可能被改动", "请重新签名后发送；反复出现请查线路"),
    Code.NOT_CANONICAL: ("内容不是规范的 JSON", "请按键排序、不留空格、不用小数、不重复键"),
    Code.SPEC: ("规范版本不支持", "请使用 zhixing-unit/1"),
    Code.UNKNOWN_KIND: ("报文种类不认识", "请查规范第 4 节"),
    Code.MALFORMED: ("字段不符合规范", "请按所指位置修改"),
    Code.SENDER: ("发送方与签名密钥的主人不一致", "请用登记给该发送方的密钥签名"),
    Code.WRONG_ADDRESSEE: ("报文不是发给本单位的", "请检查收件方代码"),
    Code.EXPIRED: ("报文已过有效期", "请重新签发；若反复出现，请校准时钟"),
    Code.NOT_YET: ("报文的发出时间在将来", "请校准时钟，相差不得超过 5 分钟"),
    Code.LIVES_TOO_LONG: ("有效期过长", "有效期不得超过 31 天"),
    Code.REPLAYED: ("同一份报文已经收到过", "重试请用原编号、新的发出时间，重新签名"),
    Code.NUMBER_REUSED: ("编号已用于另一份内容", "请换一个新编号"),
    Code.NOT_AN_ANSWER: ("不是对所发请求的答复", "请检查 in_reply_to"),
    Code.NOT_FOR_UNITS: ("这种报文不由单位受理", "请只发送查询、控制、询问进展的请求"),
    Code.DOCUMENT_HASH: ("附件与其摘要不符", "请重新计算 SHA-256"),
    Code.DOCUMENTS_MISSING: ("缺少法律文书", "查询附协助查询通知书；控制附裁定书和协助执行通知书"),
    Code.SUBJECT_ID: ("证件号码不成立", "请对照证件核对每一位；只有姓名不予查询"),
    Code.NOT_HELD: ("本单位不掌管所请求的财产种类", "请查单位目录"),
    Code.NEVER_SEEN: ("没有收到过这个编号的请求", "请用原编号重新发送"),
    Code.DECLINED: ("单位经办人不予办理", "请看所附理由，或与联系人沟通"),
    Code.BUSY: ("单位系统暂时繁忙", "请稍后用原编号重试"),
    Code.OUT_OF_ORDER: ("单位的数据暂时读不出", "请稍后用原编号重试；单位已记录原因"),
}

HTTP_STATUS: dict[Code, int] = dict.fromkeys(Code, 400) | {
    Code.TOO_LARGE: 413,
    Code.UNKNOWN_KEY: 401,
    Code.BAD_SIGNATURE: 401,
    Code.ALGORITHM: 401,
    Code.SENDER: 403,
    Code.WRONG_ADDRESSEE: 403,
    Code.EXPIRED: 410,
    Code.REPLAYED: 409,
    Code.NUMBER_REUSED: 409,
    Code.DOCUMENT_HASH: 422,
    Code.DOCUMENTS_MISSING: 422,
    Code.SUBJECT_ID: 422,
    Code.NOT_HELD: 422,
    Code.NEVER_SEEN: 404,
    Code.DECLINED: 200,
    Code.BUSY: 503,
    Code.OUT_OF_ORDER: 503,
}

TRY_AGAIN = frozenset({Code.REPLAYED, Code.BUSY, Code.OUT_OF_ORDER, Code.BAD_SIGNATURE, Code.NOT_A_MESSAGE,
                       Code.NOT_YET, Code.EXPIRED, Code.NEVER_SEEN, Code.NOT_CANONICAL})  # fmt: skip
"""Refusals after which the same number, freshly signed, may well be taken: the line or a clock was at fault."""


class FieldFault(ValueError):
    """One field is wrong: `where` it stands (`body.subject.id_number`), `what` is wrong, the `remedy`."""

    def __init__(self, where: str, what: str, remedy: str, code: Code = Code.MALFORMED) -> None:
        super().__init__(f"{where}：{what}。{remedy}。")
        self.where, self.what, self.remedy, self.code = where, what, remedy, code


class Refused(ValueError):
    """A message is not taken. `code`, `words`, `where` and `remedy` go into the refusal that is sent back."""

    def __init__(self, code: Code, *, where: str = "", words: str = "", remedy: str = "") -> None:
        self.code, self.where = code, where
        self.words, self.remedy = words or WORDS[code][0], remedy or WORDS[code][1]
        place = f"（{where}）" if where else ""
        super().__init__(f"{self.words}{place}。{self.remedy}。")

    @classmethod
    def of(cls, fault: FieldFault) -> "Refused":
        """The refusal for a wrong field."""
        return cls(fault.code, where=fault.where, words=fault.what, remedy=fault.remedy)
