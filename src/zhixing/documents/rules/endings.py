"""How a case halts, ends for now, goes on again and ends: settlement, stay, 终本, termination, resumption, completion."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhixing.cases.rules.endings import EndGround
from zhixing.documents.rules.blocks import Addressee, Block, Item, Note, Paragraph
from zhixing.documents.rules.coercion import SIGNED
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand, Kind, Paper, Signer, SpeaksTo, item, optional
from zhixing.documents.rules.wording import day, phrase, yuan_and_capitals

_OBJECTION = "当事人、利害关系人认为执行行为违反法律规定的，可以依照{article}的规定向本院提出书面异议。"


def _objection(paper: Paper) -> Paragraph:
    return Paragraph(_OBJECTION.format(article=paper.cite("enforcement.objection")))


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """A settlement put on record, term by term, and until when it is to be performed."""

    at: str = item("时间", hint="例：2022年12月8日9时30分")
    place: str = item("地点", prefill=lambda paper: f"{paper.court.name}执行局")
    terms: tuple[str, ...] = item("和解协议的内容", long=True, hint="每行一项")
    performed_by: date = item("履行期限届满日")
    recorder: str = item("记录人", prefill=lambda paper: paper.clerk)


def settlement_blocks(paper: Paper, facts: SettlementFacts) -> tuple[Block, ...]:
    """The record, signed by both sides."""
    return (
        *paper.head(DocumentKind.SETTLEMENT_RECORD),
        Paragraph(f"时间：{facts.at}"),
        Paragraph(f"地点：{facts.place}"),
        Paragraph(f"执行人员：{paper.court.officer}　　记录人：{facts.recorder}"),
        *paper.parties_introduced(),
        Paragraph(
            f"{paper.matter}，双方当事人自行和解达成协议。依照{paper.cite('documents.settlement')}的规定，将协议内容记录如下："
        ),
        *(Item(1, n, text=f"{term.rstrip('。')}。") for n, term in enumerate(facts.terms, 1)),
        Paragraph(
            f"上述协议应当于{day(facts.performed_by)}前履行完毕。被执行人不履行或者不完全履行的，申请执行人可以申请恢复执行原生效法律文书，"
            "也可以就履行协议向执行法院提起诉讼；已经履行的部分应当扣除。"
        ),
        Paragraph("执行人员已告知双方当事人和解的法律后果，双方表示清楚，协议系自愿达成。"),
        Note((f"申请执行人{SIGNED}", f"被执行人{SIGNED}", f"执行人员{SIGNED}", f"记录人{SIGNED}")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeferralFacts:
    """A deferral on security: the security and the last day, at most a year away."""

    security: str = item("担保情况", long=True)
    until: date = item("暂缓执行届满日")


def deferral_blocks(paper: Paper, facts: DeferralFacts) -> tuple[Block, ...]:
    """The decision."""
    return (
        *paper.head(DocumentKind.DEFERRAL_DECISION),
        *paper.parties_introduced(),
        Paragraph(
            f"本院在执行{paper.matter}中，{facts.security.rstrip('。')}，并经申请执行人同意。依照"
            f"{paper.cite('limits.secured_suspension')}的规定，决定如下："
        ),
        Paragraph(f"本案暂缓执行，期限自{day(paper.issued_on)}起至{day(facts.until)}止。"),
        Paragraph("暂缓执行期间，被执行人或者担保人对担保财产有转移、隐藏、变卖、毁损等行为的，本院可以恢复强制执行；期限届满仍不履行的，本院可以执行担保财产。"),
        paper.signed_by_president(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SuspensionFacts:
    """What was done and found before 终本; `heard` is what the applicant said when asked."""

    measures: str = item(
        "已采取的执行措施",
        long=True,
        hint="送达执行通知和报告财产令、查询、限制消费、纳入名单、查封冻结等",
    )
    assets: str = item("财产调查和处置结果", long=True)
    heard: str = item("申请执行人的意见", long=True)
    has_no_assets: bool = item("未发现可供执行的财产", prefill=lambda paper: True)


def suspension_blocks(paper: Paper, facts: SuspensionFacts) -> tuple[Block, ...]:
    """The ruling with the contents of 法〔2016〕373号, article 6; the money comes from the law room."""
    owed = paper.reckoned
    if owed.owed_fen <= 0:
        raise UnfitField(
            DocumentKind.SUSPENSION_RULING.document_name, "尚欠金额", "为零，本案应当以执行完毕结案。"
        )
    found = "未发现被执行人有可供执行的财产" if facts.has_no_assets else "发现的财产不能处置"
    return (
        *paper.head(DocumentKind.SUSPENSION_RULING),
        *paper.parties_introduced(),
        Paragraph(
            f"{paper.matter}，本院于{day(paper.filed_on)}立案执行。执行依据为{paper.title.text}，申请执行标的为人民币"
            f"{yuan_and_capitals(owed.claim_fen)}。"
        ),
        Paragraph(f"执行中，本院采取了下列措施：{facts.measures.rstrip('。')}。"),
        Paragraph(f"经调查：{facts.assets.rstrip('。')}。"),
        Paragraph(
            f"截至{day(owed.as_of)}，本案已执行到位人民币{yuan_and_capitals(owed.recovered_fen)}，尚欠人民币"
            f"{yuan_and_capitals(owed.owed_fen)}，以及此后至实际清偿之日的债务利息。"
        ),
        Paragraph(f"本院已将案件执行情况、采取的措施、终结本次执行程序的依据和法律后果告知申请执行人并听取意见，其表示：{facts.heard.rstrip('。')}。"),
        Paragraph(
            f"本院认为，本案在法定期限内已穷尽财产调查措施，{found}，符合终结本次执行程序的条件。依照"
            f"{paper.cite('suspension.conditions', 'suspension.approval')}的规定，裁定如下："
        ),
        Paragraph("终结本次执行程序。"),
        Paragraph(
            "终结本次执行程序后，被执行人负有继续向申请执行人履行债务的义务，被执行人自动履行完毕的，当事人应当及时告知本院。"
            "申请执行人发现被执行人有可供执行财产的，可以向本院申请恢复执行，不受申请执行时效期间的限制。"
        ),
        _objection(paper),
        Paragraph("本裁定送达后立即生效。"),
        paper.signed_by(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class InterviewFacts:
    """What the applicant is told before 终本, and by when an answer is asked."""

    measures: str = item("已采取的执行措施", long=True)
    assets: str = item("财产调查和处置结果", long=True)
    days: int = item("答复期限（日）", least=1, most=30, prefill=lambda paper: 7)


def interview_blocks(paper: Paper, facts: InterviewFacts) -> tuple[Block, ...]:
    """Measures, findings, basis and effect, and that the applicant is heard (终本约谈)."""
    owed, you = paper.reckoned, paper.receiver.you
    return (
        *paper.head(DocumentKind.SUSPENSION_INTERVIEW),
        Addressee(paper.receiver.name),
        Paragraph(
            f"{paper.matter}，依照{paper.cite('suspension.interview')}的规定，现将有关情况告知{you}，并听取{you}的意见："
        ),
        Item(1, 1, "已采取的措施。", f"{facts.measures.rstrip('。')}。"),
        Item(1, 2, "财产调查结果。", f"{facts.assets.rstrip('。')}。"),
        Item(
            1, 3, "案款情况。",
            f"截至{day(owed.as_of)}，已执行到位人民币{yuan_and_capitals(owed.recovered_fen)}，尚欠人民币{yuan_and_capitals(owed.owed_fen)}。",
        ),
        Item(
            1, 4, "依据和后果。",
            f"本院拟依照{paper.cite('suspension.conditions')}的规定终结本次执行程序。此后被执行人仍应继续履行；{you}发现可供执行的财产，"
            f"可以随时申请恢复执行，不受申请执行时效期间的限制；本院依照{paper.cite('suspension.look_back')}的规定，五年内每六个月查询一次，"
            f"并将结果告知{you}；查封、扣押、冻结到期前，{you}可以申请续行。",
        ),
        Item(1, 5, "请您答复。", f"请{you}自收到之日起{facts.days}日内提出意见或者提供新的财产线索；意见将记入笔录。"),
        paper.signed_by_court(),
        paper.contact(),
        Note(("申请执行人意见：", SIGNED)),
    )  # fmt: skip


class StayGround(StrEnum):
    """Why enforcement stands still."""

    APPLICANT_AGREES = "applicant"
    OUTSIDER_OBJECTS = "outsider"
    PARTY_DIED = "died"
    UNIT_ENDED = "unit"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The ground in the words of the article."""
        return phrase(
            "情形",
            {
                "applicant": "申请执行人表示可以延期执行",
                "outsider": "案外人对执行标的提出确有理由的异议",
                "died": "作为一方当事人的公民死亡，需要等待继承人继承权利或者承担义务",
                "unit": "作为一方当事人的法人或者其他组织终止，尚未确定权利义务承受人",
                "other": "有人民法院认为应当中止执行的其他情形",
            }[self.value],
        )


@dataclass(frozen=True, slots=True)
class StayFacts:
    """The ground, and the facts under it."""

    ground: StayGround = item("中止执行的情形")
    findings: str = item("查明的事实", long=True)


def stay_blocks(paper: Paper, facts: StayFacts) -> tuple[Block, ...]:
    """The ruling to stay."""
    return (
        *paper.head(DocumentKind.STAY_RULING),
        *paper.parties_introduced(),
        Paragraph(
            f"本院在执行{paper.matter}中，查明：{facts.findings.rstrip('。')}。本院认为，本案{facts.ground.label}。依照"
            f"{paper.cite('enforcement.stay', 'documents.ruling')}的规定，裁定如下："
        ),
        Paragraph(f"中止{paper.title.text}的执行。"),
        Paragraph("中止的情形消失后，恢复执行。本裁定送达后立即生效。"),
        _objection(paper),
        paper.signed_by(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TerminationFacts:
    """The ground, and the facts under it."""

    ground: EndGround = item("终结执行的情形")
    findings: str = item("查明的事实", long=True)


def termination_blocks(paper: Paper, facts: TerminationFacts) -> tuple[Block, ...]:
    """The ruling to terminate, with the sixty days for objections."""
    return (
        *paper.head(DocumentKind.TERMINATION_RULING),
        *paper.parties_introduced(),
        Paragraph(
            f"本院在执行{paper.matter}中，查明：{facts.findings.rstrip('。')}。本院认为，本案{facts.ground.label}。依照"
            f"{paper.cite('enforcement.termination', 'documents.ruling')}的规定，裁定如下："
        ),
        Paragraph(f"终结{paper.title.text}的执行。"),
        Paragraph("本裁定送达后立即生效。"),
        Paragraph(
            f"当事人、利害关系人对终结执行有异议的，可以依照{paper.cite('limits.termination_objection')}的规定，"
            "自收到本裁定之日起六十日内提出书面异议。"
        ),
        paper.signed_by(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ResumptionFacts:
    """Why enforcement goes on, and from which paper it stood still."""

    halted_by: str = item("原中止或者终结本次执行程序的文书", hint="例：（2022）吉2424执7号之三执行裁定书")
    reason: str = item("恢复执行的理由", long=True)


def resumption_blocks(paper: Paper, facts: ResumptionFacts) -> tuple[Block, ...]:
    """The notice to one party."""
    to = paper.receiver
    return (
        *paper.head(DocumentKind.RESUMPTION_NOTICE),
        Addressee(to.name),
        Paragraph(
            f"{paper.matter}，本院以{facts.halted_by}停止执行。现{facts.reason.rstrip('。')}，依照"
            f"{paper.cite('documents.resumption')}的规定，本院决定恢复{paper.title.text}的执行。"
        ),
        Paragraph("被执行人应当立即履行尚未履行的义务，并依法报告财产；逾期不履行的，本院将强制执行。"),
        Paragraph("特此通知。"),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompletionFacts:
    """How the debt was performed and when."""

    how: str = item("履行情况", long=True, prefill=lambda paper: "被执行人已履行生效法律文书确定的全部义务")
    completed_on: date = item("执行完毕日期", prefill=lambda paper: paper.issued_on)
    costs: str = optional("执行费用情况", long=True, hint="例：申请执行费已交纳")
    waived: str = optional("放弃或者和解免除的部分", long=True, hint="仍有尚欠金额时必须写明")


def completion_blocks(paper: Paper, facts: CompletionFacts) -> tuple[Block, ...]:
    """The closing notice to one party."""
    owed = paper.reckoned
    if owed.owed_fen > 0 and not facts.waived:
        raise UnfitField(
            DocumentKind.COMPLETION_NOTICE.document_name, "放弃或者和解免除的部分",
            f"没有写明，而本案尚欠{yuan_and_capitals(owed.owed_fen)}，请核对。",
        )  # fmt: skip
    waived = f"{facts.waived.rstrip('。')}。" if facts.waived else ""
    costs = f"{facts.costs.rstrip('。')}。" if facts.costs else ""
    return (
        *paper.head(DocumentKind.COMPLETION_NOTICE),
        Addressee(paper.receiver.name),
        Paragraph(
            f"{paper.matter}，{facts.how.rstrip('。')}，本案已执行到位人民币{yuan_and_capitals(owed.recovered_fen)}。{waived}{costs}"
            f"本案于{day(facts.completed_on)}全部执行完毕，依照{paper.cite('documents.completion')}的规定，以执行完毕方式结案。"
        ),
        Paragraph("本案中采取的查封、扣押、冻结、限制消费、失信名单等措施，由本院依法解除或者删除。"),
        Paragraph("特此通知。"),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


_RULING_DEMANDS = (Demand("documents.ruling", "法律依据", ("的规定，裁定如下",)),)
KINDS = (
    Kind(
        DocumentKind.SETTLEMENT_RECORD, SettlementFacts, settlement_blocks, SpeaksTo.EVERYBODY, Signer.NOBODY,
        demands=(Demand("documents.settlement", "双方签名", ("被执行人（签名或盖章）",)),),
    ),
    Kind(DocumentKind.DEFERRAL_DECISION, DeferralFacts, deferral_blocks, SpeaksTo.EVERYBODY, Signer.PRESIDENT),
    Kind(DocumentKind.SUSPENSION_INTERVIEW, InterviewFacts, interview_blocks, SpeaksTo.APPLICANT),
    Kind(
        DocumentKind.SUSPENSION_RULING, SuspensionFacts, suspension_blocks, SpeaksTo.EVERYBODY,
        demands=(
            *_RULING_DEMANDS,
            Demand("suspension.conditions", "申请执行的债权", ("申请执行标的",)),
            Demand("suspension.conditions", "执行经过和采取的措施", ("采取了下列措施",)),
            Demand("suspension.conditions", "已执行到位的金额", ("已执行到位",)),
            Demand("suspension.conditions", "恢复执行的权利", ("申请恢复执行",)),
            Demand("suspension.conditions", "继续履行的义务", ("继续向申请执行人履行债务",)),
        ),
    ),
    Kind(
        DocumentKind.STAY_RULING, StayFacts, stay_blocks, SpeaksTo.EVERYBODY,
        demands=(*_RULING_DEMANDS, Demand("enforcement.stay", "中止的理由", ("本院认为",))),
    ),
    Kind(
        DocumentKind.TERMINATION_RULING, TerminationFacts, termination_blocks, SpeaksTo.EVERYBODY,
        demands=(
            *_RULING_DEMANDS,
            Demand("enforcement.termination", "终结的理由", ("本院认为",)),
            Demand("limits.termination_objection", "异议期间", ("六十日内",)),
        ),
    ),
    Kind(DocumentKind.RESUMPTION_NOTICE, ResumptionFacts, resumption_blocks, SpeaksTo.PARTY),
    Kind(DocumentKind.COMPLETION_NOTICE, CompletionFacts, completion_blocks, SpeaksTo.PARTY),
)  # fmt: skip
