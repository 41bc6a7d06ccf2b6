"""A draft to Word and back: the file to download, and what a file that comes back would change."""

import json
from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from zhixing.documents.operations import Wish, bring_back
from zhixing.documents.rendering.docx_reading import MOST_BYTES, DocxRefused
from zhixing.documents.rules.returned import MOST_PIECES, Change, Comparison, Difference, Piece
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t

FIELD = "returned"
MOST_POSTED = 400_000
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def hand_out(content: bytes, name: str) -> HttpResponse:
    """The file to download."""
    response = HttpResponse(content, content_type=WORD_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def uploaded(request: HouseRequest, wish: Wish) -> tuple[tuple[Piece, ...], Comparison]:
    """The file that was sent, compared with the draft. Raises DocxRefused, DocumentRefused."""
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise DocxRefused(t("请选择修改后的 Word 文件。", "Choose the adjusted file."))
    if (file.size or 0) > MOST_BYTES:
        raise DocxRefused(t(f"文件大于 {MOST_BYTES >> 20} MB。", f"The file is over {MOST_BYTES >> 20} MB."))
    return bring_back(wish=wish, content=file.read(), now=clock.now())


def as_posted(pieces: tuple[Piece, ...]) -> str:
    """The parts of a file as a field of a form; what they may change is decided again when it is posted."""
    return json.dumps([[piece.place, piece.lines] for piece in pieces], ensure_ascii=False)


def posted_pieces(request: HouseRequest) -> tuple[Piece, ...]:
    """The parts that the page holds, none where nothing came back. Raises DocxRefused."""
    text = request.POST.get(FIELD, "")
    if not text:
        return ()
    try:
        told = json.loads(text) if len(text) <= MOST_POSTED else None
        pieces = tuple(_piece(place, lines) for place, lines in told or ())
    except (TypeError, ValueError) as error:
        raise DocxRefused(t("修改稿已失效，请重新上传。", "Upload the file again.")) from error
    if not 0 < len(pieces) <= MOST_PIECES:
        raise DocxRefused(t("修改稿已失效，请重新上传。", "Upload the file again."))
    return pieces


def _piece(place: object, lines: object) -> Piece:
    if not (place is None or (type(place) is int and place >= 0)) or not isinstance(lines, list):
        raise ValueError(place)
    if not all(isinstance(line, str) for line in lines):
        raise ValueError(place)
    return Piece(place, tuple(lines))


def told(differences: Sequence[Difference]) -> list[tuple[str, str, str, str]]:
    """Each difference for the page: how it looks, what happened, the words before and after."""
    words = {
        Change.REWORDED: ("draft", t("改写", "reworded")),
        Change.ADDED: ("sent", t("新增", "added")),
        Change.REMOVED: ("waiting", t("删去", "removed")),
        Change.RESTORED: ("overdue", t("必备内容或事实，仍按原文", "must stay: kept as it was")),
    }
    return [(*words[one.change], one.before or "—", one.after or "—") for one in differences]
