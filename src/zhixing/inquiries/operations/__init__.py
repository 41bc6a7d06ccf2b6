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
from zhixing.inquiries.operations.controls import (
    ORDERERS,
    ControlRefused,
    NewControl,
    Ordered,
    mark_watched,
    order_controls,
)
from zhixing.inquiries.operations.controls_sent import hold_back
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
from zhixing.inquiries.operations.doubts import note_doubts
from zhixing.inquiries.operations.overdue import give_up, note_silence, try_again
from zhixing.inquiries.operations.reading import ReadingReport, RowOutcome, take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.operations.registering import (
    REGISTRARS,
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
from zhixing.inquiries.operations.triggers import ask_half_yearly, ask_on_filing

__all__ = [
    "ACCESS_LOG_ROLES",
    "ASKERS",
    "DECIDERS",
    "LOOKERS",
    "ORDERERS",
    "REGISTRARS",
    "REVIEWERS",
    "Arrival",
    "AskingRefused",
    "ControlRefused",
    "DecisionRefused",
    "IncomingReply",
    "Item",
    "LookRefused",
    "Made",
    "NewControl",
    "OpenedSpouse",
    "Ordered",
    "Reader",
    "ReadingReport",
    "ReviewRefused",
    "RowOutcome",
    "UnitRefused",
    "UnitTerms",
    "answer_at_desk",
    "ask",
    "ask_half_yearly",
    "ask_on_filing",
    "cancel",
    "confirm_decision",
    "draw_audits",
    "give_up",
    "hold_back",
    "look_at_spouse",
    "mark_watched",
    "move_unit",
    "note_doubts",
    "note_silence",
    "order_controls",
    "pause",
    "propose_decision",
    "register_unit",
    "resume",
    "review",
    "rotate_key",
    "save_preset",
    "set_policy",
    "take_replies",
    "take_rows",
    "tell_who_asked",
    "try_again",
    "units_to_collect_from",
]
