"""What a bank connection must do, whoever the bank is. Only the wire: no case, no account of ours, no decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from zhixing.funds.rules.payments import Verdict


class MessageUnreadable(ValueError):
    """A bank's message is not one this connector knows, or a part of it cannot be read; it says where."""


class BankUnreachable(ConnectionError):
    """The file may or may not have arrived: the outcome is unknown, ask again with the same message."""


class BankRefused(ValueError):
    """The bank says, signed, that it cannot take what was handed over at all: a person must look into it."""


class CannotAsk(LookupError):
    """This way to the bank has no enquiry: a person asks by telephone or at the counter."""


@dataclass(frozen=True, slots=True)
class Link:
    """How one court account reaches its bank: the address, and who the court is to the bank. No secrets."""

    account: str = ""
    address: str = ""
    payer_id: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One transfer to be made. `fen` above zero; `reference` comes back with every answer."""

    reference: str
    fen: int
    payee_name: str
    payee_account: str
    payee_bank: str
    purpose: str


@dataclass(frozen=True, slots=True)
class OrderFile:
    """Orders that go together under one message id (at most 35 characters)."""

    message_id: str
    made_at: datetime
    execute_on: date
    payer_name: str
    payer_account: str
    payer_bank: str
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class BankWord:
    """What the bank says about one transfer. `fen` is None where the message does not repeat the amount."""

    reference: str
    verdict: Verdict
    on: date
    fen: int | None = None
    serial: str = ""
    code: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A message read. A file refused as a whole names its message in `refused_file` and has no words."""

    message_id: str
    kind: str
    words: tuple[BankWord, ...]
    refused_file: str = ""
    code: str = ""
    text: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class ConfigProblem:
    """What an operator has to put right before the connector works."""

    what: str
    remedy: str


class BankConnector(Protocol):
    """A bank."""

    name: str
    title: str
    can_ask: bool
    """Whether `ask` can be answered without a person."""

    def write(self, file: OrderFile) -> bytes:
        """The file as the bank wants it; the same orders give the same bytes."""
        ...

    def send(self, message_id: str, content: bytes) -> bytes | None:
        """Hand a file over; the bank's answer as it came where it gives one at once.

        Sending the same file again must be harmless. Raises BankUnreachable (the outcome is unknown), BankRefused.
        """
        ...

    def ask(self, *, message_id: str, reference: str = "") -> bytes | None:
        """What became of a file, or of the one payment with this reference: a message for `read`.

        None only when the bank itself says that it never heard of it. Raises BankUnreachable, CannotAsk.
        """
        ...

    def statement(self, day: date) -> bytes | None:
        """The camt.053 of a day; None where there is none (yet). Raises BankUnreachable."""
        ...

    def collect(self) -> Sequence[tuple[str, bytes]]:
        """Messages that wait, by name; they stay until `discard`."""
        ...

    def discard(self, name: str) -> None:
        """The message was taken in and need not be shown again."""
        ...

    def read(self, content: bytes) -> Message:
        """A message of the bank. Raises MessageUnreadable."""
        ...

    def check_config(self) -> list[ConfigProblem]:
        """What is missing; empty when the connector can work."""
        ...
