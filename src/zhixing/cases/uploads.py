"""Files that were uploaded and wait for a person's yes: kept for a day, open to that person only."""

import json
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor

KEPT_FOR = timedelta(hours=24)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_ABOUT, _CONTENT, _TAKING, _FORM = "about.json", "content", "content.taking", "corrected.xlsx"


class UploadGone(LookupError):
    """The upload is not there: too old, filed already, or somebody else's."""

    def __init__(self) -> None:
        super().__init__("这次上传已经过期或者已经处理完毕，请重新上传；已立案的行不会重复立案。")


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file. `about` holds its name, court, preview and, once filed, what became of it."""

    token: str
    folder: Path
    about: dict[str, Any]

    @property
    def content(self) -> bytes:
        """The file as it came. Raises UploadGone when it is being taken in or was."""
        try:
            return (self.folder / _CONTENT).read_bytes()
        except FileNotFoundError:
            raise UploadGone from None

    @property
    def result(self) -> dict[str, Any] | None:
        """What became of it; None while it waits."""
        found = self.about.get("result")
        return found if isinstance(found, dict) else None

    def corrected(self) -> bytes | None:
        """The refused rows as a form to be corrected; None when no row was refused."""
        file = self.folder / _FORM
        return file.read_bytes() if file.exists() else None


INTAKE = "intake"
"""Where registers wait; another kind of file waits in a room of its own, and is not found in this one."""


def _place(room: str) -> Path:
    return home().files / room


def keep(
    *, content: bytes, corrected: bytes | None, about: dict[str, Any], actor: Actor, now: datetime, room: str = INTAKE
) -> str:  # fmt: skip
    """Keep an upload for its owner; the token under which it is found again."""
    forget_old(now=now, room=room)
    token = secrets.token_urlsafe(24)
    folder = _place(room) / token
    folder.mkdir(mode=0o700, parents=True)
    _write(folder / _CONTENT, content)
    if corrected is not None:
        _write(folder / _FORM, corrected)
    _tell(folder, {**about, "owner": actor.user_id, "kept_at": now.isoformat()})
    return token


def _write(file: Path, content: bytes) -> None:
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(file)


def _tell(folder: Path, about: dict[str, Any]) -> None:
    _write(folder / _ABOUT, json.dumps(about, ensure_ascii=False).encode())


def find(token: str, *, actor: Actor, now: datetime, room: str = INTAKE) -> Upload:
    """The upload of this person under the token. Raises UploadGone."""
    if not _TOKEN.fullmatch(token):
        raise UploadGone
    folder = _place(room) / token
    try:
        about = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        raise UploadGone from None
    if actor.user_id is None or about["owner"] != actor.user_id or _is_old(about, now):
        raise UploadGone
    return Upload(token, folder, about)


@contextmanager
def taken(upload: Upload) -> Iterator[bytes]:
    """The content, for filing: only one caller gets it. It is given back when filing fails. Raises UploadGone."""
    claimed = upload.folder / _TAKING
    try:
        (upload.folder / _CONTENT).rename(claimed)
    except FileNotFoundError:
        raise UploadGone from None
    try:
        yield claimed.read_bytes()
    except BaseException:
        claimed.rename(upload.folder / _CONTENT)
        raise
    claimed.unlink()


def close(upload: Upload, result: dict[str, Any]) -> None:
    """Write down what became of the upload; of its rows only the form to be corrected stays until the day is over."""
    kept = {key: value for key, value in upload.about.items() if key != "preview"}
    _tell(upload.folder, {**kept, "result": result})


def forget(upload: Upload) -> None:
    """Delete an upload that its owner does not want."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def _is_old(about: dict[str, Any], now: datetime) -> bool:
    return abs(now - datetime.fromisoformat(about["kept_at"])) >= KEPT_FOR


def tell(upload: Upload, **more: Any) -> None:
    """Write down more about a waiting upload."""
    _tell(upload.folder, {**upload.about, **more})


def forget_old(*, now: datetime, room: str = INTAKE) -> int:
    """Delete uploads older than a day, and folders that a kill left unfinished; the number deleted."""
    deleted = 0
    place = _place(room)
    for folder in place.glob("*/") if place.exists() else ():
        try:
            is_old = _is_old(json.loads((folder / _ABOUT).read_text(encoding="utf-8")), now)
        except (FileNotFoundError, ValueError, KeyError):
            made = datetime.fromtimestamp(folder.stat().st_mtime, now.tzinfo)
            is_old = abs(now - made) > KEPT_FOR
        if is_old:
            shutil.rmtree(folder, ignore_errors=True)
            deleted += 1
    return deleted


UPLOAD_BYTES_MAX = 20 * 2**20


class UploadRefused(ValueError):
    """No file came, or one that is empty or too large."""


def uploaded_file(request: HttpRequest) -> "UploadedFile[Any]":
    """The file a form sent as `file`. Raises UploadRefused when there is none, or it is empty or too large."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.size:
        raise UploadRefused("没有收到文件，或者文件是空的。请重新选择。")
    if file.size > UPLOAD_BYTES_MAX:
        raise UploadRefused(f"文件超过 {UPLOAD_BYTES_MAX // 2**20} MB，请拆分后再上传。")
    return file
