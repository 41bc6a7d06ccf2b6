"""The bank connectors there are, by name, and which of them an account uses."""

from collections.abc import Callable

from zhixing.funds.connectors.bank_direct.connector import BankDirect
from zhixing.funds.connectors.bank_direct.signing import KeyFiles
from zhixing.funds.connectors.bank_file.connector import BankFile
from zhixing.funds.connectors.base import BankConnector, Link
from zhixing.funds.models import BankLink


class UnknownConnector(LookupError):
    """No connector has this name."""


_CONNECTORS: dict[str, Callable[[Link], BankConnector]] = {
    BankFile.name: BankFile,
    BankDirect.name: BankDirect,
}
DEFAULT = BankFile.name


def connector(name: str = DEFAULT, link: Link | None = None) -> BankConnector:
    """The connector of this name, over a link. Raises UnknownConnector."""
    if name not in _CONNECTORS:
        raise UnknownConnector(f"没有名为“{name}”的银行接口。已有：{'、'.join(sorted(_CONNECTORS))}。")
    return _CONNECTORS[name](link or Link())


def connector_for(bank_account_id: int) -> BankConnector:
    """The connector of a court account: files by hand unless something else was set."""
    row = BankLink.objects.select_related("bank_account").filter(pk=bank_account_id).first()
    return connector() if row is None else _of(row)


def accounts_linked() -> list[tuple[BankLink, BankConnector]]:
    """The accounts in sight that have a connection of their own, each with its connector."""
    rows = BankLink.objects.select_related("bank_account", "court").exclude(connector=DEFAULT)
    return [(row, _of(row)) for row in rows.order_by("pk")]


def connectors() -> list[BankConnector]:
    """Every connector in use, for the operator page: files by hand, and each account's own connection."""
    return [connector(), *(bank for _, bank in accounts_linked())]


def names() -> dict[str, str]:
    """What an account may be linked by: name and title."""
    return {name: make(Link()).title for name, make in _CONNECTORS.items()}


def key_files(payer_id: str) -> KeyFiles:
    """Where the keys of a directly connected customer lie. Raises ValueError for an id that is no plain name."""
    return KeyFiles.of(payer_id)


def _of(row: BankLink) -> BankConnector:
    return connector(row.connector, Link(row.bank_account.number, row.address, row.payer_id))
