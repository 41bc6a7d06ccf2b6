"""Messages as files in a directory, for networks that never touch: a folder on a shared disk, SFTP, or a stick carried over.

Below the directory: `to-unit` and `to-court`, each with `done` beside. A file appears whole (written under another name,
then renamed) and is named `<number>.jws`; what was taken in moves to `done`. Taking a file twice is harmless: the number and
the bytes are known again.
"""

import os
import re
import secrets
from pathlib import Path

from zhixing.inquiries.wire.messages import BYTES_MAX_WITH_DOCUMENTS

TO_UNIT, TO_COURT, DONE = "to-unit", "to-court", "done"
_NAME = re.compile(r"[0-9A-Za-z\u4e00-\u9fff_-]{1,100}(?:\.\d{1,6})?\.jws")


def put(folder: Path, name: str, content: bytes) -> Path:
    """Write a message so that it appears whole or not at all; an equal name with other bytes gets a counter."""
    folder.mkdir(parents=True, exist_ok=True)
    target, count = folder / f"{name}.jws", 0
    while target.exists() or (folder / DONE / target.name).exists():
        if target.exists() and target.read_bytes() == content:
            return target
        count += 1
        target = folder / f"{name}.{count}.jws"
    draft = folder / f".{name}.{secrets.token_hex(6)}.part"
    with draft.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(target)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    return target


def waiting(folder: Path, *, limit: int = 500) -> list[Path]:
    """Messages that lie there, oldest first; drafts, links and strange names are left alone."""
    if not folder.is_dir():
        return []
    found = [
        Path(entry.path) for entry in os.scandir(folder)
        if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
    ]  # fmt: skip
    return sorted(found, key=lambda file: (file.stat().st_mtime_ns, file.name))[:limit]


def read_file(file: Path) -> bytes:
    """The content, cut one byte above the limit so that what is too large is seen to be."""
    with file.open("rb") as opened:
        return opened.read(BYTES_MAX_WITH_DOCUMENTS + 1)


def discard(file: Path) -> None:
    """Move a message that was taken in to `done`; one that is gone already is done."""
    place = file.parent / DONE
    place.mkdir(exist_ok=True)
    try:
        file.rename(place / file.name)
    except FileNotFoundError:
        return
