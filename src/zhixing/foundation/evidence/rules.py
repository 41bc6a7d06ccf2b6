"""How facts become leaves, leaves a root, and roots a chain. Pure; the stand-alone verifier repeats it."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


class NotCanonical(TypeError):
    """A fact's body holds something that has no one true written form (a float, an object)."""


def canonical_json(value: Any) -> bytes:
    """The one written form of a value: sorted keys, no spaces, UTF-8. Floats are refused: money is never a float."""
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"事实内容的键必须是文字：{key!r}")
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)
    elif value is not None and not isinstance(value, (str, int, bool)):
        raise NotCanonical(f"事实内容只能是文字、整数、真假或空：{value!r}")


def sha256(data: bytes) -> str:
    """Hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def moment_text(at: datetime) -> str:
    """A moment as the seal writes it: UTC, microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def leaf_of(fact: dict[str, str | int]) -> str:
    """The leaf of a fact: the hash of its header (id, court, subject, kind, at, actor, actor_name, body_sha256)."""
    return sha256(b"\x00" + canonical_json(fact))


def parent_of(left: str, right: str) -> str:
    """The node above two nodes."""
    return sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right))


def levels_of(leaves: Sequence[str]) -> list[list[str]]:
    """All levels of the tree, leaves first; an odd last node moves up unchanged. At least one leaf."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [parent_of(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def path_of(levels: Sequence[Sequence[str]], position: int) -> list[tuple[str, str]]:
    """The way from a leaf to the root: pairs (side of the neighbour, neighbour)."""
    path: list[tuple[str, str]] = []
    for level in levels[:-1]:
        neighbour = position ^ 1
        if neighbour < len(level):
            path.append(("left" if neighbour < position else "right", level[neighbour]))
        position //= 2
    return path


def head_of(*, number: int, previous_head: str, root: str, fact_count: int, sealed_at: datetime) -> str:
    """The head of a batch, which the next batch names."""
    return sha256(
        canonical_json(
            {
                "number": number,
                "previous_head": previous_head,
                "root": root,
                "fact_count": fact_count,
                "sealed_at": moment_text(sealed_at),
            }
        )
    )
