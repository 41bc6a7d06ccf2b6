"""The bank connectors there are, by name."""

from collections.abc import Callable

from zhixing.funds.connectors.bank_file.connector import BankFile
from zhixing.funds.connectors.base import BankConnector


class UnknownConnector(LookupError):
    """No connector has this name."""


_CONNECTORS: dict[str, Callable[[], BankConnector]] = {BankFile.name: BankFile}
DEFAULT = BankFile.name


def connector(name: str = DEFAULT) -> BankConnector:
    """The connector of this name. Raises UnknownConnector."""
    if name not in _CONNECTORS:
        raise UnknownConnector(f"没有名为“{name}”的银行接口。已有：{'、'.join(sorted(_CONNECTORS))}。")
    return _CONNECTORS[name]()


def connectors() -> list[BankConnector]:
    """Every connector, for the operator page."""
    return [make() for make in _CONNECTORS.values()]
