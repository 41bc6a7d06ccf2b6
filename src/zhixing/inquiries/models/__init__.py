"""Tables of 查控, a file for each subject."""

from zhixing.inquiries.models.asking import Attempt, AttemptResult, AuditPick, Inquiry, RawReply, Request
from zhixing.inquiries.models.units import InquiryPolicy, Preset, PresetUnit, Unit, UnitItem, UnitKey

__all__ = [
    "Attempt",
    "AttemptResult",
    "AuditPick",
    "Inquiry",
    "InquiryPolicy",
    "Preset",
    "PresetUnit",
    "RawReply",
    "Request",
    "Unit",
    "UnitItem",
    "UnitKey",
]
