"""执行通知书: orders a debtor to perform, and says what follows if they do not.

What it must hold: the order and the warning of interest or payment for delay (民诉法解释第四百八十条), the notice of the
risk of the defaulter list (法释〔2017〕7号第五条), the court's account and what a payer has to note (法发〔2017〕6号第五条).
"""

from zhixing.documents.rules.acceptance import contact
from zhixing.documents.rules.blocks import (
    Addressee,
    Align,
    Block,
    CaseNumberLine,
    Column,
    Item,
    PageBreak,
    Paragraph,
    Qr,
    SignOff,
    Table,
    Title,
)
from zhixing.documents.rules.contexts import EnforcementNotice, PaymentAccount
from zhixing.documents.rules.property_report import form_blocks, report_blocks
from zhixing.documents.rules.wording import (
    date_in_chinese,
    day,
    names,
    together,
    within,
    yuan,
    yuan_and_capitals,
)

DEFAULTER_GROUNDS = (
    "有履行能力而拒不履行生效法律文书确定义务的；",
    "以伪造证据、暴力、威胁等方法妨碍、抗拒执行的；",
    "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行的；",
    "违反财产报告制度的；",
    "违反限制消费令的；",
    "无正当理由拒不履行执行和解协议的。",
)


def enforcement_blocks(notice: EnforcementNotice) -> tuple[Block, ...]:
    """The notice, the order to report property and the form, block by block, from a complete context."""
    return (
        *_opening(notice),
        *_duties(notice),
        *_account(notice),
        *_warnings(notice),
        Paragraph("特此通知。"),
        SignOff(notice.court.name, date_in_chinese(notice.issued_on)),
        contact(notice.court),
        PageBreak(),
        *report_blocks(notice),
        PageBreak(),
        *form_blocks(notice),
    )


def _opening(notice: EnforcementNotice) -> tuple[Block, ...]:
    you = notice.debtor.you
    others = f"、{names(notice.co_debtors)}" if notice.co_debtors else ""
    articles = together((notice.articles.notice, notice.articles.notice_content))
    return (
        Title(notice.court.name, notice.kind.document_name),
        CaseNumberLine(notice.document_number),
        Addressee(notice.debtor.name),
        Paragraph(
            f"{notice.applicant}与{you}{others}{notice.cause}一案，{notice.title.text}已经发生法律效力。"
            f"{notice.applicant}向本院申请执行，本院于{day(notice.filed_on)}立案执行。"
            f"依照{articles}的规定，责令{you}{within(notice.perform_within)}履行下列义务："
        ),
    )


def _duties(notice: EnforcementNotice) -> tuple[Block, ...]:
    you = notice.debtor.you
    together_with = (
        f"与{names(notice.co_debtors)}{notice.liability}，" if notice.co_debtors and notice.liability else ""
    )
    blocks: list[Block] = []
    number = 1
    if notice.amounts:
        lead = "支付款项。"
        blocks += [
            Item(
                1,
                number,
                lead,
                f"{together_with}向申请执行人{notice.applicant}支付生效法律文书确定的款项，并负担申请执行费。"
                f"计算至{day(notice.as_of)}，合计人民币{yuan_and_capitals(notice.total_fen)}，明细如下：",
            ),
            _amounts(notice),
            Item(1, number + 1, "继续计付的利息。", f"{notice.interest}。"),
            Item(
                1,
                number + 2,
                "加倍支付迟延履行期间的债务利息。",
                f"{you}未按生效法律文书指定的期间履行给付金钱义务，依照{notice.articles.delay}的规定，"
                f"应当加倍支付迟延履行期间的债务利息。{notice.doubled}。",
            ),
        ]
        number += 3
    for duty in notice.other_duties:
        blocks.append(Item(1, number, "", duty))
        number += 1
    if notice.other_duties:
        blocks.append(
            Paragraph(
                f"{you}未按生效法律文书指定的期间履行金钱给付以外的义务的，依照{notice.articles.delay}的规定，"
                "应当支付迟延履行金。"
            )
        )
    return tuple(blocks)


def _amounts(notice: EnforcementNotice) -> Table:
    rows = tuple((amount.name, yuan(amount.fen), amount.basis) for amount in notice.amounts)
    return Table(
        caption="",
        columns=(
            Column("项目", Align.LEFT, 4),
            Column("金额（元）", Align.RIGHT, 3),
            Column("计算依据", Align.LEFT, 6),
        ),
        rows=(*rows, ("合计", yuan(notice.total_fen), f"计算至{day(notice.as_of)}")),
        total=True,
    )


def _account(notice: EnforcementNotice) -> tuple[Block, ...]:
    return (
        Paragraph("款项应当汇入本院执行款专户，虚拟子账号为本案专用："),
        payment_code(notice.account, notice.case_number, notice.debtor.name),
        Paragraph(
            f"汇款附言应当注明：案号{notice.case_number}，被执行人{notice.debtor.name}，付款人（实际付款人的姓名或者名称），"
            "用途执行款。"
        ),
    )


def payment_code(account: PaymentAccount, case_number: str, debtor: str) -> Qr:
    """Where to pay and what to write, as a code to scan: the same words that stand above it in print."""
    data = (
        f"户名:{account.holder};开户行:{account.bank};账号:{account.number};子账号:{account.sub_account};"
        f"附言:{case_number} {debtor} 付款人姓名 执行款"
    )
    return Qr(
        data,
        f"收款二维码：{account.holder}，{account.bank}，账号{account.number}，虚拟子账号{account.sub_account}",
        "扫码复制收款信息，付款前请核对户名",
        (
            f"户名：{account.holder}",
            f"开户银行：{account.bank}",
            f"账号：{account.number}",
            f"虚拟子账号：{account.sub_account}",
        ),
    )


def _warnings(notice: EnforcementNotice) -> tuple[Block, ...]:
    you = notice.debtor.you
    whom = (
        "限制高消费及非生活和工作必需的消费行为"
        if notice.debtor.is_person
        else "限制高消费及非生活或者经营必需的有关消费，"
        "法定代表人、主要负责人、影响债务履行的直接责任人员、实际控制人同受限制"
    )
    return (
        Paragraph(f"{you}逾期不履行的，本院将依法强制执行，并告知如下风险："),
        Item(
            2,
            1,
            "限制消费。",
            f"{you}未按本通知书指定的期间履行给付义务的，依照{notice.articles.consumption}的规定，"
            f"本院可以对{you}采取限制消费措施，{whom}。",
        ),
        Item(
            2,
            2,
            "失信被执行人名单。",
            f"依照{notice.articles.defaulter_list}的规定，未履行生效法律文书确定的义务，并具有下列情形之一的，"
            "人民法院应当将其纳入失信被执行人名单，依法对其进行信用惩戒：",
        ),
        *(Item(3, place, "", ground) for place, ground in enumerate(DEFAULTER_GROUNDS, start=1)),
        Item(
            2,
            3,
            "法律责任。",
            f"拒不履行人民法院已经发生法律效力的判决、裁定的，依照{notice.articles.refusal}的规定，"
            "可以根据情节轻重予以罚款、拘留；构成犯罪的，依法追究刑事责任。",
        ),
    )
