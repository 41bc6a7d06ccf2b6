"""Reads of 查控."""

from datetime import date

from zhixing.foundation.database.rows import counts
from zhixing.foundation.duties import Duty
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.queries.asked import (
    CaseCoverage,
    InquiryNotFound,
    Progress,
    RequestDetail,
    RequestLine,
    audits,
    counted_asking,
    coverage,
    dead_letters,
    duties_of_asking,
    inquiry_progress,
    list_inquiries,
    looks_at_person,
    request_detail,
    requests_of_case,
    requests_of_inquiry,
)
from zhixing.inquiries.queries.assets import (
    AssetDetail,
    AssetLine,
    AssetNotFound,
    CaseAssets,
    ConflictNotFound,
    ControlReference,
    asset_detail,
    asset_lines,
    assets_of_case,
    conflict_by_id,
    control_reference,
    counted_identity,
    duties_of_identity,
    open_conflicts,
)
from zhixing.inquiries.queries.claims import (
    ClaimDetail,
    ClaimLine,
    claim_detail,
    counted_claims,
    duties_of_claims,
    hours_left,
    list_claims,
)
from zhixing.inquiries.queries.controls import (
    ControlNotFound,
    OrderDetail,
    OrderLine,
    OrderState,
    ReceiptLine,
    counted_controls,
    duties_of_controls,
    order_detail,
    order_of,
    order_of_request,
    orders_by_id,
    orders_of_asset,
    orders_of_case,
    silent_orders,
    unwatched_receipts,
)
from zhixing.inquiries.queries.desk import (
    AskedAtDesk,
    OrderAtDesk,
    QuestionAtDesk,
    asked_at_desk,
    order_at_desk,
    question_at_desk,
)
from zhixing.inquiries.queries.units import (
    ServiceCard,
    UnitDetail,
    UnitLine,
    UnitNotFound,
    list_units,
    policy_of,
    presets_of,
    service_cards,
    unit_detail,
    unit_of_key_proposal,
)

__all__ = [
    "AskedAtDesk",
    "AssetDetail",
    "AssetLine",
    "AssetNotFound",
    "CaseAssets",
    "CaseCoverage",
    "ClaimDetail",
    "ClaimLine",
    "ConflictNotFound",
    "ControlNotFound",
    "ControlReference",
    "InquiryNotFound",
    "OrderAtDesk",
    "OrderDetail",
    "OrderLine",
    "OrderState",
    "Progress",
    "QuestionAtDesk",
    "ReceiptLine",
    "RequestDetail",
    "RequestLine",
    "ServiceCard",
    "UnitDetail",
    "UnitLine",
    "UnitNotFound",
    "asked_at_desk",
    "asset_detail",
    "asset_lines",
    "assets_of_case",
    "audits",
    "claim_detail",
    "conflict_by_id",
    "control_reference",
    "count_of_duties",
    "coverage",
    "dead_letters",
    "duties",
    "hours_left",
    "inquiry_progress",
    "list_claims",
    "list_inquiries",
    "list_units",
    "looks_at_person",
    "open_conflicts",
    "order_at_desk",
    "order_detail",
    "order_of",
    "order_of_request",
    "orders_by_id",
    "orders_of_asset",
    "orders_of_case",
    "policy_of",
    "presets_of",
    "question_at_desk",
    "request_detail",
    "requests_of_case",
    "requests_of_inquiry",
    "service_cards",
    "silent_orders",
    "unit_detail",
    "unit_of_key_proposal",
    "unwatched_receipts",
]

_PARTS = (duties_of_asking, duties_of_identity, duties_of_controls, duties_of_claims)
_COUNTED = (counted_asking, counted_identity, counted_controls, counted_claims)
"""Each part of the room reports its own duties, and the rows that are counted."""


def duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """What waits in 查控 for the person, worst first."""
    found = [duty for part in _PARTS for duty in part(actor=actor, today=today, limit=limit)]
    return sorted(found, key=lambda duty: duty.loss)[:limit]


def count_of_duties(*, actor: Actor, today: date) -> int:
    """How much waits, each kind exact up to 10,000."""
    return sum(counts([rows for part in _COUNTED for rows in part(actor)], at_most=10_000))
