"""What the liaison's page shows of a control order and takes as its receipt."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from zhixing.documents.queries import DocumentMissing, content_of
from zhixing.foundation import clock
from zhixing.foundation.posted import field
from zhixing.inquiries import operations, queries
from zhixing.inquiries.wire.messages import Result
from zhixing.law.amounts import AmountUnreadable, fen_of_yuan

PLACE_MAX = 1_000


def take(request: HttpRequest, link_id: UUID) -> None:
    """Take the posted receipt. Raises ValueError in words for the liaison."""
    result = next((one for one in Result if one.value == field(request, "result")), None)
    if result is None:
        raise ValueError("请选择办理结果。")
    operations.receipt_through_link(
        link_id=link_id, liaison=field(request, "liaison"), now=clock.now(),
        given=operations.DeskReceipt(
            result=result, done_on=_day(request, "done_on") or clock.today(), actual_fen=_fen(request, "actual"),
            ends_on=_day(request, "ends_on"), place_in_waiting=_place(request), control_ref=field(request, "control_ref"),
            words=field(request, "words"),
        ),
    )  # fmt: skip


def paper(link_id: UUID, wanted: str) -> HttpResponse:
    """The ruling or the notice of the order as it was sealed. Raises Http404."""
    for name, _, document_id in queries.order_at_desk(link_id).papers:
        if name == wanted:
            try:
                content = content_of(document_id)
            except DocumentMissing as missing:
                raise Http404(str(missing)) from None
            return HttpResponse(
                content,
                content_type="application/pdf",
                headers={"Content-Disposition": f"inline; filename={name}.pdf"},
            )
    raise Http404("没有这份文书。")


def _day(request: HttpRequest, name: str) -> date | None:
    text = field(request, name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError("日期请写成 2022-03-01 这样。") from None


def _fen(request: HttpRequest, name: str) -> int | None:
    text = field(request, name)
    try:
        return fen_of_yuan(text) if text else None
    except AmountUnreadable:
        raise ValueError(f"金额“{text[:30]}”无法识别，请写成 1234.56。") from None


def _place(request: HttpRequest) -> int | None:
    text = field(request, "place")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) > PLACE_MAX:
        raise ValueError(f"轮候顺位请填写 0 至 {PLACE_MAX} 的整数。")
    return int(text)
