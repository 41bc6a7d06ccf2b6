"""How proposals of control and findings of excess stand."""

from enum import StrEnum


class ProposalState(StrEnum):
    """Where a proposal stands. `approved` ones have their documents and orders."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "draft": "待承办人核对",
            "submitted": "待审批",
            "approved": "已批准并发出",
            "discarded": "已作废",
        }[self.value]

    @property
    def english(self) -> str:
        """The same in English."""
        return {
            "draft": "for the officer",
            "submitted": "for approval",
            "approved": "approved and sent",
            "discarded": "discarded",
        }[self.value]


class ExcessState(StrEnum):
    """Where an excess stands: to be released, asked to be kept, kept by two people, or over."""

    OPEN = "open"
    KEEP_ASKED = "keep_asked"
    KEPT = "kept"
    OVER = "over"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"open": "待解除", "keep_asked": "提请保留，待复核", "kept": "已决定保留", "over": "已消除"}[
            self.value
        ]
