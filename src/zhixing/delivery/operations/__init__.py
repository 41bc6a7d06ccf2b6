"""Every write of 送达."""

from zhixing.delivery.operations.addresses import (
    AddressRefused,
    end_address,
    enter_address,
    note_consent,
    note_whereabouts,
)
from zhixing.delivery.operations.calling import CallNote, note_call
from zhixing.delivery.operations.carriers import (
    CarrierRefused,
    decide_unexplained,
    keep_secret,
    problems_of,
    register_carrier,
    set_carrier_active,
)
from zhixing.delivery.operations.climbing import climb
from zhixing.delivery.operations.entry import (
    LinkCall,
    answer_knocks,
    book_links,
    claim_links,
    identify_for_entry,
    knock,
    sending_of_entry,
)
from zhixing.delivery.operations.labels import MadeLabel, label_of
from zhixing.delivery.operations.notices import publish_notices
from zhixing.delivery.operations.noting import (
    HandAct,
    carriers_with_news,
    note_entrusted,
    note_hand_act,
    note_proof,
    note_returned_item,
    take_news,
)
from zhixing.delivery.operations.opening import (
    SERVERS,
    DeliveryRefused,
    deliver,
    deliver_to_third_debtor,
    withdraw,
)
from zhixing.delivery.operations.party_side import (
    agree_through_link,
    confirm_receipt,
    holder,
    identify,
    note_downloaded,
    note_read,
    revoke_page,
)
from zhixing.delivery.operations.proving import issue_service_proof
from zhixing.delivery.operations.reckoning import NewEvent, end_notices, note_events
from zhixing.delivery.operations.sending import give_up_asking
from zhixing.foundation.one_time_links import Answered

__all__ = [
    "SERVERS",
    "AddressRefused",
    "Answered",
    "CallNote",
    "CarrierRefused",
    "DeliveryRefused",
    "HandAct",
    "LinkCall",
    "MadeLabel",
    "NewEvent",
    "agree_through_link",
    "answer_knocks",
    "book_links",
    "carriers_with_news",
    "claim_links",
    "climb",
    "confirm_receipt",
    "decide_unexplained",
    "deliver",
    "deliver_to_third_debtor",
    "end_address",
    "end_notices",
    "enter_address",
    "give_up_asking",
    "holder",
    "identify",
    "identify_for_entry",
    "issue_service_proof",
    "keep_secret",
    "knock",
    "label_of",
    "note_call",
    "note_consent",
    "note_downloaded",
    "note_entrusted",
    "note_events",
    "note_hand_act",
    "note_proof",
    "note_read",
    "note_returned_item",
    "note_whereabouts",
    "problems_of",
    "publish_notices",
    "register_carrier",
    "revoke_page",
    "sending_of_entry",
    "set_carrier_active",
    "take_news",
    "withdraw",
]
