"""Every read of 送达."""

from zhixing.delivery.queries.calls import CallPage, call_page
from zhixing.delivery.queries.duties import count_of_duties, duties
from zhixing.delivery.queries.figures import (
    BEST_COURT_PER_MYRIAD,
    CarrierLine,
    ChannelFigures,
    carriers,
    electronic_success,
    success_by_channel,
    unexplained_of,
)
from zhixing.delivery.queries.lists import (
    VIEWS,
    AddressLine,
    DeliveryDetail,
    DeliveryLine,
    DeliveryNotFound,
    DeliveryPage,
    PartyReach,
    SendingLine,
    counts_of_views,
    deliveries,
    deliveries_of_case,
    deliveries_of_document,
    delivery_detail,
    documents_to_deliver,
    reach_of_case,
)
from zhixing.delivery.queries.party_side import DocumentShown, PageSeen, document_for_holder, page_by_secret

__all__ = [
    "BEST_COURT_PER_MYRIAD",
    "VIEWS",
    "AddressLine",
    "CallPage",
    "CarrierLine",
    "ChannelFigures",
    "DeliveryDetail",
    "DeliveryLine",
    "DeliveryNotFound",
    "DeliveryPage",
    "DocumentShown",
    "PageSeen",
    "PartyReach",
    "SendingLine",
    "call_page",
    "carriers",
    "count_of_duties",
    "counts_of_views",
    "deliveries",
    "deliveries_of_case",
    "deliveries_of_document",
    "delivery_detail",
    "document_for_holder",
    "documents_to_deliver",
    "duties",
    "electronic_success",
    "page_by_secret",
    "reach_of_case",
    "success_by_channel",
    "unexplained_of",
]
