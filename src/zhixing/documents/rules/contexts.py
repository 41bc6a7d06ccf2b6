"""What a document needs to know, as typed values; `complete` refuses a context with anything missing.

Numbers come in computed: the debt, its parts and the day they are computed for. Articles come in cited, because their
numbers change with the day the document bears.
"""

from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import date

from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.texts import checked
from zhixing.documents.rules.wording import phrase

__all__ = [
    "AcceptanceNotice",
    "AmountDue",
    "Context",
    "DocumentKind",
    "EnforcementNotice",
    "IssuingCourt",
    "NoticeArticles",
    "PaymentAccount",
    "PropertyReport",
    "Recipient",
    "TitleOfEnforcement",
    "check_fields",
    "complete",
]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A party a document speaks to or of, under the name as the register has it."""

    name: str = field(metadata={"name": "姓名或名称"})
    is_person: bool = field(metadata={"name": "自然人或单位"})

    @property
    def you(self) -> str:
        """How the document addresses the party."""
        return phrase("你", "你" if self.is_person else "你单位")


@dataclass(frozen=True, slots=True)
class IssuingCourt:
    """The court, its officer in charge and how to reach them."""

    name: str = field(metadata={"name": "法院名称"})
    address: str = field(metadata={"name": "法院地址"})
    officer: str = field(metadata={"name": "承办人"})
    phone: str = field(metadata={"name": "联系电话"})


@dataclass(frozen=True, slots=True)
class TitleOfEnforcement:
    """The title (执行依据): who made it, its number, what it is called."""

    made_by: str = field(metadata={"name": "执行依据作出机关"})
    number: str = field(metadata={"name": "执行依据文号"})
    name: str = field(metadata={"name": "执行依据名称"})

    @property
    def text(self) -> str:
        """Court, number and name in one: 汪清县人民法院（2021）吉2424民初345号民事判决书."""
        return phrase("执行依据", f"{self.made_by}{self.number}{self.name}")


@dataclass(frozen=True, slots=True)
class PaymentAccount:
    """The court's account for case funds with the sub-account of this case, or the debtor's own under it."""

    holder: str = field(metadata={"name": "收款账户户名"})
    bank: str = field(metadata={"name": "开户银行"})
    number: str = field(metadata={"name": "收款账号"})
    sub_account: str = field(metadata={"name": "本案虚拟子账号（一案一账号）"})


@dataclass(frozen=True, slots=True)
class AmountDue:
    """One part of what is owed: its name, whole fen, and on what it rests."""

    name: str = field(metadata={"name": "应付项目"})
    fen: int = field(metadata={"name": "应付金额"})
    basis: str = field(metadata={"name": "计算依据"})


@dataclass(frozen=True, slots=True)
class NoticeArticles:
    """The articles an enforcement notice rests on, cited as in force on its day: 《…》第…条."""

    notice: str = field(metadata={"name": "执行通知的法律依据"})
    delay: str = field(metadata={"name": "迟延履行的法律依据"})
    notice_content: str = field(metadata={"name": "执行通知内容的法律依据"})
    defaulter_list: str = field(metadata={"name": "失信名单的法律依据"})
    consumption: str = field(metadata={"name": "限制消费的法律依据"})
    refusal: str = field(metadata={"name": "拒不履行的法律责任依据"})
    report: str = field(metadata={"name": "报告财产的法律依据"})
    report_order: str = field(metadata={"name": "报告财产令的法律依据"})


@dataclass(frozen=True, slots=True)
class PropertyReport:
    """The order to report property that goes out with the notice.

    `days` is the deadline counted from receipt, 1 to 60; the supplement after a change is always ten days.
    """

    document_number: str = field(metadata={"name": "报告财产令文号"})
    days: int = field(metadata={"name": "报告期限（日）", "least": 1, "most": 60})


@dataclass(frozen=True, slots=True)
class AcceptanceNotice:
    """受理案件通知书, to one applicant.

    `claim_fen` is what was applied for, without interest that still runs. `articles` cites the conditions of
    acceptance. `leads_days` is by when leads on property are asked for, 1 to 60.
    """

    court: IssuingCourt = field(metadata={"name": "法院"})
    document_number: str = field(metadata={"name": "文号"})
    case_number: str = field(metadata={"name": "案号"})
    applicant: Recipient = field(metadata={"name": "申请执行人"})
    debtors: tuple[str, ...] = field(metadata={"name": "被执行人"})
    cause: str = field(metadata={"name": "案由"})
    title: TitleOfEnforcement = field(metadata={"name": "执行依据"})
    claim_fen: int = field(metadata={"name": "申请执行标的", "least": 1})
    filed_on: date = field(metadata={"name": "立案日期"})
    issued_on: date = field(metadata={"name": "发文日期"})
    leads_days: int = field(metadata={"name": "提供财产线索期限（日）", "least": 1, "most": 60})
    articles: str = field(metadata={"name": "受理的法律依据"})

    kind = DocumentKind.ACCEPTANCE_NOTICE


@dataclass(frozen=True, slots=True)
class EnforcementNotice:
    """执行通知书 with 报告财产令 and 财产调查表, to one debtor.

    `amounts` is what this debtor owes, computed for `as_of`; it may be empty when `other_duties` (duties that are not
    money) is not. `interest` says how general interest runs on, `doubled` how the doubled part does; both are needed
    with amounts. `perform_within` is the period in days from receipt, 0 for at once, at most 90. `co_debtors` are the
    other debtors of the case, and `liability` says how they stand together (承担连带清偿责任), when the title does.
    """

    court: IssuingCourt = field(metadata={"name": "法院"})
    document_number: str = field(metadata={"name": "文号"})
    case_number: str = field(metadata={"name": "案号"})
    debtor: Recipient = field(metadata={"name": "被执行人"})
    applicant: str = field(metadata={"name": "申请执行人"})
    cause: str = field(metadata={"name": "案由"})
    title: TitleOfEnforcement = field(metadata={"name": "执行依据"})
    filed_on: date = field(metadata={"name": "立案日期"})
    issued_on: date = field(metadata={"name": "发文日期"})
    perform_within: int = field(metadata={"name": "履行期限（日）", "least": 0, "most": 90})
    amounts: tuple[AmountDue, ...] = field(metadata={"name": "应付款项", "optional": True})
    as_of: date = field(metadata={"name": "计算截止日"})
    account: PaymentAccount = field(metadata={"name": "收款账户"})
    report: PropertyReport = field(metadata={"name": "报告财产令"})
    articles: NoticeArticles = field(metadata={"name": "法律依据"})
    interest: str = field(default="", metadata={"name": "一般债务利息的计算方法", "optional": True})
    doubled: str = field(default="", metadata={"name": "加倍部分债务利息的计算方法", "optional": True})
    other_duties: tuple[str, ...] = field(default=(), metadata={"name": "其他应履行义务", "optional": True})
    co_debtors: tuple[str, ...] = field(default=(), metadata={"name": "其他被执行人", "optional": True})
    liability: str = field(default="", metadata={"name": "责任形式", "optional": True})

    kind = DocumentKind.ENFORCEMENT_NOTICE

    @property
    def total_fen(self) -> int:
        """The sum of the parts, in fen."""
        return sum(amount.fen for amount in self.amounts)


Context = AcceptanceNotice | EnforcementNotice


def complete(context: Context) -> None:
    """Whether everything is there and can be printed. Raises MissingField or UnfitField naming kind and field."""
    kind = context.kind.document_name
    check_fields(kind, context)
    if isinstance(context, EnforcementNotice):
        if not context.amounts and not context.other_duties:
            raise MissingField(kind, "应付款项")
        if context.amounts and not context.interest:
            raise MissingField(kind, "一般债务利息的计算方法")
        if context.amounts and not context.doubled:
            raise MissingField(kind, "加倍部分债务利息的计算方法")
    if context.issued_on < context.filed_on:
        raise UnfitField(kind, "发文日期", "早于立案日期，请核对。")


def check_fields(kind: str, value: object) -> None:
    """Whether every field of a dataclass is there and can be printed, all the way down; each field names itself.

    Raises MissingField or UnfitField naming `kind` (the document's name) and the field.
    """
    _walk(kind, "", value)


def _walk(kind: str, above: str, value: object) -> None:
    """Down the fields; annotations are not trusted, since values come from forms and files."""
    if not is_dataclass(value) or isinstance(value, type):
        raise MissingField(kind, above)
    for slot in fields(value):
        name = str(slot.metadata["name"])
        _one(kind, f"{above}·{name}" if above else name, slot, getattr(value, slot.name))


def _one(kind: str, name: str, slot: Field[object], value: object) -> None:
    optional = bool(slot.metadata.get("optional"))
    if value is None and optional:
        return
    if value is None or (not optional and value in ("", ())):
        raise MissingField(kind, name)
    if isinstance(value, str):
        if value or not optional:
            checked(kind, name, value)
    elif isinstance(value, tuple):
        for part in value:
            if isinstance(part, str):
                checked(kind, name, part)
            else:
                _walk(kind, name, part)
    elif isinstance(value, bool | date):
        return
    elif isinstance(value, int):
        least, most = slot.metadata.get("least", 0), slot.metadata.get("most", 10**15)
        if not least <= value <= most:
            raise UnfitField(kind, name, f"为 {value}，应在 {least} 至 {most} 之间，请核对。")
    else:
        _walk(kind, name, value)
