"""Tables of 送达."""

from zhixing.delivery.models.entry import EntryKnock, EntryLink
from zhixing.delivery.models.people import Address, ConsentNote, DeliveryPolicy, Whereabouts
from zhixing.delivery.models.serving import (
    AttemptOutcome,
    Carrier,
    CarrierCall,
    Delivery,
    Opening,
    Sending,
    SendingAttempt,
    SendingEvent,
    ServiceProof,
)

__all__ = [
    "Address",
    "AttemptOutcome",
    "Carrier",
    "CarrierCall",
    "ConsentNote",
    "Delivery",
    "DeliveryPolicy",
    "EntryKnock",
    "EntryLink",
    "Opening",
    "Sending",
    "SendingAttempt",
    "SendingEvent",
    "ServiceProof",
    "Whereabouts",
]
