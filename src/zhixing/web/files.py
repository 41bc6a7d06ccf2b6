"""Files that pages load. Addresses carry a hash of the content, so browsers keep a file until it changes.

The console serves its dozen files itself: compressed once per process, no separate server, no collecting step.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

FOLDER = Path(__file__).resolve().parent / "static"
_TEXT = (".css", ".js", ".svg", ".txt")


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file ready to send."""

    body: bytes
    compressed: bytes | None
    kind: str
    stamp: str


@lru_cache(maxsize=256)
def _load(path: Path, changed_ns: int) -> StaticFile:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    small = gzip.compress(body, 9, mtime=0) if path.suffix in _TEXT else None
    return StaticFile(body, small, kind, hashlib.sha256(body).hexdigest()[:12])


def _find(name: str) -> StaticFile | None:
    path = (FOLDER / name).resolve()
    if not path.is_relative_to(FOLDER) or not path.is_file():
        return None
    return _load(path, path.stat().st_mtime_ns)


def address_of(name: str) -> str:
    """The address of a file, with its hash; a missing file keeps a bare address and answers 404."""
    found = _find(name)
    return f"/static/{name}?v={found.stamp}" if found else f"/static/{name}"


def serve(request: HttpRequest, name: str) -> HttpResponse:
    """Send a file; a year of caching when it is asked for by its hash."""
    found = _find(name)
    if found is None:
        raise Http404
    packed = found.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.compressed if packed else found.body, content_type=found.kind)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    known = request.GET.get("v") == found.stamp
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if known else "no-cache"
    response.headers["Vary"] = "Accept-Encoding"
    return response
