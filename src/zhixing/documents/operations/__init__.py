"""Every write of documents."""

from zhixing.documents.operations.continuity import issue_continuity_proof
from zhixing.documents.operations.controls import (
    ControlAct,
    IssuedAct,
    IssuedFile,
    issue_control_documents,
    set_control_documents_ahead,
)
from zhixing.documents.operations.delivery_papers import issue_delivery_notice, issue_delivery_proof
from zhixing.documents.operations.drafting import (
    Wish,
    bring_back,
    draft_of,
    issue_draft,
    issue_drafts,
    paper_to_draft,
    preview,
    set_drafts_ahead,
    word_file,
)
from zhixing.documents.operations.first_notices import (
    CourtAccountMissing,
    Issued,
    cases_waiting_for_notices,
    issue_first_notices,
)
from zhixing.documents.operations.ready import sweep_ready_pages
from zhixing.documents.operations.vouchers import (
    issue_asset_result_notice,
    issue_distribution_plan,
    issue_voucher,
)

__all__ = [
    "ControlAct",
    "CourtAccountMissing",
    "Issued",
    "IssuedAct",
    "IssuedFile",
    "Wish",
    "bring_back",
    "cases_waiting_for_notices",
    "draft_of",
    "issue_asset_result_notice",
    "issue_continuity_proof",
    "issue_control_documents",
    "issue_delivery_notice",
    "issue_delivery_proof",
    "issue_distribution_plan",
    "issue_draft",
    "issue_drafts",
    "issue_first_notices",
    "issue_voucher",
    "paper_to_draft",
    "preview",
    "set_control_documents_ahead",
    "set_drafts_ahead",
    "sweep_ready_pages",
    "word_file",
]
