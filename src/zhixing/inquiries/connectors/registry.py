"""The ways to units there are, by name."""

from collections.abc import Callable

from zhixing.inquiries.connectors.base import UnitConnector
from zhixing.inquiries.connectors.desk.connector import Desk
from zhixing.inquiries.connectors.folder.connector import Folder
from zhixing.inquiries.connectors.node.connector import NodeOverHttp


class UnknownConnector(LookupError):
    """No connector has this name."""


_CONNECTORS: dict[str, Callable[[], UnitConnector]] = {
    NodeOverHttp.name: NodeOverHttp,
    Folder.name: Folder,
    Desk.name: Desk,
}


def connector(name: str) -> UnitConnector:
    """A new connector of this name. Raises UnknownConnector."""
    if name not in _CONNECTORS:
        raise UnknownConnector(f"没有名为“{name}”的单位接口。已有：{'、'.join(sorted(_CONNECTORS))}。")
    return _CONNECTORS[name]()


def names() -> dict[str, str]:
    """What a unit may be connected by: name and title."""
    return {name: make().title for name, make in _CONNECTORS.items()}
