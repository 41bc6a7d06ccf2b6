"""The ways to carriers there are, by name."""

from collections.abc import Callable

from zhixing.delivery.connectors.base import CarrierConnector
from zhixing.delivery.connectors.mail.connector import MailOverSmtp
from zhixing.delivery.connectors.messenger.connector import MessengerGateway
from zhixing.delivery.connectors.post.connector import PostOffice
from zhixing.delivery.connectors.sms_http.connector import SmsOverHttp
from zhixing.delivery.connectors.sms_smpp.connector import SmsOverSmpp


class UnknownConnector(LookupError):
    """No connector has this name."""


_CONNECTORS: dict[str, Callable[[], CarrierConnector]] = {
    SmsOverHttp.name: SmsOverHttp,
    SmsOverSmpp.name: SmsOverSmpp,
    MailOverSmtp.name: MailOverSmtp,
    MessengerGateway.name: MessengerGateway,
    PostOffice.name: PostOffice,
}


def connector(name: str) -> CarrierConnector:
    """A new connector of this name. Raises UnknownConnector."""
    if name not in _CONNECTORS:
        raise UnknownConnector(f"没有名为“{name}”的承运方接口。已有：{'、'.join(sorted(_CONNECTORS))}。")
    return _CONNECTORS[name]()


def names() -> dict[str, str]:
    """What a carrier may be connected by: name and title."""
    return {name: make().title for name, make in _CONNECTORS.items()}
