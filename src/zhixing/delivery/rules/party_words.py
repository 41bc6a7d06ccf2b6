"""The words of the page behind a message, in Chinese, Korean and English: short, addressed to the person."""

from zhixing.foundation.party_words import COMMON, Words, said


def say(key: str, language: str) -> str:
    """The words of a key in zh, ko or en. Raises KeyError for a key that nobody wrote."""
    return said(WORDS, key, language)


WORDS: Words = {
    **COMMON,
    "office": ("人民法院电子送达", "인민법원 전자 송달", "Court documents"),
    "title": ("法院给您的文书", "법원이 보낸 문서", "A document from the court"),
    "gone": (
        "链接可能不完整、已经过期或者被法院收回。请联系办案法院。",
        "링크가 잘렸거나, 기한이 지났거나, 법원이 회수했을 수 있습니다. 법원에 연락하십시오.",
        "It may be incomplete, expired or taken back. Please call the court.",
    ),
    "many_title": ("请稍后再试", "잠시 후 다시 하십시오", "Please try later"),
    "many": ("打开次数过多。", "너무 자주 열었습니다.", "Opened too often."),
    "again": ("重新获取链接", "링크 다시 받기", "Get a new link"),
    "entry_title": ("查阅法院送达给您的文书", "법원이 송달한 문서 열람", "Open what the court has delivered to you"),
    "entry_intro": (
        "填写案号和证件号码。与登记一致的，我们向您确认过的手机号或者邮箱发送一次性链接。",
        "사건번호와 신분증 번호를 입력하십시오. 등록된 내용과 같으면 확인하신 휴대전화나 전자우편으로 일회용 링크를 보냅니다.",
        "Enter the case number and your ID number. If they agree with the register, a one-time link goes to the mobile or mailbox "
        "that you confirmed.",
    ),
    "entry_case": ("案号", "사건번호", "Case number"),
    "entry_case_help": (
        "例如（2022）吉2424执272号，见法院文书首页。", "예: （2022）吉2424执272号, 법원 문서 첫 쪽에 있습니다.",
        "For example （2022）吉2424执272号; it stands on the first page of any paper from the court.",
    ),
    "entry_id": (
        "您的身份证号（单位填统一社会信用代码）", "신분증 번호 (단체는 통일사회신용코드)",
        "Your ID number (an organisation: its credit code)",
    ),
    "entry_button": ("获取链接", "링크 받기", "Get the link"),
    "entry_unreadable": (
        "案号或者证件号码的写法有误，请对照文书首页检查。", "사건번호나 신분증 번호의 형식이 잘못되었습니다. 문서 첫 쪽을 확인하십시오.",
        "The case number or the ID number is not written as such numbers are. Please check them against your paper.",
    ),
    "entry_done_title": ("请查看手机或者邮箱", "휴대전화나 전자우편을 확인하십시오", "Please look at your phone or mailbox"),
    "entry_done": (
        "填写的内容与登记一致、并且您确认过电子地址的，几分钟内会收到链接，两小时内有效。没有收到的，请拨打办案法院电话，或者到法院领取文书。",
        "입력하신 내용이 등록과 같고 확인하신 전자 주소가 있으면 몇 분 안에 링크를 받습니다. 두 시간 동안 유효합니다. 받지 못하셨으면 담당 법원에 전화하거나 법원에서 문서를 받으십시오.",
        "If what you entered agrees with the register and you have confirmed an electronic address, the link arrives within minutes and "
        "opens for two hours. If nothing arrives, call the court, or collect your papers there.",
    ),
    "entry_papers": ("法院送达给您的文书", "법원이 송달한 문서", "What the court has delivered to you"),
    "entry_none": ("没有文书。", "문서가 없습니다.", "Nothing."),
    "entry_served": ("送达日期", "송달일", "Served on"),
    "entry_open": ("送达中", "송달 중", "being delivered"),
    "entry_back": ("回到全部文书", "전체 문서로 돌아가기", "Back to all papers"),
    "for": ("送达给", "받는 사람", "For"),
    "issued": ("日期", "날짜", "Date"),
    "pages": ("页数", "쪽수", "Pages"),
    "read": ("打开文书（PDF）", "문서 열기 (PDF)", "Open the document (PDF)"),
    "read_korean": ("打开中朝文对照本（PDF）", "중조 대조본 열기 (PDF)", "Open it in Chinese and Korean (PDF)"),
    "read_korean_help": (
        "朝鲜文帮助您阅读，以中文文书为准。", "조선어는 읽기를 돕기 위한 것이며 중국어 문서를 기준으로 합니다.",
        "The Korean helps you read; the Chinese paper governs.",
    ),
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
