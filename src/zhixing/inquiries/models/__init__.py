"""Tables of 查控, a file for each subject."""

from zhixing.inquiries.models.asking import Attempt, AttemptResult, AuditPick, Inquiry, RawReply, Request
from zhixing.inquiries.models.assets import (
    Asset,
    AssetChange,
    Encumbrance,
    IdentityConflict,
    Namesake,
    PriorMeasure,
    ReadReply,
    Sighting,
    SpouseLead,
    SpouseLook,
)
from zhixing.inquiries.models.controls import (
    ClaimedOrder,
    ControlDoubt,
    ControlOrder,
    ControlReceipt,
    WrongPersonClaim,
)
from zhixing.inquiries.models.desk import DeskLink, KeyProposal
from zhixing.inquiries.models.units import InquiryPolicy, Preset, PresetUnit, Unit, UnitItem, UnitKey

__all__ = [
    "Asset",
    "AssetChange",
    "Attempt",
    "AttemptResult",
    "AuditPick",
    "ClaimedOrder",
    "ControlDoubt",
    "ControlOrder",
    "ControlReceipt",
    "DeskLink",
    "Encumbrance",
    "IdentityConflict",
    "Inquiry",
    "InquiryPolicy",
    "KeyProposal",
    "Namesake",
    "Preset",
    "PresetUnit",
    "PriorMeasure",
    "RawReply",
    "ReadReply",
    "Request",
    "Sighting",
    "SpouseLead",
    "SpouseLook",
    "Unit",
    "UnitItem",
    "UnitKey",
    "WrongPersonClaim",
]
