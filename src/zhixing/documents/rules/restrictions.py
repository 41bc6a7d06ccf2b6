"""Orders and decisions that press a debtor: report, restricted consumption, the defaulter list, leaving the country."""

from dataclasses import dataclass
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
    Item,
    Note,
    PageBreak,
    Paragraph,
    Title,
)
from zhixing.documents.rules.faults import MissingField, UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand, Kind, Paper, Signer, SpeaksTo, item, optional
from zhixing.documents.rules.property_report import CHANGES, FORM_GROUPS, FORM_NAME, PROPERTY
from zhixing.documents.rules.wording import day, numeral, phrase

NINE_ACTS = (
    "乘坐交通工具时，选择飞机、列车软卧、轮船二等以上舱位",
    "在星级以上宾馆、酒店、夜总会、高尔夫球场等场所进行高消费",
    "购买不动产或者新建、扩建、高档装修房屋",
    "租赁高档写字楼、宾馆、公寓等场所办公",
    "购买非经营必需车辆",
    "旅游、度假",
    "子女就读高收费私立学校",
    "支付高额保费购买保险理财产品",
    "乘坐G字头动车组列车全部座位、其他动车组列车一等以上座位等其他非生活和工作必需的消费行为",
)
"""What 法释〔2015〕17号 article 3 forbids."""


class ListingGround(StrEnum):
    """The six grounds of 法释〔2017〕7号 article 1."""

    ABLE_BUT_REFUSES = "able"
    OBSTRUCTS = "obstructs"
    EVADES = "evades"
    REPORT = "report"
    CONSUMPTION = "consumption"
    SETTLEMENT = "settlement"

    @property
    def label(self) -> str:
        """The ground in the words of the article."""
        return phrase(
            "情形",
            {
                "able": "有履行能力而拒不履行生效法律文书确定义务",
                "obstructs": "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
                "evades": "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行",
                "report": "违反财产报告制度",
                "consumption": "违反限制消费令",
                "settlement": "无正当理由拒不履行执行和解协议",
            }[self.value],
        )

    @property
    def has_term(self) -> bool:
        """Whether the listing ends by itself, after two years as a rule (article 2)."""
        return self is not ListingGround.ABLE_BUT_REFUSES


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """By when the debtor reports. `days` from receipt, 1 to 60."""

    days: int = item("报告期限（日）", least=1, most=60, prefill=lambda paper: 5)


def report_blocks(paper: Paper, facts: ReportFacts) -> tuple[Block, ...]:
    """The order with its form."""
    to = paper.receiver
    you = to.you
    return (
        *paper.head(DocumentKind.PROPERTY_REPORT_ORDER),
        Addressee(to.name),
        Paragraph(
            f"本院受理{paper.matter}，依照{paper.cite('enforcement.property_report', 'limits.report_order')}的规定，"
            f"责令{you}如实报告财产情况："
        ),
        Item(1, 1, "报告的期限。", f"{you}应当自收到本令之日起{numeral(facts.days)}日内书面报告本院。"),
        Item(1, 2, "报告的范围。", f"{you}应当报告下列财产：{PROPERTY}"),
        Item(
            1, 3, "报告的期间。",
            f"{you}应当报告当前以及自收到执行通知之日前一年至提交书面财产报告之日的财产情况；其间有下列变动的，一并报告：{CHANGES}",
        ),
        Item(
            1, 4, "补充报告。",
            f"报告后财产情况发生变动的，依照{paper.cite('limits.report_supplement')}的规定，自变动之日起十日内补充报告。",
        ),
        Item(
            1, 5, "责任。",
            f"拒绝报告、虚假报告或者无正当理由逾期报告的，本院可以依照{paper.cite('enforcement.property_report')}的规定予以罚款、拘留，"
            "并依法纳入失信被执行人名单；构成犯罪的，依法追究刑事责任。",
        ),
        Paragraph("此令。"),
        paper.signed_by_court(),
        paper.contact(f"附：{FORM_NAME}"),
        PageBreak(),
        *_form(paper),
    )  # fmt: skip


def _form(paper: Paper) -> tuple[Block, ...]:
    to = paper.receiver
    return (
        Title(paper.court.name, FORM_NAME, lowered=False),
        CaseNumberLine(paper.document_number),
        Form(
            FORM_NAME,
            (
                FormField("被执行人", to.name),
                FormField("证件号码" if to.is_person else "统一社会信用代码"),
                FormField("住所" if to.is_person else "法定代表人"),
                FormField("联系电话"),
            ),
            (
                Column("类别", Align.CENTER, 8), Column("项目", share=21),
                Column("名称、数量、所在地、账号或登记编号", share=21), Column("价值（元）", Align.RIGHT, 12),
                Column("权利负担、共有、争议", share=13),
            ),
            FORM_GROUPS,
        ),
        Note(("以上报告真实、完整，如有隐瞒、虚报，愿承担法律责任。", "报告人（签名或盖章）：　　　　　　　　年　　月　　日")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConsumptionFacts:
    """A restriction of consumption. For a unit, `persons` are its representative and those who answer for it."""

    starts_on: date = item("限制消费起始日", prefill=lambda paper: paper.issued_on)
    reason: str = item(
        "限制消费的理由",
        long=True,
        prefill=lambda paper: "未按执行通知书指定的期间履行生效法律文书确定的给付义务",
    )
    persons: tuple[str, ...] = optional("单位的法定代表人等人员", (), hint="被执行人是单位时填写")


def consumption_blocks(paper: Paper, facts: ConsumptionFacts) -> tuple[Block, ...]:
    """The order: period, items, consequences (法释〔2015〕17号, article 5)."""
    to = paper.receiver
    also = ""
    if facts.persons:
        also = f"{to.name}及其{'、'.join(facts.persons)}（法定代表人、主要负责人、影响债务履行的直接责任人员或者实际控制人）"
    return (
        *paper.head(DocumentKind.CONSUMPTION_ORDER),
        Addressee("、".join((to.name, *facts.persons))),
        Paragraph(
            f"{paper.matter}，本院依据{paper.title.text}立案执行。因{to.name}{facts.reason.rstrip('。')}，依照"
            f"{paper.cite('sanctions.consumption', 'sanctions.consumption_scope', 'sanctions.consumption_order')}的规定，"
            f"对{also or to.name}采取限制消费措施，限制消费期间自{day(facts.starts_on)}起至义务履行完毕或者本院依法解除之日止，"
            "不得实施下列高消费及非生活和工作必需的消费行为："
        ),
        *(Item(4, n, text=f"{act}{'。' if n == len(NINE_ACTS) else '；'}") for n, act in enumerate(NINE_ACTS, 1)),
        Paragraph(
            "被执行人为单位的，被限制消费后，其法定代表人、主要负责人、影响债务履行的直接责任人员、实际控制人不得以单位财产实施上述行为；"
            f"因私消费以个人财产实施的，应当向本院提出申请。因生活或者经营必需而进行上述消费的，依照"
            f"{paper.cite('sanctions.consumption_exception')}的规定，应当向本院申请并获得批准。"
        ),
        Paragraph(
            f"违反本令的，本院依照{paper.cite('documents.refusal')}的规定予以拘留、罚款；情节严重，构成犯罪的，依法追究刑事责任；"
            "并依法纳入失信被执行人名单。"
        ),
        Paragraph("此令。"),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ConsumptionLiftFacts:
    """Why a restriction ends, and which order it was."""

    order_number: str = item("限制消费令文号")
    ordered_on: date = item("限制消费令日期")
    reason: str = item("解除的理由", long=True, prefill=lambda paper: "已经履行完毕生效法律文书确定的义务")
    persons: tuple[str, ...] = optional("一并解除的人员", ())


def consumption_lift_blocks(paper: Paper, facts: ConsumptionLiftFacts) -> tuple[Block, ...]:
    """The lifting."""
    who = "、".join((paper.receiver.name, *facts.persons))
    return (
        *paper.head(DocumentKind.CONSUMPTION_LIFT),
        Addressee(who),
        Paragraph(
            f"本院于{day(facts.ordered_on)}作出{facts.order_number}限制消费令。因{paper.receiver.name}{facts.reason.rstrip('。')}，"
            f"依照{paper.cite('sanctions.consumption_lift')}的规定，解除对{who}的限制消费措施。"
        ),
        Paragraph("此令。"),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DefaulterFacts:
    """A listing: the ground, the facts under it, and the term where the ground has one (2 to 5 years)."""

    ground: ListingGround = item("纳入失信名单的情形")
    findings: str = item("查明的事实", long=True)
    years: int | None = optional(
        "纳入期限（年）", None, least=2, most=5, hint="第一种情形不填期限，其余为二至五年"
    )


def defaulter_blocks(paper: Paper, facts: DefaulterFacts) -> tuple[Block, ...]:
    """The decision: reasons and, where there is one, the term (法释〔2017〕7号, article 5)."""
    name = DocumentKind.DEFAULTER_DECISION.document_name
    if facts.ground.has_term and facts.years is None:
        raise MissingField(name, "纳入期限（年）")
    if not facts.ground.has_term and facts.years is not None:
        raise UnfitField(name, "纳入期限（年）", "在“有履行能力而拒不履行”的情形下不设期限，请删除。")
    to = paper.receiver
    term = f"，纳入期限为{numeral(facts.years)}年，自发布之日起计算" if facts.years else ""
    return (
        *paper.head(DocumentKind.DEFAULTER_DECISION),
        *paper.parties_introduced(),
        Paragraph(
            f"本院在执行{paper.matter}中，经查，{facts.findings.rstrip('。')}。本院认为，{to.name}{facts.ground.label}，其行为符合"
            f"{paper.cite('sanctions.grounds')}规定的情形。依照{paper.cite('sanctions.grounds', 'sanctions.listing_decision')}的规定，"
            "决定如下："
        ),
        Paragraph(f"将{to.name}纳入失信被执行人名单{term}。"),
        Paragraph("本决定一经作出即生效。"),
        Paragraph(
            f"{to.you}认为纳入失信被执行人名单有误的，可以依照{paper.cite('sanctions.correction')}的规定向本院申请纠正。"
        ),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RemovalFacts:
    """Why an entry goes, and on which decision it stood."""

    decision_number: str = item("失信决定书文号")
    decided_on: date = item("失信决定书日期")
    reason: str = item("删除的理由", long=True, prefill=lambda paper: "已履行完毕生效法律文书确定的义务")


def removal_blocks(paper: Paper, facts: RemovalFacts) -> tuple[Block, ...]:
    """The removal, within three working days (法释〔2017〕7号, article 10)."""
    to = paper.receiver
    return (
        *paper.head(DocumentKind.DEFAULTER_REMOVAL),
        *paper.parties_introduced(),
        Paragraph(
            f"本院于{day(facts.decided_on)}作出{facts.decision_number}失信决定书，将{to.name}纳入失信被执行人名单。现因"
            f"{facts.reason.rstrip('。')}，依照{paper.cite('sanctions.deletion')}的规定，决定如下："
        ),
        Paragraph(f"在三个工作日内删除{to.name}的失信信息。"),
        Paragraph("本决定一经作出即生效。"),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExitFacts:
    """Who may not leave the country, until when, and why."""

    person: str = item(
        "被限制出境的人员", prefill=lambda paper: paper.to.name if paper.to and paper.to.is_person else ""
    )
    reason: str = item("限制出境的理由", long=True, prefill=lambda paper: "至今未履行生效法律文书确定的义务")
    until: date | None = optional("限制出境届满日", None)


def exit_blocks(paper: Paper, facts: ExitFacts) -> tuple[Block, ...]:
    """The decision."""
    until = f"至{day(facts.until)}止" if facts.until else "至义务履行完毕或者提供充分有效的担保之日止"
    return (
        *paper.head(DocumentKind.EXIT_DECISION),
        *paper.parties_introduced(),
        Paragraph(
            f"本院在执行{paper.matter}中，{paper.receiver.name}{facts.reason.rstrip('。')}。依照{paper.cite('documents.exit')}的规定，"
            "决定如下："
        ),
        Paragraph(f"限制{facts.person}出境，期限自{day(paper.issued_on)}起{until}。"),
        Paragraph("如不服本决定，可以自收到决定书之日起十日内向上一级人民法院申请复议。复议期间不停止决定的执行。"),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


KINDS = (
    Kind(
        DocumentKind.PROPERTY_REPORT_ORDER, ReportFacts, report_blocks, SpeaksTo.DEBTOR,
        demands=(
            Demand("limits.report_order", "报告期限", ("报告的期限",)),
            Demand("limits.report_order", "报告财产的范围和期间", ("报告的范围",)),
            Demand("limits.report_order", "补充报告财产的条件及期间", ("补充报告",)),
            Demand("limits.report_order", "违反报告财产义务应承担的法律责任", ("责任。",)),
            Demand("limits.report_order", "财产调查表", (FORM_NAME,)),
        ),
    ),
    Kind(
        DocumentKind.CONSUMPTION_ORDER, ConsumptionFacts, consumption_blocks, SpeaksTo.DEBTOR, Signer.PRESIDENT,
        demands=(
            Demand("sanctions.consumption_order", "限制消费的期间", ("限制消费期间自",)),
            Demand("sanctions.consumption_order", "限制消费的项目", ("列车软卧",)),
            Demand("sanctions.consumption_order", "法律后果", ("予以拘留、罚款",)),
        ),
    ),
    Kind(
        DocumentKind.CONSUMPTION_LIFT, ConsumptionLiftFacts, consumption_lift_blocks, SpeaksTo.DEBTOR, Signer.PRESIDENT,
    ),
    Kind(
        DocumentKind.DEFAULTER_DECISION, DefaulterFacts, defaulter_blocks, SpeaksTo.DEBTOR, Signer.PRESIDENT,
        demands=(
            Demand("sanctions.listing_decision", "纳入的理由", ("本院认为",)),
            Demand("sanctions.correction", "申请纠正的权利", ("申请纠正",)),
        ),
    ),
    Kind(DocumentKind.DEFAULTER_REMOVAL, RemovalFacts, removal_blocks, SpeaksTo.DEBTOR, Signer.PRESIDENT),
    Kind(
        DocumentKind.EXIT_DECISION, ExitFacts, exit_blocks, SpeaksTo.DEBTOR, Signer.PRESIDENT,
        demands=(Demand("documents.exit", "复议的权利", ("申请复议",)),),
    ),
)  # fmt: skip
