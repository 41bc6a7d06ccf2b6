"""The messages between a court and a unit, specification `zhixing-unit/1`.

What a bank's adapter to the national system carries (query CXQQ, control KZQQ, their feedbacks), for any unit. Frozen
values without database or clock; amounts in fen, days as dates, moments with their offset.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from zhixing.foundation.identifiers import IdKind
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire import shapes
from zhixing.inquiries.wire.numbering import CODE, NUMBER
from zhixing.inquiries.wire.refusals import Code, FieldFault
from zhixing.inquiries.wire.shapes import choice, choices, count, day, fen, flag, moment, part, parts, text

SPEC = "zhixing-unit/1"
BYTES_MAX = 2**20
"""A message without attachments."""
BYTES_MAX_WITH_DOCUMENTS = 16 * 2**20
ROWS_MAX = 2000
"""Rows in one reply; a holder with more is told so in `note`."""


class Kind(StrEnum):
    """What a message is."""

    QUERY_REQUEST = "query.request"
    QUERY_REPLY = "query.reply"
    CONTROL_REQUEST = "control.request"
    CONTROL_RECEIPT = "control.receipt"
    ACKNOWLEDGEMENT = "acknowledgement"
    REFUSAL = "refusal"
    STATUS_REQUEST = "status.request"

    @property
    def is_request(self) -> bool:
        """Whether a court sends it."""
        return self in (Kind.QUERY_REQUEST, Kind.CONTROL_REQUEST, Kind.STATUS_REQUEST)


MONEY_KINDS = frozenset(
    {
        AssetKind.DEPOSIT,
        AssetKind.HOUSING_FUND,
        AssetKind.INSURANCE,
        AssetKind.SUBSIDY,
        AssetKind.INTERNET_MONEY,
    }
)
"""Controlled by amount, of which a part may stay free; everything else is controlled as a whole."""


class DocumentKind(StrEnum):
    """Legal documents that go with a request."""

    QUERY_NOTICE = "query_notice"
    RULING = "ruling"
    ASSISTANCE_NOTICE = "assistance_notice"
    CREDENTIAL = "credential"
    OTHER = "other"


class Match(StrEnum):
    """By what a row belongs to the question: `id`, the holder's number is the subject's; `name`, a namesake only."""

    ID = "id"
    NAME = "name"


class Found(StrEnum):
    """Outcome of a query."""

    FOUND = "found"
    NONE = "none"


class Action(StrEnum):
    """The eight control actions (01 to 08 of the national interface, in this order)."""

    FREEZE = "freeze"
    RENEW = "renew"
    WAIT = "wait"
    RELEASE = "release"
    RELEASE_WAITING = "release_waiting"
    DEDUCT = "deduct"
    EXTRACT_INCOME = "extract_income"
    FREEZE_AND_DEDUCT = "freeze_and_deduct"


class Result(StrEnum):
    """Outcome of a control, as the holder states it. What nobody answered is `unknown` on the court's side only."""

    CONTROLLED = "controlled"
    PARTLY = "partly"
    NOT_CONTROLLED = "not_controlled"


class State(StrEnum):
    """Where a request stands that has no answer yet."""

    WAITING_FOR_APPROVAL = "waiting_for_approval"
    WAITING_FOR_OFFICE_HOURS = "waiting_for_office_hours"
    IN_WORK = "in_work"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRef:
    """A court or a unit."""

    code: str = text("代码", 32, pattern=CODE, hint="字母、数字、汉字、横线或下划线，最多 32 个")
    name: str = text("名称", 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """The officer who asks, by the credential that was filed with the unit in advance (法释〔2013〕20号 第2条)."""

    name: str = text("承办人姓名", 60)
    credential: str = text("工作证或执行公务证编号", 60)
    phone: str = text("联系电话", 40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A legal document that travels with the request; its hash is what the unit files."""

    kind: DocumentKind = choice("文书种类", DocumentKind)
    number: str = text("文书编号", 120)
    name: str = text("文件名", 160)
    sha256: str = text("内容的 SHA-256，十六进制", 64, least=64, pattern="[0-9a-f]{64}")
    media_type: str = text("媒体类型", 80, pattern=r"[a-z]+/[a-z0-9.+-]+")
    content_b64: str = shapes.packed("内容，base64", BYTES_MAX_WITH_DOCUMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A holder or debtor: person or organisation, with the number that tells one from another."""

    name: str = text("姓名或名称", 120)
    id_kind: IdKind = choice("证件种类", IdKind, default=IdKind.OTHER)
    id_number: str = text("证件号码；同名他人的号码只留前 6 位和后 4 位", 40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The debtor asked about. A name alone is never asked about."""

    name: str = text("姓名或名称", 120)
    id_kind: IdKind = choice("证件种类", IdKind)
    id_number: str = text("证件号码", 40)
    kind: str = text("person 或 organisation", 12, pattern="(person|organisation)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days that the question covers, both included."""

    starts_on: date = day("起")
    ends_on: date = day("止")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorMeasure:
    """A measure of another case, or of this one, that already stands on the asset."""

    authority: str = text("查封、冻结机关", 120, default="")
    document: str = text("文书号或案号", 160, default="")
    kind: str = text("查封、冻结、扣押 …，按单位的用语", 40, default="")
    place_in_waiting: int | None = count("轮候顺位；0 或不填为已生效", 1000, default=None)
    starts_on: date | None = day("起", default=None, name="from")
    ends_on: date | None = day("止", default=None, name="until")
    amount_fen: int | None = fen("金额，分", default=None)
    written: str = text("单位登记的原文", 400, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityRight:
    """A right that goes before the court's measure: a mortgage, a pledge."""

    kind: str = text("mortgage、pledge 或 other", 20, pattern="(mortgage|pledge|other)")
    holder: str = text("权利人", 160, default="")
    amount_fen: int | None = fen("担保金额，分", default=None)
    written: str = text("单位登记的原文", 400, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoOwner:
    """Somebody who owns with the holder. The name may be missing where the unit only states that there are others."""

    name: str = text("姓名或名称", 120, default="")
    share: str = text("份额", 60, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A person named in the row beside the holder: a lead for the officer, never an owner."""

    relation: str = text("关系，例如 spouse、company", 30)
    name: str = text("姓名或名称", 120, default="")
    id_number: str = text("证件号码", 40, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the unit's table.

    A namesake's row (`match` = name) says only that it exists: masked number, kind and row, nothing that could be acted on.
    """

    row_ref: str = text("单位表中的行", 60)
    match: Match = choice("凭证件号码相符，还是仅同名", Match)
    holder: Person = part("权利人", Person)
    asset_kind: AssetKind = choice("财产种类", AssetKind)
    identifier: str = text("财产编号：账号、权证号、号牌、统一社会信用代码", 160, default="")
    title: str = text("财产名称", 200, default="")
    details: Mapping[str, str] = shapes.words("单位其余的列，按单位自己的列名")
    currency: str = text("币种", 3, least=3, pattern="[A-Z]{3}", default="CNY")
    amount_fen: int | None = fen("余额或价值，分", default=None)
    available_fen: int | None = fen("可用金额，分", default=None)
    controlled_fen: int | None = fen("已被控制的金额，分", default=None)
    status: str = text("状态，单位的原文", 120, default="")
    opened_on: date | None = day("开立、登记日期", default=None)
    closed_on: date | None = day("终止、销户、到期日期", default=None)
    ownership: str = text("共有情况，单位的原文", 120, default="")
    co_owners: tuple[CoOwner, ...] = parts("共有人", CoOwner, most=100)
    priority_rights: tuple[PriorityRight, ...] = parts("优先权", PriorityRight, most=100)
    prior_measures: tuple[PriorMeasure, ...] = parts("在先措施", PriorMeasure, most=200)
    related: tuple[Related, ...] = parts("同一行的其他人", Related, most=20)
    location: str = text("坐落、所在地", 300, default="")
    as_of: datetime | None = moment("本行数据的时点，与答复不同时填写", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRequest:
    """A court asks what a unit holds of one debtor (协助查询)."""

    case_number: str = text("案号", 80)
    case_filed_on: date = day("立案日期")
    officer: Officer = part("承办人", Officer)
    purpose: str = text("查询目的", 300)
    documents: tuple[Document, ...] = parts("法律文书", Document, most=20)
    subject: Subject = part("被执行人", Subject)
    items: tuple[AssetKind, ...] = choices("查询的财产种类；不填为全部", AssetKind)
    period: Period | None = part("查询期间", Period, default=None)
    include_namesakes: bool = flag("是否同时列出同名他人（号码遮盖）", default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryReply:
    """What the unit holds, as of a moment."""

    as_of: datetime = moment("数据时点")
    result: Found = choice("查到与否", Found)
    rows: tuple[Row, ...] = parts("各行", Row, most=ROWS_MAX)
    note: str = text("说明", 500, default="")

    SCHEMA_RULES: ClassVar[tuple[dict[str, Any], ...]] = (
        {
            "if": {"properties": {"result": {"const": "found"}}},
            "then": {"required": ["rows"], "properties": {"rows": {"minItems": 1}}},
            "else": {"properties": {"rows": {"maxItems": 0}}},
        },
    )

    def faults(self, where: str) -> Iterator[FieldFault]:
        """`found` has rows, `none` has none."""
        if (self.result is Found.FOUND) != bool(self.rows):
            raise FieldFault(f"{where}.result", "与行数不一致", "查到时至少一行，未查到时没有行")
        yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRef:
    """One asset as the unit named it in its reply."""

    kind: AssetKind = choice("财产种类", AssetKind)
    identifier: str = text("财产编号", 160)


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The earlier control that is renewed or released (原冻结案号、原冻结请求)."""

    case_number: str = text("原案号", 80)
    request_number: str = text("原控制请求的编号；纸质办理的不填", 80, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnforcementAccount:
    """Where deducted money goes: the court's own account for case funds."""

    name: str = text("户名", 120)
    bank: str = text("开户行", 120)
    number: str = text("账号", 40, pattern="[0-9A-Za-z-]{5,40}")
    remark: str = text("汇款附言，单位照抄，法院凭此认出款项", 160, default="")


_TERMED = ("freeze", "renew", "wait")
_ORIGINAL = ("renew", "release", "release_waiting")
_PAID = ("deduct", "extract_income", "freeze_and_deduct")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlRequest:
    """A court orders a control of one asset of one holder (协助执行)."""

    action: Action = choice("措施", Action)
    case_number: str = text("案号", 80)
    case_filed_on: date = day("立案日期")
    officer: Officer = part("承办人", Officer)
    purpose: str = text("事由", 300)
    asset: AssetRef = part("财产", AssetRef)
    holder: Subject = part("被执行人", Subject)
    amount_fen: int | None = fen("金额，分；按件控制的财产不填", least=1, default=None)
    starts_on: date | None = day("起", default=None)
    ends_on: date | None = day("止", default=None)
    ruling_number: str = text("裁定书文号", 120)
    notice_number: str = text("协助执行通知书文号", 120)
    original: Original | None = part("原控制", Original, default=None)
    enforcement_account: EnforcementAccount | None = part("案款账户", EnforcementAccount, default=None)
    documents: tuple[Document, ...] = parts("法律文书", Document, most=20)

    SCHEMA_RULES: ClassVar[tuple[dict[str, Any], ...]] = tuple(
        {"if": {"properties": {"action": {"enum": list(actions)}}}, "then": {"required": list(required)}}
        for actions, required in (
            (_TERMED, ("starts_on", "ends_on")),
            (_ORIGINAL, ("original",)),
            (_PAID, ("amount_fen", "enforcement_account")),
        )
    )

    def faults(self, where: str) -> Iterator[FieldFault]:
        """What the action needs beside the common fields."""
        if self.action in _TERMED:
            for name, given in (("starts_on", self.starts_on), ("ends_on", self.ends_on)):
                if given is None:
                    yield FieldFault(f"{where}.{name}", "缺少", "冻结、续行、轮候须写明起止日期")
            if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
                yield FieldFault(f"{where}.ends_on", "早于起始日期", "请核对期限")
        if self.action in _ORIGINAL and self.original is None:
            yield FieldFault(f"{where}.original", "缺少", "续行、解除须写明原控制")
        if self.action in _PAID and self.enforcement_account is None:
            yield FieldFault(f"{where}.enforcement_account", "缺少", "扣划、提取须写明案款账户")
        if self.action in _PAID and self.amount_fen is None:
            yield FieldFault(f"{where}.amount_fen", "缺少", "扣划、提取须写明金额")


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlReceipt:
    """What the holder did. `actual_fen` is held (or released, or paid); `excess_fen` was ordered above what there is."""

    result: Result = choice("结果", Result)
    action: Action = choice("措施", Action)
    asset: AssetRef = part("财产", AssetRef)
    control_ref: str = text("单位的控制编号；未控制的不填", 80, default="")
    requested_fen: int | None = fen("请求金额，分", default=None)
    actual_fen: int | None = fen("实际金额，分", default=None)
    available_fen: int | None = fen("办理后可用金额，分", default=None)
    excess_fen: int | None = fen("超出可用金额的部分，分", default=None)
    starts_at: datetime | None = moment("实际生效时刻", default=None)
    ends_on: date | None = day("控制期限至", default=None)
    reason: str = text("未控制、部分控制的原因代码", 40, pattern="[a-z-]*", default="")
    words: str = text("原因或说明", 400, default="")
    prior_measures: tuple[PriorMeasure, ...] = parts("在先措施", PriorMeasure, most=200)
    priority_rights: tuple[PriorityRight, ...] = parts("优先权", PriorityRight, most=100)
    place_in_waiting: int | None = count("轮候顺位；0 为首位生效", 1000, default=None)
    transfer_reference: str = text("扣划流水号", 80, default="")

    SCHEMA_RULES: ClassVar[tuple[dict[str, Any], ...]] = (
        {
            "if": {"properties": {"result": {"const": "not_controlled"}}},
            "then": {"required": ["reason", "words"],
                     "properties": {"reason": {"minLength": 1}, "words": {"minLength": 1}}},
            "else": {"required": ["control_ref"], "properties": {"control_ref": {"minLength": 1}}},
        },
    )  # fmt: skip

    def faults(self, where: str) -> Iterator[FieldFault]:
        """A refusal to control has its reason; a control has its reference."""
        if self.result is Result.NOT_CONTROLLED and not (self.reason and self.words):
            yield FieldFault(f"{where}.reason", "缺少", "未控制的须写明原因")
        if self.result is not Result.NOT_CONTROLLED and not self.control_ref:
            yield FieldFault(f"{where}.control_ref", "缺少", "已控制的须写明单位的控制编号")


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """Taken, not yet answered."""

    state: State = choice("进展", State)
    expected_by: datetime | None = moment("预计答复时刻", default=None)
    note: str = text("说明", 400, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Not taken, and why."""

    code: Code = choice("代码", Code)
    words: str = text("原因", 400)
    where: str = text("所在位置", 300, default="")
    remedy: str = text("怎么办", 400, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest:
    """What became of a request: its answer again, or where it stands."""

    about: str = text("所问请求的编号", 80, pattern=NUMBER)


Body = QueryRequest | QueryReply | ControlRequest | ControlReceipt | Acknowledgement | Refusal | StatusRequest
BODIES: Mapping[Kind, type[Any]] = {
    Kind.QUERY_REQUEST: QueryRequest,
    Kind.QUERY_REPLY: QueryReply,
    Kind.CONTROL_REQUEST: ControlRequest,
    Kind.CONTROL_RECEIPT: ControlReceipt,
    Kind.ACKNOWLEDGEMENT: Acknowledgement,
    Kind.REFUSAL: Refusal,
    Kind.STATUS_REQUEST: StatusRequest,
}
KIND_OF: Mapping[type[Any], Kind] = {body: kind for kind, body in BODIES.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every message says of itself."""

    spec: str = text("规范与版本", 20, pattern=SPEC, hint=f"应为 {SPEC}", default=SPEC)
    kind: Kind = choice("种类", Kind)
    number: str = text("编号", 80, pattern=NUMBER, hint="发送方代码-日期-UUIDv7")
    sent_at: datetime = moment("发出时刻")
    expires_at: datetime = moment("失效时刻")
    sender: PartyRef = part("发送方", PartyRef, name="from")
    to: PartyRef = part("收件方", PartyRef)
    in_reply_to: str = text("所答复请求的编号", 80, pattern=f"({NUMBER})?", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Envelope):
    """An envelope with its body. A retry keeps `number` and `body`, takes a new `sent_at`, and is sealed anew."""

    body: Body
