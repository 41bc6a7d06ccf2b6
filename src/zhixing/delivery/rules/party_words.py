"""The words of the page behind a message, in Chinese, Korean and English: short, addressed to the person."""

LANGUAGES = {"zh": "中文", "ko": "한국어", "en": "English"}
HTML_LANG = {"zh": "zh-Hans", "ko": "ko", "en": "en"}


def say(key: str, language: str) -> str:
    """The words of a key in zh, ko or en. Raises KeyError for a key that nobody wrote."""
    return WORDS[key][{"zh": 0, "ko": 1, "en": 2}[language]]


WORDS: dict[str, tuple[str, str, str]] = {
    "office": ("人民法院电子送达", "인민법원 전자 송달", "Court documents"),
    "language": ("语言", "언어", "Language"),
    "larger": ("大字", "큰 글씨", "Larger text"),
    "smaller": ("标准字", "보통 글씨", "Normal text"),
    "beware": (
        "法院不会让您转账、缴费或者提供短信验证码。有疑问请拨打法院电话核实。",
        "법원은 송금이나 비용 납부, 문자 인증번호를 요구하지 않습니다. 의심되면 법원에 전화로 확인하십시오.",
        "The court never asks you to transfer money, pay a fee or give a text-message code. If in doubt, call the court.",
    ),
    "phone": ("法院电话", "법원 전화", "Court phone"),
    "title": ("法院给您的文书", "법원이 보낸 문서", "A document from the court"),
    "who_title": ("先确认是您本人", "본인 확인", "First, confirm it is you"),
    "who_label": (
        "您的身份证号后六位（单位填统一社会信用代码后六位）",
        "신분증 번호 끝 여섯 자리 (단체는 통일사회신용코드 끝 여섯 자리)",
        "Last six characters of your ID number (an organisation: of its credit code)",
    ),
    "who_help": ("末位是 X 的，请填 X。", "끝자리가 X이면 X를 입력하십시오.", "If it ends with X, enter X."),
    "who_button": ("确认", "확인", "Confirm"),
    "who_wrong": (
        "与登记的号码不一致。还可以试 {left} 次。", "등록된 번호와 다릅니다. {left}번 더 시도할 수 있습니다.",
        "That is not the number on file. You can try {left} more times.",
    ),
    "locked_title": ("暂时不能再试", "지금은 더 시도할 수 없습니다", "No more tries for now"),
    "locked": (
        "输错次数过多，链接已锁定一小时。请稍后再试，或者拨打法院电话。",
        "여러 번 틀려 링크가 한 시간 잠겼습니다. 나중에 다시 하거나 법원에 전화하십시오.",
        "Too many wrong answers: the link is locked for an hour. Try later, or call the court.",
    ),
    "gone_title": ("这个链接打不开", "이 링크는 열리지 않습니다", "This link does not open"),
    "gone": (
        "链接可能不完整、已经过期或者被法院收回。请联系办案法院。",
        "링크가 잘렸거나, 기한이 지났거나, 법원이 회수했을 수 있습니다. 법원에 연락하십시오.",
        "It may be incomplete, expired or taken back. Please call the court.",
    ),
    "many_title": ("请稍后再试", "잠시 후 다시 하십시오", "Please try later"),
    "many": ("打开次数过多。", "너무 자주 열었습니다.", "Opened too often."),
    "for": ("送达给", "받는 사람", "For"),
    "case": ("案号", "사건번호", "Case"),
    "number": ("文号", "문서번호", "Number"),
    "issued": ("日期", "날짜", "Date"),
    "pages": ("页数", "쪽수", "Pages"),
    "read": ("打开文书（PDF）", "문서 열기 (PDF)", "Open the document (PDF)"),
    "read_help": (
        "打开、阅读和下载的时间会记入送达记录。", "열람·다운로드 시각은 송달 기록에 남습니다.",
        "The times of opening and downloading become part of the record.",
    ),
    "confirm": ("我已收到", "받았습니다", "I have received it"),
    "confirmed": ("您已确认收到。", "수신을 확인하셨습니다.", "You have confirmed receipt."),
    "agree_title": ("以后也用电子方式送达？", "앞으로도 전자 송달에 동의하십니까?", "Send later documents this way too?"),
    "agree_text": (
        "同意后，本案的文书（包括判决书、裁定书）可以发送到您的手机，到达即为送达；您可以随时撤回，也可以要求纸质文书。",
        "동의하시면 이 사건 문서(판결서·재정서 포함)를 휴대전화로 보내며 도착하면 송달된 것입니다. 언제든지 철회하거나 종이 문서를 요구할 수 있습니다.",
        "If you agree, documents of this case (judgments and rulings too) come to your phone and count on arrival. You may withdraw, "
        "or ask for paper, at any time.",
    ),
    "agree": ("同意电子送达", "전자 송달에 동의합니다", "I agree"),
    "agreed": ("您已同意本案电子送达。", "이 사건 전자 송달에 동의하셨습니다.", "You have agreed to electronic delivery in this case."),
}  # fmt: skip
