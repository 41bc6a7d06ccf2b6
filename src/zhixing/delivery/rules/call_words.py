"""What a call's record says, in words."""

from zhixing.law.delivery_calls import CallResult, SaidOfConsent

RESULT_WORDS = {
    CallResult.REACHED: "同本人（法定代表人、代理人）通话", CallResult.SOMEBODY_ELSE: "他人接听",
    CallResult.NO_ANSWER: "无人接听", CallResult.WRONG_NUMBER: "空号、号码有误",
}  # fmt: skip
CONSENT_WORDS = {
    SaidOfConsent.NOTHING: "没有问到、没有表示", SaidOfConsent.AGREES: "同意电子送达", SaidOfConsent.REFUSES: "不同意电子送达",
}  # fmt: skip


def result_words(outcome: object) -> str:
    """Who was reached, in words; empty for a record that does not say."""
    return next((words for result, words in RESULT_WORDS.items() if result.value == outcome), "")
