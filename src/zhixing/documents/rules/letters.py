"""Letters, notices and forms: to third-party debtors, other courts, applicants, the public, and the papers of service."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.documents.rules.blocks import (
    Addressee,
    Align,
    Block,
    Column,
    Form,
    FormField,
    FormGroup,
    Item,
    Note,
    Paragraph,
    Table,
)
from zhixing.documents.rules.coercion import SIGNED
from zhixing.documents.rules.faults import UnfitField
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Demand, Kind, Paper, Signer, SpeaksTo, item, optional
from zhixing.documents.rules.wording import day, numeral, phrase, yuan_and_capitals


@dataclass(frozen=True, slots=True)
class ThirdPartyDebtFacts:
    """The third party, what it owes the debtor (fen), and on what that rests."""

    third_party: str = item("第三人")
    debtor: str = item("被执行人", prefill=lambda paper: paper.debtors[0].name)
    debt: str = item("到期债权", long=True, hint="例：2022年3月签订的木材买卖合同的货款")
    amount_fen: int = item("应当履行的金额", unit="fen", least=1)


def third_party_debt_blocks(paper: Paper, facts: ThirdPartyDebtFacts) -> tuple[Block, ...]:
    """Pay the applicant, not the debtor; fifteen days; object within fifteen days; what follows."""
    account = paper.account
    pay = (
        f"可以直接支付给申请执行人{paper.applicant_names}，也可以支付至本院案款账户（户名{account.holder}，开户行{account.bank}，账号"
        f"{account.sub_account or account.number}）"
        if account
        else f"直接支付给申请执行人{paper.applicant_names}"
    )
    return (
        *paper.head(DocumentKind.THIRD_PARTY_DEBT_NOTICE),
        Addressee(facts.third_party),
        Paragraph(
            f"本院在执行{paper.matter}中，查明被执行人{facts.debtor}对你（单位）享有到期债权：{facts.debt.rstrip('。')}。依照"
            f"{paper.cite('limits.garnishee')}的规定，通知如下："
        ),
        Item(
            1, 1,
            text=f"请自收到本通知后的十五日内，向申请执行人履行对被执行人{facts.debtor}到期的债务人民币"
            f"{yuan_and_capitals(facts.amount_fen)}，{pay}，不得向被执行人清偿。",
        ),
        Item(1, 2, text="如对履行到期债权有异议，应当自收到本通知后的十五日内向本院提出；口头提出的，由执行人员记入笔录。"),
        Item(
            1, 3,
            text="擅自向被执行人履行，造成财产不能追回的，除在已履行的财产范围内与被执行人承担连带清偿责任外，可以依法追究妨害执行的责任。",
        ),
        Item(1, 4, text="在上述期限内既不提出异议，又不履行的，本院将裁定强制执行。"),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


class LeadResult(StrEnum):
    """What became of a lead."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    NOT_ENFORCEABLE = "not_enforceable"
    BEING_CHECKED = "checking"

    @property
    def label(self) -> str:
        """The result in words."""
        return phrase(
            "情形",
            {
                "found": "线索属实，本院已经或者正在依法采取控制措施",
                "not_found": "经核实，未查到该财产登记或者存放在被执行人名下",
                "not_enforceable": "经核实，该财产依法不能执行或者暂不能处置",
                "checking": "有关单位尚未答复，本院将继续核实并告知结果",
            }[self.value],
        )


@dataclass(frozen=True, slots=True)
class LeadFacts:
    """A lead, the day it came, what was done and found."""

    given_on: date = item("提供线索的日期")
    lead: str = item("财产线索", long=True)
    checked: str = item("核实经过", long=True)
    result: LeadResult = item("核实结果")


def lead_blocks(paper: Paper, facts: LeadFacts) -> tuple[Block, ...]:
    """The feedback to the applicant who gave it."""
    you = paper.receiver.you
    return (
        *paper.head(DocumentKind.LEAD_FEEDBACK),
        Addressee(paper.receiver.name),
        Paragraph(
            f"{paper.matter}，{you}于{day(facts.given_on)}提供财产线索：{facts.lead.rstrip('。')}。依照"
            f"{paper.cite('limits.lead_check')}的规定，本院进行了核实，现将结果告知如下："
        ),
        Item(1, 1, "核实经过。", f"{facts.checked.rstrip('。')}。"),
        Item(1, 2, "核实结果。", f"{facts.result.label}。"),
        Item(1, 3, "下一步。", f"{you}知道被执行人有其他财产的，可以随时向本院提供线索。"),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntrustFacts:
    """To which court, what is asked of it, and what is known."""

    court: str = item("受托法院")
    what: str = item("委托事项", long=True)
    known: str = item("被执行人和财产情况", long=True)
    measures: str = optional("已采取的控制措施", long=True, hint="写明期限；不足一个月的应当先续行")


def entrust_blocks(paper: Paper, facts: EntrustFacts) -> tuple[Block, ...]:
    """The letter with what goes along."""
    measures = facts.measures.rstrip("。") or "无"
    return (
        *paper.head(DocumentKind.ENTRUSTING_LETTER),
        Addressee(facts.court),
        Paragraph(f"{paper.matter}，本院依据{paper.title.text}立案执行。依照{paper.cite('limits.entrusted')}的规定，现委托你院执行："),
        Item(1, 1, "委托事项。", f"{facts.what.rstrip('。')}。"),
        Item(1, 2, "当事人和财产情况。", f"{facts.known.rstrip('。')}。"),
        Item(1, 3, "已采取的控制措施。", f"{measures}。"),
        Item(1, 4, "尚欠金额。", _owed(paper)),
        Paragraph("请自收到本函后十五日内开始执行，并将执行情况及时函复本院；三十日内未执行完毕的，也请函告执行情况。"),
        paper.signed_by_court(),
        paper.contact("附：申请执行书、执行依据、当事人身份材料、财产调查和控制材料"),
    )  # fmt: skip


def _owed(paper: Paper) -> str:
    owed = paper.reckoned
    return f"截至{day(owed.as_of)}，尚欠人民币{yuan_and_capitals(owed.owed_fen)}，以及此后至实际清偿之日的债务利息。"


@dataclass(frozen=True, slots=True)
class TransferRequestFacts:
    """The court that sealed first, the asset, our priority claim and since when it is sealed."""

    court: str = item("首先查封法院")
    asset: str = item("查封财产", long=True)
    sealed_on: date = item("首先查封日期")
    priority: str = item("优先债权", long=True)


def transfer_request_blocks(paper: Paper, facts: TransferRequestFacts) -> tuple[Block, ...]:
    """商请移送执行函 (法释〔2016〕6号): sixty days after the first seal without auction."""
    if paper.issued_on <= facts.sealed_on + timedelta(days=60):
        raise UnfitField(
            DocumentKind.TRANSFER_REQUEST.document_name, "首先查封日期", "距今未超过六十日，尚不能商请移送。"
        )
    return (
        *paper.head(DocumentKind.TRANSFER_REQUEST),
        Addressee(facts.court),
        Paragraph(
            f"本院受理的{paper.matter}，申请执行人享有优先债权：{facts.priority.rstrip('。')}。你院于{day(facts.sealed_on)}首先查封的"
            f"{facts.asset.rstrip('。')}，自查封之日起已超过六十日，尚未就该财产发布拍卖公告或者进入变卖程序。"
        ),
        Paragraph(
            f"依照{paper.cite('measures.priority_transfer')}的规定，商请你院将该财产移送本院执行，并依照"
            f"{paper.cite('measures.priority_transfer_letter')}的规定，自收到本函之日起十五日内出具移送执行函。"
        ),
        paper.signed_by_court(),
        paper.contact("附：执行依据、优先债权的证明材料"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RewardFacts:
    """What is offered for which help, for how long."""

    reward: str = item("悬赏金额或者计算方法", long=True)
    conditions: str = item(
        "领取条件",
        long=True,
        prefill=lambda paper: "提供本院尚未掌握的财产线索，并使申请执行人债权得到全部或者部分实现",
    )
    until: date = item("公告有效期届满日")


def reward_blocks(paper: Paper, facts: RewardFacts) -> tuple[Block, ...]:
    """The public notice. Bearer of the reward is the applicant's account, as the applicant asked for it."""
    owed = paper.reckoned
    return (
        *paper.head(DocumentKind.REWARD_NOTICE),
        Paragraph(
            f"本院在执行{paper.matter}中，被执行人{paper.debtor_names}未履行{paper.title.text}确定的义务，截至{day(owed.as_of)}尚欠人民币"
            f"{yuan_and_capitals(owed.owed_fen)}。经申请执行人书面申请，依照{paper.cite('limits.reward')}的规定，发布悬赏公告："
        ),
        Item(1, 1, "悬赏金额。", f"{facts.reward.rstrip('。')}。"),
        Item(1, 2, "领取条件。", f"{facts.conditions.rstrip('。')}。"),
        Item(1, 3, "有效期。", f"自公告之日起至{day(facts.until)}止。"),
        Item(1, 4, "举报方式。", f"向本院{paper.court.officer}提供，电话{paper.court.phone}；本院对举报人的身份保密。"),
        Paragraph("特此公告。"),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class FundsFacts:
    """Money that came in and waits for the applicant."""

    received_on: date = item("到账日期")
    amount_fen: int = item("可领取金额", unit="fen", least=1)
    days: int = item("办理期限（日）", least=1, most=60, prefill=lambda paper: 10)


def funds_blocks(paper: Paper, facts: FundsFacts) -> tuple[Block, ...]:
    """The notice that money can be had."""
    you = paper.receiver.you
    return (
        *paper.head(DocumentKind.FUNDS_NOTICE),
        Addressee(paper.receiver.name),
        Paragraph(
            f"{paper.matter}，本院执行案款专户于{day(facts.received_on)}收到执行款，其中{you}可以领取人民币{yuan_and_capitals(facts.amount_fen)}。"
            f"依照{paper.cite('funds.pay')}的规定，通知如下："
        ),
        Item(
            1, 1,
            text=f"请{you}自收到本通知之日起{numeral(facts.days)}日内，向本院确认{'本人' if paper.receiver.is_person else '本单位'}名下的收款账户，本院通过银行转账发放，不支付现金。",
        ),
        Item(1, 2, text="委托他人办理的，应当提交写明代为领取执行款的特别授权委托书和双方身份证件。"),
        Item(1, 3, text="逾期不办理且无法联系的，本院依法提存。"),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RenewalReminderFacts:
    """Measures that end soon, one a line, and by when the applicant should ask."""

    measures: tuple[str, ...] = item("即将届满的措施", long=True, hint="每行一项：财产、单位、届满日")
    ask_by: date = item("提出续行申请的最后日期")


def renewal_reminder_blocks(paper: Paper, facts: RenewalReminderFacts) -> tuple[Block, ...]:
    """The reminder to the applicant."""
    you = paper.receiver.you
    rows = tuple((str(n), line) for n, line in enumerate(facts.measures, 1))
    return (
        *paper.head(DocumentKind.RENEWAL_REMINDER),
        Addressee(paper.receiver.name),
        Paragraph(f"{paper.matter}，本院采取的下列查封、扣押、冻结措施期限即将届满："),
        Table("即将届满的措施", (Column("序号", Align.CENTER, 3), Column("措施", share=19)), rows),
        Paragraph(
            f"依照{paper.cite('measures.term')}的规定，需要续行的，请{you}于{day(facts.ask_by)}前向本院提出书面申请。期限届满未续行的，依照"
            f"{paper.cite('measures.lapse')}的规定，查封、扣押、冻结的效力消灭。"
        ),
        paper.signed_by_court(),
        paper.contact(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AddressFacts:
    """What is known already; the rest is for the party's pen."""

    phone: str = optional("联系电话")
    post_code: str = optional("邮政编码")
    electronic: str = optional("电子送达地址", hint="手机号、电子邮箱或者诉讼服务账号")


def address_blocks(paper: Paper, facts: AddressFacts) -> tuple[Block, ...]:
    """The form: address, post code, phone, electronic address and consent, and what follows from it."""
    to = paper.receiver
    known = (
        FormField("送达地址", to.address), FormField("邮政编码", facts.post_code), FormField("联系电话", facts.phone),
        FormField("电子送达地址", facts.electronic),
    )  # fmt: skip
    return (
        *paper.head(DocumentKind.ADDRESS_CONFIRMATION, lowered=False),
        Paragraph(f"案由：{paper.cause}　　当事人：{to.name}", indented=False),
        Form(
            "送达地址",
            known,
            (Column("事项", Align.CENTER, 4), Column("内容", share=7), Column("填写", share=12)),
            (
                FormGroup("代收人", ("代收人姓名", "与当事人的关系", "代收人电话和地址")),
                FormGroup("电子送达", ("同意或者不同意", "同意送达的文书种类")),
            ),
        ),
        Item(3, 1, text="当事人应当如实填写。送达地址变更的，应当及时书面告知本院；因提供的地址不准确、变更后未告知或者拒收，导致文书未能实际接收的，文书退回之日视为送达之日。"),
        Item(
            3, 2,
            text=f"同意电子送达的，依照{paper.cite('delivery.electronic', 'delivery.electronic_arrival')}的规定，"
            "以送达信息到达特定系统的日期为送达日期。",
        ),
        Item(3, 3, text="本确认书适用于执行立案、执行实施、执行审查各阶段。"),
        Note((f"我已阅读并清楚上述告知，所填内容真实。当事人{SIGNED}", f"执行人员{SIGNED}")),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProofFacts:
    """What is served on whom, where."""

    documents: tuple[str, ...] = item("送达的文书", hint="每行一份：名称和文号")
    place: str = item("送达地点", prefill=lambda paper: paper.to.address if paper.to else "")


def proof_blocks(paper: Paper, facts: ProofFacts) -> tuple[Block, ...]:
    """The proof of service, for the recipient's signature and date."""
    rows = tuple((str(n), line) for n, line in enumerate(facts.documents, 1))
    return (
        *paper.head(DocumentKind.PROOF_OF_SERVICE, lowered=False),
        Paragraph(f"案由：{paper.cause}　　受送达人：{paper.receiver.name}", indented=False),
        Paragraph(f"送达地点：{facts.place}", indented=False),
        Table("送达文书", (Column("序号", Align.CENTER, 3), Column("名称和文号", share=19)), rows),
        Form(
            "送达情况",
            (FormField("收到时间"), FormField("送达方式"), FormField("送达人"), FormField("见证人")),
            (Column("事项", Align.CENTER, 4), Column("内容", share=7), Column("填写", share=12)),
            (FormGroup("签收", ("受送达人签名或者盖章", "代收人签名及与受送达人的关系", "留置或者拒收的情况")),),
        ),
        Note(
            (
                f"依照{paper.cite('delivery.proof')}的规定，受送达人在送达回证上的签收日期为送达日期。",
                "受送达人拒绝接收的，应当记明拒收事由和日期，由送达人、见证人签名或者盖章。",
            )
        ),
    )  # fmt: skip


KINDS = (
    Kind(
        DocumentKind.THIRD_PARTY_DEBT_NOTICE, ThirdPartyDebtFacts, third_party_debt_blocks, SpeaksTo.OUTSIDER,
        addressee=lambda facts: facts.third_party,
        demands=(
            Demand("limits.garnishee", "向申请执行人履行，不得向被执行人清偿", ("不得向被执行人清偿",)),
            Demand("limits.garnishee", "十五日内履行", ("十五日内，向申请执行人履行",)),
            Demand("limits.garnishee", "十五日内提出异议", ("十五日内向本院提出",)),
            Demand("limits.garnishee", "违背上述义务的法律后果", ("连带清偿责任",)),
        ),
    ),
    Kind(DocumentKind.LEAD_FEEDBACK, LeadFacts, lead_blocks, SpeaksTo.APPLICANT),
    Kind(
        DocumentKind.ENTRUSTING_LETTER, EntrustFacts, entrust_blocks, SpeaksTo.OUTSIDER,
        addressee=lambda facts: facts.court,
    ),
    Kind(
        DocumentKind.TRANSFER_REQUEST, TransferRequestFacts, transfer_request_blocks, SpeaksTo.OUTSIDER,
        addressee=lambda facts: facts.court,
    ),
    Kind(
        DocumentKind.REWARD_NOTICE, RewardFacts, reward_blocks, SpeaksTo.OUTSIDER, addressee=lambda facts: "社会公众",
        demands=(
            Demand("limits.reward", "悬赏金额", ("悬赏金额",)),
            Demand("limits.reward", "领取条件", ("领取条件",)),
        ),
    ),
    Kind(DocumentKind.FUNDS_NOTICE, FundsFacts, funds_blocks, SpeaksTo.APPLICANT),
    Kind(DocumentKind.RENEWAL_REMINDER, RenewalReminderFacts, renewal_reminder_blocks, SpeaksTo.APPLICANT),
    Kind(
        DocumentKind.ADDRESS_CONFIRMATION, AddressFacts, address_blocks, SpeaksTo.PARTY, Signer.NOBODY,
        demands=(
            Demand("delivery.electronic", "电子送达的同意", ("同意或者不同意",)),
            Demand("delivery.electronic", "邮政编码", ("邮政编码",)),
        ),
    ),
    Kind(
        DocumentKind.PROOF_OF_SERVICE, ProofFacts, proof_blocks, SpeaksTo.PARTY, Signer.NOBODY,
        demands=(Demand("delivery.proof", "签收日期", ("收到时间",)),),
    ),
)  # fmt: skip
