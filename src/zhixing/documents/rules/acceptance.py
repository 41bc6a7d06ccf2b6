"""受理案件通知书: tells the applicant that the case is filed, who has it, and what is expected of them."""

from zhixing.documents.rules.blocks import (
    Addressee,
    Block,
    CaseNumberLine,
    Item,
    Note,
    Paragraph,
    SignOff,
    Title,
)
from zhixing.documents.rules.contexts import AcceptanceNotice, IssuingCourt
from zhixing.documents.rules.wording import date_in_chinese, day, names, within, yuan_and_capitals


def contact(court: IssuingCourt, *more: str) -> Note:
    """How to reach the officer: the lines under the date of every notice, and what is attached."""
    return Note((f"联系人：{court.officer}　　联系电话：{court.phone}", f"本院地址：{court.address}", *more))


def acceptance_blocks(notice: AcceptanceNotice) -> tuple[Block, ...]:
    """The notice, block by block, from a complete context."""
    you = notice.applicant.you
    own = "本人" if notice.applicant.is_person else "本单位"
    return (
        Title(notice.court.name, notice.kind.document_name),
        CaseNumberLine(notice.document_number),
        Addressee(notice.applicant.name),
        Paragraph(
            f"{you}与{names(notice.debtors)}{notice.cause}一案，{you}依据{notice.title.text}向本院申请执行，"
            f"申请执行标的为人民币{yuan_and_capitals(notice.claim_fen)}。经审查，该申请符合{notice.articles}规定的受理条件，"
            f"本院已于{day(notice.filed_on)}立案执行，案号为{notice.case_number}。现将有关事项通知如下："
        ),
        Item(1, 1, "承办人。", f"本案由{notice.court.officer}负责执行。"),
        Item(
            1,
            2,
            "财产线索。",
            f"请{you}{within(notice.leads_days)}，将所知道的被执行人的银行存款、不动产、车辆、股权、到期债权、收入等财产状况"
            "或者财产线索书面提供给本院；以后发现新线索的，随时提供。",
        ),
        Item(
            1,
            3,
            "收款账户。",
            f"请{you}书面确认{own}名下的收款账户，执行款原则上转入该账户。委托他人代收的，应当提交特别授权的委托书。",
        ),
        Item(
            1,
            4,
            "送达地址。",
            f"请{you}填写送达地址确认书；同意电子送达的，写明电子送达地址。地址变更的，应当及时告知本院。",
        ),
        Item(1, 5, "申请执行费。", "申请执行费无需预交，由被执行人负担，执行后交纳。"),
        Item(
            1,
            6,
            "续行控制。",
            "查封、扣押、冻结有法定期限，需要续行的，应当在期限届满前向本院提出申请。",
        ),
        Item(
            1,
            7,
            "执行风险。",
            "被执行人的财产不足以清偿债务的，申请执行的权利可能暂时不能实现或者不能全部实现。本院依法终结本次执行程序后，"
            f"{you}发现被执行人有可供执行财产的，可以再次申请执行，不受申请执行时效期间的限制。",
        ),
        Paragraph("特此通知。"),
        SignOff(notice.court.name, date_in_chinese(notice.issued_on)),
        contact(notice.court),
    )
