"""What is written to people outside: short, who writes, what for, how to check that it is the court. No document's content.

An address of the house and a name of the court are all that a carrier learns beside the number it sends to.
"""

from dataclasses import dataclass

SMS_MAX = 400


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message is about."""

    court_name: str
    court_phone: str
    case_number: str
    document_title: str
    recipient: str
    address: str
    """Where the document is opened."""
    has_consent: bool = True


def sms_text(about: Subject) -> str:
    """The text of a short message, Chinese first, one Korean line."""
    asks = "" if about.has_consent else "如同意电子送达，请打开后确认，或者回复“收到”。"
    phone = f"核实请拨打法院电话{about.court_phone}。" if about.court_phone else ""
    text = (
        f"【{about.court_name}】{about.recipient}：{about.case_number}案的{about.document_title}现电子送达，请打开 {about.address} "
        f"核验身份后查阅。{asks}法院不会要求转账或者提供验证码。{phone}법원 문서 송달 안내입니다. 링크에서 확인하십시오."
    )
    return text[:SMS_MAX]


def mail_subject(about: Subject) -> str:
    """The subject line of an e-mail."""
    return f"{about.court_name}电子送达：{about.case_number} {about.document_title}"


def mail_text(about: Subject) -> str:
    """The body of an e-mail, in Chinese and Korean."""
    asks = (
        ""
        if about.has_consent
        else "您尚未确认是否同意电子送达；同意的，请打开后确认，或者回复本邮件“收到”。\n"
    )
    phone = f"如有疑问，请拨打法院电话 {about.court_phone} 核实。\n" if about.court_phone else ""
    return (
        f"{about.recipient}：\n\n{about.case_number}案的{about.document_title}现依法向您电子送达，请打开下列地址，核验身份后查阅、下载：\n"
        f"{about.address}\n\n{asks}法院不会要求您转账、缴费或者提供验证码。{phone}\n{about.court_name}\n\n----\n"
        f"{about.case_number} 사건의 문서를 전자 송달합니다. 위 주소에서 본인 확인 후 열람하십시오. 법원은 송금을 요구하지 않습니다.\n"
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """What a message with an entry link says: nobody's name and no document."""

    court_name: str
    court_phone: str
    case_number: str
    address: str


def entry_sms_text(about: Entry) -> str:
    """The text of a short message with an entry link."""
    phone = f"非本人申请的，不必理会；有疑问请拨打{about.court_phone}。" if about.court_phone else ""
    text = (
        f"【{about.court_name}】您申请查阅{about.case_number}案向您送达的文书，请在两小时内打开 {about.address} 核验身份后查阅，链接只能"
        f"使用一次。法院不会要求转账或者提供验证码。{phone}요청하신 문서 열람 링크입니다(두 시간, 한 번)."
    )
    return text[:SMS_MAX]


def entry_mail_subject(about: Entry) -> str:
    """The subject line of an e-mail with an entry link."""
    return f"{about.court_name}：查阅{about.case_number}案文书的链接"


def entry_mail_text(about: Entry) -> str:
    """The body of an e-mail with an entry link, in Chinese and Korean."""
    phone = f"如有疑问，请拨打法院电话 {about.court_phone} 核实。\n" if about.court_phone else ""
    return (
        f"您申请查阅{about.case_number}案向您送达的文书，请在两小时内打开下列地址，核验身份后查阅（链接只能使用一次）：\n{about.address}\n\n"
        f"非本人申请的，不必理会。法院不会要求您转账、缴费或者提供验证码。{phone}\n{about.court_name}\n\n----\n"
        f"{about.case_number} 사건에서 송달된 문서를 열람하는 링크입니다. 두 시간 안에 한 번만 열 수 있습니다. 신청하지 않으셨다면 무시하십시오.\n"
    )
