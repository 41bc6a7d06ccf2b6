"""Why an item came back, in words."""

from zhixing.law.delivery_attempts import ReturnReason

RETURN_WORDS = {
    ReturnReason.WRONG_ADDRESS_GIVEN: "自己提供的地址不准确", ReturnReason.ADDRESS_WITHHELD: "拒不提供地址",
    ReturnReason.CHANGE_NOT_TOLD: "变更地址未告知", ReturnReason.REFUSED: "本人或者代收人拒收", ReturnReason.OTHER: "其他原因",
}  # fmt: skip


def reason_words(reason: object) -> str:
    """The reason in words; as it was told where it is none of the law's."""
    return next((words for known, words in RETURN_WORDS.items() if known.value == reason), str(reason))
