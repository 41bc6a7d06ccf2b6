"""What every page for people outside says in the same words, in Chinese, Korean and English."""

from collections.abc import Mapping

LANGUAGES = {"zh": "中文", "ko": "한국어", "en": "English"}
HTML_LANG = {"zh": "zh-Hans", "ko": "ko", "en": "en"}
_PLACE = {"zh": 0, "ko": 1, "en": 2}

Words = Mapping[str, tuple[str, str, str]]
"""By key: Chinese, Korean, English."""


def said(words: Words, key: str, language: str) -> str:
    """The words of a key in zh, ko or en. Raises KeyError for a key that nobody wrote."""
    return words[key][_PLACE[language]]


COMMON: Words = {
    "language": ("语言", "언어", "Language"),
    "larger": ("大字", "큰 글씨", "Larger text"),
    "smaller": ("标准字", "보통 글씨", "Normal text"),
    "beware": (
        "法院不会让您转账、缴费或者提供短信验证码。有疑问请拨打法院电话核实。",
        "법원은 송금이나 비용 납부, 문자 인증번호를 요구하지 않습니다. 의심되면 법원에 전화로 확인하십시오.",
        "The court never asks you to transfer money, pay a fee or give a text-message code. If in doubt, call the court.",
    ),
    "phone": ("法院电话", "법원 전화", "Court phone"),
    "who_title": ("先确认是您本人", "본인 확인", "First, confirm it is you"),
    "who_label": (
        "您的身份证号后六位（单位填统一社会信用代码后六位）",
        "신분증 번호 끝 여섯 자리 (단체는 통일사회신용코드 끝 여섯 자리)",
        "Last six characters of your ID number (an organisation: of its credit code)",
    ),
    "who_help": ("末位是 X 的，请填 X。", "끝자리가 X이면 X를 입력하십시오.", "If it ends with X, enter X."),
    "who_button": ("确认", "확인", "Confirm"),
    "who_wrong": (
        "与登记的号码不一致。还可以试 {left} 次。",
        "등록된 번호와 다릅니다. {left}번 더 시도할 수 있습니다.",
        "That is not the number on file. You can try {left} more times.",
    ),
    "locked_title": ("暂时不能再试", "지금은 더 시도할 수 없습니다", "No more tries for now"),
    "locked": (
        "输错次数过多，链接已锁定一小时。请稍后再试，或者拨打法院电话。",
        "여러 번 틀려 링크가 한 시간 잠겼습니다. 나중에 다시 하거나 법원에 전화하십시오.",
        "Too many wrong answers: the link is locked for an hour. Try later, or call the court.",
    ),
    "gone_title": ("这个链接打不开", "이 링크는 열리지 않습니다", "This link does not open"),
    "case": ("案号", "사건번호", "Case"),
    "number": ("文号", "문서번호", "Number"),
}
