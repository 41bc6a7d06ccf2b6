"""临期看板: the money that is held, by officer and stage, before its day is over."""

from collections.abc import Iterator, Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhixing.cases.pages import workbook_response
from zhixing.cases.rules.workbooks import SheetCell, Yuan, list_workbook
from zhixing.foundation import clock
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.funds import queries
from zhixing.funds.pages.words import AFTER_MAX, TEXT_MAX, address, room_tabs, shared
from zhixing.funds.queries import Band, BoardFilter, BoardLine, WaitStage

EXPORT_ROWS_MAX = 20_000
EXPORT_PAGE = 1000
_ENGLISH = {
    Band.OVER: "Over",
    Band.FIVE: "Within 5 d",
    Band.TEN: "6–10 d",
    Band.FIFTEEN: "11–15 d",
    Band.LATER: "Over 15 d",
}
UNCLAIMED = "-"
"""In an address: the money that is in no case and so has no officer."""


def _wanted(request: HouseRequest) -> BoardFilter:
    stage, band = request.GET.get("stage", ""), request.GET.get("band", "")
    officer = request.GET.get("officer", "").replace("\x00", "")[:TEXT_MAX]
    return BoardFilter(
        court_id=request.chosen_court,
        officer_id=queries.board_reach(request.actor),
        officer=None if not officer else "" if officer == UNCLAIMED else officer,
        stage=WaitStage(stage) if stage in set(WaitStage) else None,
        band=Band(band) if band in set(Band) else None,
    )


def _address(wanted: BoardFilter, **changed: str) -> str:
    values = {
        "officer": UNCLAIMED if wanted.officer == "" else wanted.officer or "",
        "stage": wanted.stage.value if wanted.stage else "",
        "band": wanted.band.value if wanted.band else "",
    }
    return address(**(values | changed))


@login_required
@require_GET
def board(request: HouseRequest) -> HttpResponse:
    """Counts and sums on top, groups below, then the sums one by one; or all of them as a workbook."""
    today, wanted = clock.today(), _wanted(request)
    if request.GET.get("format") == "xlsx":
        return _workbook(request, wanted)
    after = request.GET.get("after", "")[:AFTER_MAX]
    page = queries.board_lines(wanted=wanted, today=today, after=after)
    sums = queries.board_sums(wanted=wanted, today=today)
    bands = [(band.label, _address(wanted, band=band.value), wanted.band is band) for band in Band]
    return render(
        request, "funds/board.html",
        {
            **shared(), "tabs": room_tabs("funds-board"), "page": page, "sums": sums, "bands": list(Band), "wanted": wanted,
            "views": [(t("全部", "All"), _address(wanted, band=""), wanted.band is None), *bands],
            "bands_head": [(t(band.label, _ENGLISH[band]), "num") for band in Band],
            "of_officer": lambda key: _address(wanted, officer=key or UNCLAIMED),
            "of_stage": lambda key: _address(wanted, stage=key),
            "of_band": lambda band: _address(wanted, band=band.value),
            "is_narrowed": wanted.officer is not None or wanted.stage is not None,
            "next_page": _address(wanted, after=page.next_key) if page.next_key else "",
            "first_page": _address(wanted) if after else "", "export": _address(wanted, format="xlsx"),
            "only_mine": wanted.officer_id is not None,
        },
    )  # fmt: skip


def _every_line(wanted: BoardFilter) -> Iterator[BoardLine]:
    after, given, today = "", 0, clock.today()
    while given < EXPORT_ROWS_MAX:
        page = queries.board_lines(wanted=wanted, today=today, after=after, limit=EXPORT_PAGE)
        yield from page.lines
        given, after = given + len(page.lines), page.next_key
        if not after:
            return


def _workbook(request: HouseRequest, wanted: BoardFilter) -> HttpResponse:
    rows: list[Sequence[SheetCell]] = [
        (
            line.court, line.case_number, line.officer, line.stage.label, line.payer, Yuan(line.fen), line.arrived_on,
            line.held_days, line.due_on, line.days_left, line.band.label, line.prediction, line.waits_for,
        )
        for line in _every_line(wanted)
    ]  # fmt: skip
    headings = [
        ("法院", 14), ("案号", 26), ("承办人", 12), ("环节", 14), ("付款人", 24), ("金额（元）", 16), ("到账日", 12),
        ("已在账（天）", 12), ("期限", 12), ("剩余（天）", 12), ("临期", 14), ("预计", 16), ("在等什么", 50),
    ]  # fmt: skip
    content = list_workbook(title="案款临期看板", headings=headings, rows=rows)
    court_id = next((court for court in request.actor.courts if court in request.actor.roles), None)
    if court_id is not None:
        record(
            court_id=court_id, subject=f"court:{court_id}", kind="funds.exported", at=clock.now(), actor=request.actor,
            body={"view": "board", "filter": _address(wanted), "rows": len(rows)},
        )  # fmt: skip
    return workbook_response(content, f"案款临期_{clock.today():%Y%m%d}.xlsx")
