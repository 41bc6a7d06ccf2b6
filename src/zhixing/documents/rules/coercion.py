"""Calling people and going to places: summons, talks, searches, records on site, fines and detention."""

from dataclasses import dataclass
from datetime import date

from zhixing.documents.rules.blocks import (
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
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand, Kind, Paper, Signer, SpeaksTo, item, optional
from zhixing.documents.rules.wording import day, numeral, yuan_and_capitals

SIGNED = "（签名或盖章）：　　　　　　　年　　月　　日"


def _two_columns(*rows: tuple[str, str]) -> Table:
    return Table("", (Column("项　目", Align.CENTER, 5), Column("内　容", share=17)), rows)


@dataclass(frozen=True, slots=True)
class SummonsFacts:
    """When and where somebody is to come, and for what. `at` is written out: 2022年12月8日上午9时30分."""

    at: str = item("应到时间", hint="例：2022年12月8日上午9时30分")
    place: str = item("应到处所", prefill=lambda paper: f"{paper.court.name}执行局")
    purpose: str = item("传唤事由", prefill=lambda paper: "询问履行能力，督促履行义务")


def summons_blocks(paper: Paper, facts: SummonsFacts) -> tuple[Block, ...]:
    """The summons."""
    to = paper.receiver
    return (
        *paper.head(DocumentKind.SUMMONS),
        _two_columns(
            ("案　由", paper.cause), ("被传唤人", to.name), ("住　址", to.address or "见送达地址确认书"),
            ("传唤事由", facts.purpose), ("应到时间", facts.at), ("应到处所", facts.place),
        ),
        Item(3, 1, text="被传唤人应当携带本传票和身份证件准时到达应到处所。"),
        Item(
            3, 2,
            text=f"必须接受调查询问的被执行人，经依法传唤无正当理由拒不到场的，本院可以依照{paper.cite('sanctions.appearance')}的规定拘传。",
        ),
        paper.signed_by(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompulsorySummonsFacts:
    """Who is brought before the court, and the summons that was not followed."""

    person: str = item("被拘传人", prefill=lambda paper: paper.to.name if paper.to else "")
    summoned: str = item(
        "传唤情况", long=True, hint="例：本院于2022年12月1日依法送达传票，无正当理由拒不到场"
    )
    place: str = item("拘传到达处所", prefill=lambda paper: f"{paper.court.name}执行局")


def compulsory_summons_blocks(paper: Paper, facts: CompulsorySummonsFacts) -> tuple[Block, ...]:
    """The warrant, with the longest questioning the law allows and room for what happened."""
    return (
        *paper.head(DocumentKind.COMPULSORY_SUMMONS),
        Paragraph(
            f"本院在执行{paper.matter}中，{facts.person}系必须接受调查询问的人员。{facts.summoned.rstrip('。')}。依照"
            f"{paper.cite('sanctions.appearance')}的规定，对{facts.person}予以拘传，到{facts.place}接受调查询问。"
        ),
        Paragraph("调查询问的时间不得超过八小时；情况复杂，依法可能采取拘留措施的，不得超过二十四小时。"),
        paper.signed_by_president(),
        PageBreak(),
        Title(paper.court.name, "拘传票（执行情况）", lowered=False),
        CaseNumberLine(paper.document_number),
        Form(
            "执行情况",
            (FormField("到达时间"), FormField("询问结束时间"), FormField("被拘传人签名"), FormField("执行人员签名")),
            (Column("事项", Align.CENTER, 4), Column("记载", share=6), Column("内容", share=13)),
            (FormGroup("经过", ("送达和到案情况", "未能到案的原因")),),
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TalkFacts:
    """A talk: when, where, with whom, what was asked and answered, line by line."""

    began: str = item("开始时间", hint="例：2022年12月8日9时30分")
    ended: str = item("结束时间")
    place: str = item("地点", prefill=lambda paper: f"{paper.court.name}执行局")
    person: str = item("被谈话人", prefill=lambda paper: paper.to.name if paper.to else "")
    talk: tuple[str, ...] = item("问答内容", long=True, hint="每行一句，以“问：”“答：”开头")
    recorder: str = item("记录人", prefill=lambda paper: paper.clerk)


def talk_blocks(paper: Paper, facts: TalkFacts) -> tuple[Block, ...]:
    """The record, signed by those present."""
    return (
        *paper.head(DocumentKind.TALK_RECORD),
        _two_columns(
            ("时　间", f"{facts.began}至{facts.ended}"), ("地　点", facts.place), ("案　由", paper.cause),
            ("执行人员", paper.court.officer), ("记录人", facts.recorder), ("被谈话人", facts.person),
        ),
        Paragraph("告知：执行人员已出示工作证件，并告知被谈话人有申请回避的权利和如实陈述的义务，以及虚假陈述的法律责任。"),
        *(Paragraph(line) for line in facts.talk),
        Paragraph("以上笔录经本人阅看，与所述一致。"),
        Note((f"被谈话人{SIGNED}", f"执行人员{SIGNED}", f"记录人{SIGNED}")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SearchFacts:
    """What is searched and why."""

    person: str = item("被搜查人", prefill=lambda paper: paper.to.name if paper.to else "")
    places: str = item(
        "搜查的住所或者处所", long=True, prefill=lambda paper: paper.to.address if paper.to else ""
    )
    reason: str = item(
        "搜查的理由", long=True, prefill=lambda paper: "不履行生效法律文书确定的义务，并隐匿财产"
    )


def search_blocks(paper: Paper, facts: SearchFacts) -> tuple[Block, ...]:
    """The warrant, issued by the president."""
    return (
        *paper.head(DocumentKind.SEARCH_WARRANT),
        Paragraph(
            f"本院在执行{paper.matter}中，{facts.person}{facts.reason.rstrip('。')}。依照{paper.cite('documents.search')}的规定，"
            f"特派执行人员{paper.court.officer}等对{facts.person}及其下列住所或者财产隐匿地进行搜查：{facts.places.rstrip('。')}。"
        ),
        Paragraph("搜查时，应当通知被搜查人或者其成年家属到场，并通知当地基层组织派员到场；搜查妇女身体，由女执行人员进行。"),
        Paragraph("此令。"),
        paper.signed_by_president(),
        Note((f"本搜查令已向本人出示。被搜查人或者其成年家属{SIGNED}",)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SealRecordFacts:
    """What was sealed on site: from when to when, where, what, who keeps it, who was present."""

    began: str = item("开始时间")
    ended: str = item("完成时间")
    place: str = item("财产所在地")
    things: tuple[str, ...] = item("查封的财产", long=True, hint="每行一项：名称、数量、特征")
    keeper: str = item("保管人")
    ruling_number: str = item("查封裁定书文号")
    present: tuple[str, ...] = optional("到场人员", ())
    notes: str = optional("其他应当记明的事项", long=True)


def seal_record_blocks(paper: Paper, facts: SealRecordFacts) -> tuple[Block, ...]:
    """The record with what the article wants and room for the signatures."""
    rows = tuple((str(n), thing) for n, thing in enumerate(facts.things, 1))
    return (
        *paper.head(DocumentKind.SEAL_RECORD),
        Paragraph(
            f"依照{paper.cite('documents.seal_record')}的规定，执行人员{paper.court.officer}等依据{facts.ruling_number}执行裁定书，"
            "对下列财产采取查封（扣押）措施，记录如下："
        ),
        _two_columns(
            ("开始时间", facts.began), ("完成时间", facts.ended), ("财产所在地", facts.place), ("保管人", facts.keeper),
            ("到场人员", "、".join(facts.present) or "无"), ("其他事项", facts.notes or "无"),
        ),
        Table("财产清单", (Column("序号", Align.CENTER, 3), Column("财产名称、数量、特征", share=19)), rows),
        Paragraph("保管人应当妥善保管上述财产，未经本院许可不得使用、转移、处分；造成毁损、灭失的，依法承担责任。"),
        Note((f"执行人员{SIGNED}", f"保管人{SIGNED}", f"被执行人或者其成年家属{SIGNED}", f"其他到场人员{SIGNED}")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FineFacts:
    """A fine: the act, how much in fen, payable within how many days."""

    findings: str = item("查明的事实", long=True)
    fine_fen: int = item("罚款金额", unit="fen", least=1, most=100_000_000)
    days: int = item("交纳期限（日）", least=1, most=60, prefill=lambda paper: 10)


def _reconsider(paper: Paper) -> Paragraph:
    return Paragraph(
        "如不服本决定，可以自收到决定书之日起三日内，口头或者书面向上一级人民法院申请复议一次。复议期间，不停止本决定的执行。"
    )


def fine_blocks(paper: Paper, facts: FineFacts) -> tuple[Block, ...]:
    """The decision. A person pays at most 100,000 yuan, a unit 50,000 to 1,000,000."""
    to = paper.receiver
    check_fine(to.is_person, facts.fine_fen)
    return (
        *paper.head(DocumentKind.FINE_DECISION),
        Paragraph(to.introduced("被罚款人")),
        Paragraph(
            f"本院在执行{paper.matter}中，查明：{facts.findings.rstrip('。')}。依照"
            f"{paper.cite('documents.refusal', 'sanctions.fine', 'sanctions.approval')}的规定，决定如下："
        ),
        Paragraph(f"对{to.name}罚款人民币{yuan_and_capitals(facts.fine_fen)}，限自收到本决定书之日起{numeral(facts.days)}日内交纳。"),
        _reconsider(paper),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


def check_fine(is_person: bool, fen: int) -> None:
    """Raise UnfitField when the law does not allow so much, or so little."""
    least, most = (1, 10_000_000) if is_person else (5_000_000, 100_000_000)
    if not least <= fen <= most:
        allowed = "个人罚款在十万元以下" if is_person else "单位罚款为五万元以上一百万元以下"
        raise UnfitField(
            DocumentKind.FINE_DECISION.document_name, "罚款金额", f"超出法律规定：{allowed}，请核对。"
        )


@dataclass(frozen=True, slots=True)
class DetentionFacts:
    """A detention: the act, who, how many days, at most fifteen."""

    person: str = item(
        "被拘留人", prefill=lambda paper: paper.to.name if paper.to and paper.to.is_person else ""
    )
    findings: str = item("查明的事实", long=True)
    days: int = item("拘留天数", least=1, most=15)


def detention_blocks(paper: Paper, facts: DetentionFacts) -> tuple[Block, ...]:
    """The decision."""
    return (
        *paper.head(DocumentKind.DETENTION_DECISION),
        Paragraph(f"被拘留人：{facts.person}。"),
        Paragraph(
            f"本院在执行{paper.matter}中，查明：{facts.findings.rstrip('。')}。依照"
            f"{paper.cite('documents.refusal', 'sanctions.fine', 'sanctions.approval')}的规定，决定如下："
        ),
        Paragraph(f"对{facts.person}拘留{numeral(facts.days)}日。拘留期间，被拘留人承认并改正错误的，可以提前解除拘留。"),
        _reconsider(paper),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EvictionFacts:
    """What is to be left, and by when."""

    place: str = item("应当迁出的房屋或者退出的土地", long=True)
    until: date = item("迁出期限")


def eviction_blocks(paper: Paper, facts: EvictionFacts) -> tuple[Block, ...]:
    """The public notice, issued by the president."""
    return (
        *paper.head(DocumentKind.EVICTION_NOTICE),
        Paragraph(
            f"本院在执行{paper.matter}中，依照{paper.cite('documents.eviction')}的规定，责令{paper.debtor_names}以及其他占用人于"
            f"{day(facts.until)}前迁出（退出）{facts.place.rstrip('。')}，并将其交付本院。"
        ),
        Paragraph("逾期不履行的，本院将强制执行，由此产生的费用和损失由被执行人负担；妨碍执行的，依法追究责任。"),
        Paragraph("特此公告。"),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuctionFacts:
    """What is to be auctioned, under which seal."""

    debtor: str = item("财产所有人", prefill=lambda paper: paper.debtors[0].name)
    asset: str = item("拍卖的财产", long=True)
    ruling_number: str = item("查封裁定书文号")


def auction_blocks(paper: Paper, facts: AuctionFacts) -> tuple[Block, ...]:
    """The ruling to auction."""
    return (
        *paper.head(DocumentKind.AUCTION_RULING),
        *paper.parties_introduced(),
        Paragraph(
            f"本院在执行{paper.matter}中，被执行人未按执行通知履行{paper.title.text}确定的义务。本院已以{facts.ruling_number}执行裁定书"
            f"查封（扣押、冻结）被执行人{facts.debtor}的财产，被执行人至今仍未履行。依照"
            f"{paper.cite('enforcement.seal_and_auction', 'auctions.realise')}的规定，裁定如下："
        ),
        Paragraph(f"拍卖被执行人{facts.debtor}的{facts.asset.rstrip('。')}。"),
        Paragraph("本裁定送达后立即生效。"),
        Paragraph(
            f"当事人、利害关系人认为执行行为违反法律规定的，可以依照{paper.cite('enforcement.objection')}的规定向本院提出书面异议。"
        ),
        paper.signed_by(),
    )  # fmt: skip


KINDS = (
    Kind(
        DocumentKind.SUMMONS, SummonsFacts, summons_blocks, SpeaksTo.PARTY,
        demands=(Demand("sanctions.appearance", "拒不到场的后果", ("拘传",)),),
    ),
    Kind(
        DocumentKind.COMPULSORY_SUMMONS, CompulsorySummonsFacts, compulsory_summons_blocks, SpeaksTo.DEBTOR, Signer.PRESIDENT,
        demands=(Demand("sanctions.appearance", "询问时间的上限", ("不得超过八小时",)),),
    ),
    Kind(DocumentKind.TALK_RECORD, TalkFacts, talk_blocks, SpeaksTo.PARTY, Signer.NOBODY),
    Kind(
        DocumentKind.SEARCH_WARRANT, SearchFacts, search_blocks, SpeaksTo.DEBTOR, Signer.PRESIDENT,
        demands=(Demand("documents.search", "搜查的处所", ("财产隐匿地进行搜查",)),),
    ),
    Kind(
        DocumentKind.SEAL_RECORD, SealRecordFacts, seal_record_blocks, SpeaksTo.EVERYBODY, Signer.NOBODY,
        demands=tuple(
            Demand("documents.seal_record", name, (word,))
            for name, word in (("开始和完成的时间", "完成时间"), ("财产的所在地", "财产所在地"), ("财产的保管人", "保管人"))
        ),
    ),
    Kind(
        DocumentKind.FINE_DECISION, FineFacts, fine_blocks, SpeaksTo.PARTY, Signer.PRESIDENT,
        demands=(Demand("sanctions.approval", "复议的权利", ("申请复议一次",)),),
    ),
    Kind(
        DocumentKind.DETENTION_DECISION, DetentionFacts, detention_blocks, SpeaksTo.PARTY, Signer.PRESIDENT,
        demands=(Demand("sanctions.approval", "复议的权利", ("申请复议一次",)),),
    ),
    Kind(DocumentKind.EVICTION_NOTICE, EvictionFacts, eviction_blocks, SpeaksTo.EVERYBODY, Signer.PRESIDENT),
    Kind(
        DocumentKind.AUCTION_RULING, AuctionFacts, auction_blocks, SpeaksTo.EVERYBODY,
        demands=(Demand("enforcement.objection", "救济途径", ("提出书面异议",)),),
    ),
)  # fmt: skip
