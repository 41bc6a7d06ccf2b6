"""The part of SMPP 3.4 that is spoken here: bind, submit, query, receipts. Frames in, frames out; no sockets.

Our reference travels in the vendor parameter 0x1401 (the range left to agreement): the gateway takes a reference once and
can be asked by it, which the bare protocol cannot.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

HEAD = struct.Struct(">IIII")
FRAME_MAX = 64 * 1024
REFERENCE_TAG = 0x1401
PAYLOAD_TAG = 0x0424
UCS2 = 8


class Command(IntEnum):
    """Commands; a response has the highest bit set."""

    GENERIC_NACK = 0x80000000
    BIND_TRANSMITTER = 0x00000002
    BIND_TRANSMITTER_RESP = 0x80000002
    QUERY = 0x00000003
    QUERY_RESP = 0x80000003
    SUBMIT = 0x00000004
    SUBMIT_RESP = 0x80000004
    UNBIND = 0x00000006
    UNBIND_RESP = 0x80000006


class Status(IntEnum):
    """What a response says."""

    OK = 0x00000000
    BAD_PASSWORD = 0x0000000E
    BAD_ADDRESS = 0x0000000B
    THROTTLED = 0x00000058
    NEVER_SEEN = 0x00000067
    SYSTEM_ERROR = 0x00000008


class BadFrame(ValueError):
    """What came is no frame of this protocol."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One PDU."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def packed(self) -> bytes:
        """As it goes over the wire."""
        return HEAD.pack(HEAD.size + len(self.body), self.command, self.status, self.sequence) + self.body


def text(value: str) -> bytes:
    """A C octet string."""
    return value.encode("ascii", "replace") + b"\x00"


def take_text(body: bytes) -> tuple[str, bytes]:
    """A C octet string and what follows it. Raises BadFrame."""
    end = body.find(b"\x00")
    if end < 0:
        raise BadFrame("字符串没有结束符。")
    return body[:end].decode("ascii", "replace"), body[end + 1 :]


def optional(tag: int, value: bytes) -> bytes:
    """An optional parameter."""
    return struct.pack(">HH", tag, len(value)) + value


def optionals(body: bytes) -> dict[int, bytes]:
    """The optional parameters at the end of a PDU. Raises BadFrame."""
    found, at = {}, 0
    while at + 4 <= len(body):
        tag, length = struct.unpack_from(">HH", body, at)
        if at + 4 + length > len(body):
            raise BadFrame("可选参数长度有误。")
        found[tag] = body[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def bind(system: str, password: str, sequence: int) -> Frame:
    """The greeting."""
    body = text(system) + text(password) + text("") + bytes((0x34, 0, 0)) + text("")
    return Frame(Command.BIND_TRANSMITTER, 0, sequence, body)


def submit(sender: str, to: str, words: str, reference: str, sequence: int) -> Frame:
    """A message of any length in UCS-2, with a receipt asked for."""
    body = (
        text("") + bytes((0, 0)) + text(sender) + bytes((1, 1)) + text(to) + bytes((0, 0, 0)) + text("") + text("")
        + bytes((1, 0, UCS2, 0, 0)) + optional(PAYLOAD_TAG, words.encode("utf-16-be"))
        + optional(REFERENCE_TAG, reference.encode("ascii"))
    )  # fmt: skip
    return Frame(Command.SUBMIT, 0, sequence, body)


def query(reference: str, sequence: int) -> Frame:
    """What became of a reference."""
    body = text("") + bytes((0, 0)) + text("") + optional(REFERENCE_TAG, reference.encode("ascii"))
    return Frame(Command.QUERY, 0, sequence, body)


def head_of(raw: bytes) -> tuple[int, int, int, int]:
    """Length, command, status, sequence. Raises BadFrame for a length nobody sends."""
    length, command, status, sequence = HEAD.unpack(raw)
    if not HEAD.size <= length <= FRAME_MAX:
        raise BadFrame(f"长度 {length} 不合规。")
    return length, command, status, sequence
