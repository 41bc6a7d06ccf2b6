"""What the nightly check looks for."""

from enum import StrEnum


class GapKind(StrEnum):
    """What the nightly check finds missing."""

    NO_OWNER = "no_owner"
    NO_END = "no_end"
    NO_HOLDER = "no_holder"
    LAPSED = "lapsed"
    CASE_CONCLUDED = "case_concluded"
    CASE_SUSPENDED = "case_suspended"
    NO_RECEIPT = "no_receipt"
    HANDED_OVER = "handed_over"
    NOT_SAID_YES = "not_said_yes"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "no_owner": "没有承办人",
            "no_end": "没有届满日",
            "no_holder": "没有协助单位",
            "lapsed": "期限已过仍未处理",
            "case_concluded": "案件已结，措施仍在",
            "case_suspended": "终本案件的措施，须继续续行",
            "no_receipt": "没有协助单位的回执",
            "handed_over": "已移交，接收法院未确认",
            "not_said_yes": "协助单位未办或者只办了一部分",
        }[self.value]
