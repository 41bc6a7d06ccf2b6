"""Writes of 查控."""

from zhixing.inquiries.operations.asking import ASKERS, AskingRefused, Made, ask, cancel
from zhixing.inquiries.operations.at_desk import answer_at_desk
from zhixing.inquiries.operations.auditing import (
    ACCESS_LOG_ROLES,
    REVIEWERS,
    ReviewRefused,
    draw_audits,
    review,
    tell_who_asked,
)
from zhixing.inquiries.operations.claims import (
    APPROVERS,
    PROPOSERS,
    RECORDERS,
    ClaimNotFound,
    ClaimRefused,
    NewClaim,
    decide_claim,
    note_late_claims,
    propose_outcome,
    record_claim,
)
from zhixing.inquiries.operations.controls import (
    ORDERERS,
    ControlRefused,
    NewControl,
    Ordered,
    mark_watched,
    order_controls,
)
from zhixing.inquiries.operations.controls_sent import hold_back, write_controls
from zhixing.inquiries.operations.deciding import (
    DECIDERS,
    LOOKERS,
    DecisionRefused,
    LookRefused,
    OpenedSpouse,
    confirm_decision,
    look_at_spouse,
    propose_decision,
)
from zhixing.inquiries.operations.desk_links import (
    Holder,
    MadeDeskLink,
    answer_through_link,
    make_desk_link,
    read_desk_token,
    say_who,
)
from zhixing.inquiries.operations.desk_receipts import DeskReceipt, receipt_through_link
from zhixing.inquiries.operations.doubts import note_doubts
from zhixing.inquiries.operations.gates import GATES
from zhixing.inquiries.operations.letters import WRITERS
from zhixing.inquiries.operations.overdue import give_up, note_silence, try_again
from zhixing.inquiries.operations.reading import ReadingReport, RowOutcome, take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.operations.receipts_on_paper import PaperReceipt, ReceiptRefused, enter_receipt
from zhixing.inquiries.operations.registering import (
    REGISTRARS,
    SETTERS,
    Item,
    UnitRefused,
    UnitTerms,
    move_unit,
    pause,
    register_unit,
    resume,
    rotate_key,
    save_preset,
    set_policy,
)
from zhixing.inquiries.operations.sending import units_to_collect_from
from zhixing.inquiries.operations.taking import Arrival, Reader, take_replies
from zhixing.inquiries.operations.triggers import (
    ask_before_closing,
    ask_half_yearly,
    ask_on_clue,
    ask_on_filing,
    ask_on_findings,
)
from zhixing.inquiries.operations.unit_keys import decide_key, propose_key
from zhixing.inquiries.rules.kinds import RequestKind

__all__ = [
    "ACCESS_LOG_ROLES",
    "APPROVERS",
    "ASKERS",
    "DECIDERS",
    "LOOKERS",
    "ORDERERS",
    "PROPOSERS",
    "RECORDERS",
    "REGISTRARS",
    "REVIEWERS",
    "SETTERS",
    "Arrival",
    "AskingRefused",
    "ClaimNotFound",
    "ClaimRefused",
    "ControlRefused",
    "DecisionRefused",
    "DeskReceipt",
    "Holder",
    "IncomingReply",
    "Item",
    "LookRefused",
    "Made",
    "MadeDeskLink",
    "NewClaim",
    "NewControl",
    "OpenedSpouse",
    "Ordered",
    "PaperReceipt",
    "Reader",
    "ReadingReport",
    "ReceiptRefused",
    "ReviewRefused",
    "RowOutcome",
    "UnitRefused",
    "UnitTerms",
    "answer_at_desk",
    "answer_through_link",
    "ask",
    "ask_before_closing",
    "ask_half_yearly",
    "ask_on_clue",
    "ask_on_filing",
    "ask_on_findings",
    "cancel",
    "confirm_decision",
    "decide_claim",
    "decide_key",
    "draw_audits",
    "enter_receipt",
    "give_up",
    "look_at_spouse",
    "make_desk_link",
    "mark_watched",
    "move_unit",
    "note_doubts",
    "note_late_claims",
    "note_silence",
    "order_controls",
    "pause",
    "propose_decision",
    "propose_key",
    "propose_outcome",
    "read_desk_token",
    "receipt_through_link",
    "record_claim",
    "register_unit",
    "resume",
    "review",
    "rotate_key",
    "save_preset",
    "say_who",
    "set_policy",
    "take_replies",
    "take_rows",
    "tell_who_asked",
    "try_again",
    "units_to_collect_from",
]

GATES[RequestKind.CONTROL] = hold_back
WRITERS[RequestKind.CONTROL] = write_controls
