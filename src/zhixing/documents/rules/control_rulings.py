"""执行裁定书 on controlling assets and 协助执行通知书 to the unit that holds them.

One ruling orders one kind of act on any number of assets; each unit named in it gets one notice of its own with only its
own assets, the debtor's number in full and a slip to send back (法释〔2021〕20号, annex). A term is written as two dates.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from zhixing.documents.rules.blocks import (
    Addressee,
    Align,
    Block,
    CaseNumberLine,
    Column,
    Form,
    FormField,
    FormGroup,
    Item,
    Note,
    PageBreak,
    Paragraph,
    Table,
    Title,
)
from zhixing.documents.rules.contexts import check_fields
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand, Kind, Paper, SpeaksTo
from zhixing.documents.rules.wording import counted, day, yuan, yuan_and_capitals
from zhixing.law.articles import statute_book
from zhixing.law.measure_terms import AssetClass, AssetClassUnknown, TermRefused, asset_class_of, check_term

ITEMS_MAX = 8
"""More assets than this stand in a table."""
MONEY_WORDS = ("存款", "资金", "账户", "余额", "公积金", "收入", "工资", "债权")


class RulingAction(StrEnum):
    """What a ruling orders."""

    FREEZE = "freeze"
    SEAL = "seal"
    SEIZE = "seize"
    RENEW = "renew"
    WAIT = "wait"
    RELEASE = "release"
    DEDUCT = "deduct"
    EXTRACT = "extract"

    @property
    def has_term(self) -> bool:
        """Whether the ruling states a term with its two dates."""
        return self.value in ("freeze", "seal", "seize", "renew")

    @property
    def moves_money(self) -> bool:
        """Whether money comes to the court."""
        return self.value in ("deduct", "extract")


@dataclass(frozen=True, slots=True)
class RulingAsset:
    """One asset in a ruling: who holds or registers it, whose it is, what and which, how much, from when to when.

    `original` names what is renewed or released: the earlier ruling, or the request it went out under.
    """

    unit_name: str = field(metadata={"name": "协助单位"})
    debtor_name: str = field(metadata={"name": "被执行人"})
    kind_label: str = field(metadata={"name": "财产种类"})
    identifier: str = field(metadata={"name": "财产标识"})
    amount_fen: int | None = field(default=None, metadata={"name": "金额", "optional": True, "least": 1})
    starts_on: date | None = field(default=None, metadata={"name": "起始日", "optional": True})
    ends_on: date | None = field(default=None, metadata={"name": "届满日", "optional": True})
    original: str = field(default="", metadata={"name": "原裁定或者请求", "optional": True})

    @property
    def asset_class(self) -> AssetClass | None:
        """The class by which the law limits a term, where the kind tells."""
        try:
            return asset_class_of(self.kind_label)
        except AssetClassUnknown:
            return None

    @property
    def is_money(self) -> bool:
        """Whether it is counted in yuan, so that an order on it must say how much."""
        return any(word in self.kind_label for word in MONEY_WORDS)

    @property
    def verb(self) -> str:
        """冻结 or 查封, as the law names the measure for such an asset."""
        if self.asset_class is None:
            return "查封、扣押、冻结"
        return "冻结" if self.asset_class in (AssetClass.DEPOSIT, AssetClass.OTHER) else "查封"

    @property
    def named(self) -> str:
        """银行存款（账号…）, or only the kind where it says the same."""
        return f"{self.kind_label}（{self.identifier}）"

    @property
    def term(self) -> str:
        """自2022年12月1日起至2023年11月30日止; empty without dates."""
        if self.starts_on is None or self.ends_on is None:
            return ""
        return f"自{day(self.starts_on)}起至{day(self.ends_on)}止"


@dataclass(frozen=True, slots=True)
class ControlFacts:
    """What a control ruling orders, and why. `reason` is one or more sentences of findings."""

    action: RulingAction = field(metadata={"name": "裁定事项"})
    assets: tuple[RulingAsset, ...] = field(metadata={"name": "财产"})
    reason: str = field(metadata={"name": "裁定理由"})


@dataclass(frozen=True, slots=True)
class AssistanceFacts:
    """A ruling carried to one unit: its number and day, and the unit's share of its assets."""

    action: RulingAction = field(metadata={"name": "协助事项"})
    assets: tuple[RulingAsset, ...] = field(metadata={"name": "财产"})
    unit_name: str = field(metadata={"name": "协助单位"})
    ruling_number: str = field(metadata={"name": "裁定书文号"})
    ruled_on: date = field(metadata={"name": "裁定日期"})


_ACTS = {
    RulingAction.FREEZE: "冻结", RulingAction.SEAL: "查封", RulingAction.SEIZE: "扣押", RulingAction.RENEW: "续行",
    RulingAction.WAIT: "轮候", RulingAction.RELEASE: "解除", RulingAction.DEDUCT: "扣划", RulingAction.EXTRACT: "提取",
}  # fmt: skip
_BASES = {
    RulingAction.FREEZE: ("enforcement.deposits", "enforcement.seal_and_auction", "measures.term"),
    RulingAction.SEAL: ("enforcement.seal_and_auction", "measures.effect", "measures.term"),
    RulingAction.SEIZE: ("enforcement.seal_and_auction", "measures.effect", "measures.term"),
    RulingAction.RENEW: ("enforcement.deposits", "enforcement.seal_and_auction", "measures.term"),
    RulingAction.WAIT: ("enforcement.seal_and_auction", "measures.waiting"),
    RulingAction.RELEASE: ("measures.lift",),
    RulingAction.DEDUCT: ("enforcement.deposits",),
    RulingAction.EXTRACT: ("enforcement.income",),
}


def _check(facts: ControlFacts | AssistanceFacts, paper: Paper, name: str) -> None:
    """Each asset has what its act needs, belongs to a debtor of the case, and keeps within the longest term."""
    for asset in facts.assets:
        if facts.action is not RulingAction.RELEASE and all(
            one.name != asset.debtor_name for one in paper.debtors
        ):
            raise UnfitField(name, "被执行人", f"“{asset.debtor_name}”不是本案被执行人，请核对。")
        if facts.action.moves_money and asset.amount_fen is None:
            raise MissingField(name, "金额")
        if facts.action is RulingAction.FREEZE and asset.is_money and asset.amount_fen is None:
            raise MissingField(name, "金额")
        if facts.action.has_term:
            _check_term(facts.action, asset, name)


def _check_term(action: RulingAction, asset: RulingAsset, name: str) -> None:
    if asset.starts_on is None or asset.ends_on is None:
        raise MissingField(name, "起始日和届满日")
    if asset.ends_on < asset.starts_on:
        raise UnfitField(name, "届满日", "早于起始日，请核对。")
    if asset.asset_class is None:
        return
    try:
        checked = check_term(
            asset.asset_class, asset.starts_on, asset.ends_on, renewal=action is RulingAction.RENEW
        )
    except TermRefused as refused:
        raise UnfitField(name, "期限", f"不能使用：{refused}") from None
    if not checked.ok and not checked.disputed:
        raise UnfitField(
            name, "届满日",
            f"超过法定最长期限 {checked.over_by_days} 天，{asset.kind_label}最迟到{day(checked.last_day_allowed)}，请核对。",
        )  # fmt: skip


def _bases(action: RulingAction, assets: tuple[RulingAsset, ...], paper: Paper) -> str:
    subjects = list(_BASES[action])
    if action in (RulingAction.FREEZE, RulingAction.RENEW) and all(one.is_money for one in assets):
        subjects.remove("enforcement.seal_and_auction")
    if action in (RulingAction.FREEZE, RulingAction.RENEW) and not any(one.is_money for one in assets):
        subjects.remove("enforcement.deposits")
    if (
        action is RulingAction.FREEZE
        and any("股权" in one.kind_label for one in assets)
        and _published(paper)
    ):
        subjects.append("measures.equity_effect")
    return paper.cite(*subjects)


def _published(paper: Paper) -> bool:
    """Whether the rules on equity are in force, by which a freeze of it begins when it is published."""
    return any(one.governs(paper.issued_on) for one in statute_book()["measures.equity_effect"])


def _order(action: RulingAction, asset: RulingAsset) -> str:
    """One asset in the words of the order, without the final stop."""
    whose = f"被执行人{asset.debtor_name}在{asset.unit_name}"
    limit = f"，以人民币{yuan_and_capitals(asset.amount_fen)}为限" if asset.amount_fen else ""
    freed = f"，解除金额人民币{yuan_and_capitals(asset.amount_fen)}" if asset.amount_fen else ""
    before = f"，原措施：{asset.original}" if asset.original else ""
    match action:
        case RulingAction.FREEZE:
            return f"冻结{whose}的{asset.named}{limit}，冻结期限{asset.term}"
        case RulingAction.SEAL | RulingAction.SEIZE:
            verb = _ACTS[action]
            return f"{verb}{whose}登记或者保管的{asset.named}{limit}，{verb}期限{asset.term}"
        case RulingAction.RENEW:
            return f"续行{asset.verb}{whose}的{asset.named}{limit}，续行期限{asset.term}{before}"
        case RulingAction.WAIT:
            term = f"，期限自生效之日起计算，载明期间{asset.term}" if asset.term else "，期限自生效之日起计算"
            return f"轮候{asset.verb}{whose}的{asset.named}{limit}，在先措施解除时自动生效{term}"
        case RulingAction.RELEASE:
            return f"解除对{asset.debtor_name}在{asset.unit_name}的{asset.named}的{asset.verb}{freed}{before}"
        case RulingAction.DEDUCT | RulingAction.EXTRACT:
            assert asset.amount_fen is not None
            verb = "扣划" if action is RulingAction.DEDUCT else "提取"
            return f"{verb}{whose}的{asset.named}人民币{yuan_and_capitals(asset.amount_fen)}{before}"


def _assets(action: RulingAction, assets: tuple[RulingAsset, ...]) -> tuple[tuple[Block, ...], int]:
    """The assets as items, or as one item with a table; and the number of the next item."""
    if len(assets) <= ITEMS_MAX:
        return tuple(Item(1, n, text=f"{_order(action, a)}。") for n, a in enumerate(assets, 1)), len(
            assets
        ) + 1
    rows = tuple(
        (
            str(n), asset.debtor_name, asset.unit_name, f"{asset.kind_label} {asset.identifier}",
            yuan(asset.amount_fen) if asset.amount_fen else "—", asset.term or asset.original or "—",
        )
        for n, asset in enumerate(assets, 1)
    )  # fmt: skip
    columns = (
        Column("序号", Align.CENTER, 2), Column("被执行人", share=3), Column("协助单位", share=4),
        Column("财产", share=6), Column("金额（元）", Align.RIGHT, 4), Column("期限或者原措施", share=5),
    )  # fmt: skip
    total = sum(asset.amount_fen or 0 for asset in assets)
    money = f"，合计以人民币{yuan_and_capitals(total)}为限" if total else ""
    lead = f"对下表所列{counted(len(assets), '项数')}项财产予以{_table_verb(action)}{money}，期限以表中所载日期为准。"
    return (Item(1, 1, text=lead), Table("财产清单", columns, rows)), 2


def _table_verb(action: RulingAction) -> str:
    verb = _ACTS[action]
    return f"{verb}查封、扣押、冻结" if action in (RulingAction.RENEW, RulingAction.WAIT) else (
        "解除查封、扣押、冻结" if action is RulingAction.RELEASE else verb
    )  # fmt: skip


def _effects(paper: Paper, facts: ControlFacts) -> tuple[str, ...]:
    """What the order does, and how long."""
    match facts.action:
        case RulingAction.FREEZE | RulingAction.SEAL | RulingAction.SEIZE | RulingAction.RENEW:
            forbidden = "未经本院许可，任何单位和个人不得支取、转移、转让、变卖、毁损上述财产，不得设定权利负担或者有其他有碍执行的行为"
            lapse = (
                f"需要续行的，申请执行人应当在期限届满前向本院提出申请；期限届满未续行的，依照{paper.cite('measures.lapse')}的规定，"
                "控制的效力消灭"
            )
            return (f"控制期间，{forbidden}。", f"{lapse}。")
        case RulingAction.WAIT:
            return (f"依照{paper.cite('measures.waiting')}的规定，在先措施解除前，轮候不产生控制的效力。",)
        case RulingAction.RELEASE:
            return ("自协助单位收到本裁定和协助执行通知书之日起，上述财产不再受该项措施限制。",)
        case RulingAction.DEDUCT | RulingAction.EXTRACT:
            account = paper.account
            if account is None:
                raise MissingField(DocumentKind.CONTROL_RULING.document_name, "收款账户")
            return (
                f"上述款项划至本院执行案款专户：户名{account.holder}，开户行{account.bank}，账号"
                f"{account.sub_account or account.number}。",
            )


def _effective(facts: ControlFacts, paper: Paper) -> str:
    of_equity = all("股权" in one.kind_label for one in facts.assets)
    if of_equity and facts.action in (RulingAction.FREEZE, RulingAction.RENEW) and _published(paper):
        article = paper.cite("measures.equity_effect")
        return f"依照{article}的规定，股权冻结自在国家企业信用信息公示系统公示时发生法律效力。"
    if facts.action.has_term:
        return (
            f"依照{paper.cite('measures.effect')}的规定，本裁定书和协助执行通知书送达协助单位时发生法律效力。"
        )
    return "本裁定送达后立即生效。"


def control_ruling_blocks(paper: Paper, facts: ControlFacts) -> tuple[Block, ...]:
    """The ruling, block by block."""
    kind = DocumentKind.CONTROL_RULING
    _check(facts, paper, kind.document_name)
    ordered, following = _assets(facts.action, facts.assets)
    effects = tuple(Item(1, following + n, text=text) for n, text in enumerate(_effects(paper, facts)))
    reason = facts.reason.rstrip("。；，")
    return (
        *paper.head(kind),
        *paper.parties_introduced(),
        Paragraph(
            f"本院在执行{paper.matter}中，{_unperformed(paper, facts.action)}{reason}。依照"
            f"{_bases(facts.action, facts.assets, paper)}的规定，裁定如下："
        ),
        *ordered,
        *effects,
        Paragraph(_effective(facts, paper)),
        Paragraph(
            f"当事人、利害关系人认为执行行为违反法律规定的，可以依照{paper.cite('enforcement.objection')}的规定向本院提出书面异议；"
            f"案外人对执行标的主张权利的，可以依照{paper.cite('enforcement.third_party_objection')}的规定提出书面异议。"
        ),
        paper.signed_by(),
    )  # fmt: skip


def _unperformed(paper: Paper, action: RulingAction) -> str:
    if action is RulingAction.RELEASE:
        return ""
    return f"被执行人未按执行通知履行{paper.title.text}确定的义务。"


def assistance_notice_blocks(paper: Paper, facts: AssistanceFacts) -> tuple[Block, ...]:
    """The notice to one unit, and on a page of its own the slip it sends back."""
    kind = DocumentKind.ASSISTANCE_NOTICE
    _check(facts, paper, kind.document_name)
    if any(asset.unit_name != facts.unit_name for asset in facts.assets):
        raise UnfitField(kind.document_name, "协助单位", "与财产的协助单位不一致，请核对。")
    ordered, following = _assets(facts.action, facts.assets)
    more = _asked_of_unit(paper, facts)
    return (
        *paper.head(kind),
        Addressee(facts.unit_name),
        Paragraph(
            f"关于{paper.matter}，根据本院{facts.ruling_number}执行裁定书，依照"
            f"{_bases(facts.action, facts.assets, paper)}的规定，请协助执行下列事项："
        ),
        *ordered,
        *(Item(1, following + n, text=text) for n, text in enumerate(more)),
        Paragraph(
            f"请在收到本通知书后立即办理，并将回执退回本院。有义务协助执行的单位拒不协助的，本院可以依照"
            f"{paper.cite('sanctions.assisting_unit')}的规定处理。"
        ),
        paper.signed_by_court(),
        paper.contact(f"附：{facts.ruling_number}执行裁定书"),
        PageBreak(),
        *_slip(paper, facts),
    )  # fmt: skip


def _asked_of_unit(paper: Paper, facts: AssistanceFacts) -> tuple[str, ...]:
    whose = []
    for name in dict.fromkeys(asset.debtor_name for asset in facts.assets):
        party = paper.party(name)
        if party is not None and party.id_words:
            whose.append(
                f"被执行人{name}的{party.id_words}" if party in paper.debtors else f"{name}的{party.id_words}"
            )
    identity = (
        f"{'；'.join(whose)}。姓名或者名称与证件号码不一致的，请勿办理，并立即告知本院。" if whose else ""
    )
    match facts.action:
        case RulingAction.DEDUCT | RulingAction.EXTRACT:
            account = paper.account
            if account is None:
                raise MissingField(DocumentKind.ASSISTANCE_NOTICE.document_name, "收款账户")
            what = (
                f"请将上述款项划至：户名{account.holder}，开户行{account.bank}，账号{account.sub_account or account.number}，"
                f"并注明案号{paper.case_number}。"
            )
        case RulingAction.RELEASE:
            what = "请解除上述措施，恢复当事人对该财产的正常使用；不得影响其他法院或者机关的措施。"
        case RulingAction.WAIT:
            what = "请办理轮候登记，并告知在先措施的机关、文号、期限和本院的轮候顺位。"
        case _:
            what = "控制期间，未经本院许可，不得为上述财产办理支取、转移、过户、抵押、质押等有碍执行的事项。"
    return tuple(part for part in (identity, what) if part)


def _slip(paper: Paper, facts: AssistanceFacts) -> tuple[Block, ...]:
    """回执: what was done, asset by asset, and why not where it was not."""
    labels = tuple(f"{asset.kind_label} {asset.identifier}" for asset in facts.assets)
    return (
        Title(paper.court.name, "协助执行通知书（回执）", lowered=False),
        CaseNumberLine(paper.document_number),
        Addressee(paper.court.name),
        Paragraph(
            f"你院{day(facts.ruled_on)}{facts.ruling_number}执行裁定书、{paper.document_number}协助执行通知书收悉，"
            "我单位处理结果如下："
        ),
        Form(
            "办理情况",
            (FormField("收到时间"), FormField("办理时间"), FormField("经办人员"), FormField("联系电话")),
            (
                Column("事项", Align.CENTER, 3), Column("财产", share=9), Column("办理结果", share=4),
                Column("金额（元）", share=4), Column("起止日期", share=5),
            ),
            (
                FormGroup(_ACTS[facts.action], labels),
                FormGroup("说明", ("未能办理的原因", "在先控制措施", "抵押质押等负担")),
            ),
        ),
        Note(("（公章）　　　　年　　　月　　　日",)),
    )  # fmt: skip


def units_of(facts: ControlFacts) -> tuple[str, ...]:
    """The units named in a ruling, each once, in order."""
    return tuple(dict.fromkeys(asset.unit_name for asset in facts.assets))


def check_control(paper: Paper, facts: ControlFacts) -> None:
    """Whether the ruling could be made, before anything is numbered. Raises MissingField or UnfitField."""
    name = DocumentKind.CONTROL_RULING.document_name
    check_fields(name, facts)
    _check(facts, paper, name)


CONTROL_RULING = Kind(
    DocumentKind.CONTROL_RULING,
    ControlFacts,
    control_ruling_blocks,
    SpeaksTo.EVERYBODY,
    demands=(
        Demand("enforcement.objection", "救济途径", ("提出书面异议",)),
        Demand("measures.effect", "效力", ("发生法律效力", "立即生效")),
    ),
)
ASSISTANCE_NOTICE = Kind(
    DocumentKind.ASSISTANCE_NOTICE,
    AssistanceFacts,
    assistance_notice_blocks,
    SpeaksTo.OUTSIDER,
    shows_id_numbers=True,
    demands=(
        Demand("measures.effect", "裁定书文号", ("执行裁定书",)),
        Demand("measures.effect", "回执", ("（回执）",)),
    ),
)
