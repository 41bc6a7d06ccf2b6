"""Teaching a bank's statement by showing one file: the house guesses, a person corrects, the first lines prove it."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhixing.cases.uploads import Upload
from zhixing.foundation import clock
from zhixing.foundation.identity.queries import courts as courts_by_id
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.sheets import UnreadableFile, read_sheets
from zhixing.foundation.tables import cell_text
from zhixing.funds import operations, queries
from zhixing.funds.pages.intake import (
    UploadRefused,
    asked_court,
    importing_courts,
    keep_statement,
    kept_statement,
    look_again,
    told_when_gone,
    uploaded_statement,
)
from zhixing.funds.pages.words import IMPORTERS, room_tabs, shared
from zhixing.funds.rules.layout_defaults import DEFAULTS
from zhixing.funds.rules.layout_guess import Guess, Trial, guess_layout, try_layout, with_columns
from zhixing.funds.rules.layouts import DateOrder, Field, Layout, LayoutUnfit
from zhixing.funds.rules.statement import StatementRefused

if TYPE_CHECKING:
    from zhixing.foundation.identity.models import Court

_ENGLISH = {
    Field.DAY: "Day (may hold the time)", Field.TIME: "Time (own column)", Field.SERIAL: "Bank serial",
    Field.DEBIT: "Out (debit)", Field.CREDIT: "In (credit)", Field.AMOUNT: "Amount (one column)",
    Field.DIRECTION: "Direction", Field.BALANCE: "Balance", Field.NAME: "Other side's name",
    Field.ACCOUNT: "Other side's account", Field.PAYER_NAME: "Payer's name", Field.PAYER_ACCOUNT: "Payer's account",
    Field.PAYEE_NAME: "Payee's name", Field.PAYEE_ACCOUNT: "Payee's account", Field.REMARK: "Remark",
    Field.REMARK_2: "Remark (second column)", Field.REMARK_3: "Remark (third column)",
    Field.SUB_ACCOUNT: "Virtual sub-account", Field.OWN_ACCOUNT: "Own account",
}  # fmt: skip

_FIELDS = {one.value: one for one in Field}


def _field_word(one: Field) -> str:
    return t(one.label, _ENGLISH[one])


@login_required
@require_http_methods(["GET", "POST"])
def layouts(request: HouseRequest) -> HttpResponse:
    """The layouts that are known: taught ones, and the usual ones of big banks; a form to show a new bank's file."""
    courts = courts_by_id(request.actor.courts_as(*IMPORTERS))
    problem = ""
    if request.method == "POST":
        courts = importing_courts(request)
        try:
            content, name = uploaded_statement(request)
            read_sheets(content)
        except (UploadRefused, UnreadableFile) as refused:
            problem = str(refused)
        else:
            about = {"name": name, "court": asked_court(request, courts).pk}
            return redirect("funds-teach", token=keep_statement(request, content, about))
    return render(
        request, "funds/layouts.html",
        {
            **shared(), "courts": courts, "problem": problem, "taught": queries.taught_layouts(), "defaults": DEFAULTS,
            "tabs": room_tabs("funds-import"), "field_word": _field_word, "fields": Field,
        },
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
@told_when_gone
def teach(request: HouseRequest, token: str) -> HttpResponse:
    """The guess with a choice for each column and the first lines as they would be read; saving goes on to the preview."""
    upload = kept_statement(request, token)
    guess = guess_layout(read_sheets(upload.content))
    court = asked_court_of(request, upload)
    if guess is None:
        return render(
            request, "funds/teach.html", {**shared(), "upload": upload, "guess": None, "court": court}
        )
    layout, problem, trial = guess.layout, "", None
    if request.method == "POST":
        layout = _chosen(request, guess)
    try:
        layout = _named(layout, request, upload)
        _once(request)
        trial = try_layout(guess.sheet, guess.header, layout)
    except LayoutUnfit as unfit:
        problem = str(unfit)
    if request.method == "POST" and request.POST.get("act") == "save" and not problem and trial is not None:
        problem = trial.problem or _saved(request, upload, court, guess, layout)
        if not problem:
            return redirect("funds-import-preview", token=token)
    return render(request, "funds/teach.html", _context(upload, court, guess, layout, problem, trial))


def asked_court_of(request: HouseRequest, upload: Upload) -> "Court":
    """The court the upload is for. Raises NotAllowed when the person takes in none."""
    courts = importing_courts(request)
    return next((one for one in courts if one.pk == upload.about["court"]), courts[0])


def _chosen(request: HouseRequest, guess: Guess) -> Layout:
    """The layout a person chose: a field for each column, the order of dates, a name."""
    columns: dict[Field, str] = {}
    for place, column in enumerate(guess.columns):
        said = _FIELDS.get(request.POST.get(f"column-{place}", ""))
        if said is not None:
            columns.setdefault(said, column.title)
    order = next(
        (one for one in DateOrder if one.value == request.POST.get("date_order")), DateOrder.YEAR_FIRST
    )
    return with_columns(guess, columns, name=request.POST.get("name", "").strip()[:60], order=order)


def _once(request: HouseRequest) -> None:
    """A meaning may be given to one column only. Raises LayoutUnfit."""
    said = [value for key, value in request.POST.items() if key.startswith("column-") and value]
    for value in said:
        if said.count(value) > 1 and value in _FIELDS:
            raise LayoutUnfit(f"有两列都选了“{_FIELDS[value].label}”，请只留一列。")


def _named(layout: Layout, request: HouseRequest, upload: Upload) -> Layout:
    if request.method == "POST":
        return layout
    stem = str(upload.about["name"]).rsplit(".", 1)[0]
    return Layout(stem[:60], layout.columns, layout.fingerprint, layout.date_order)


def _saved(request: HouseRequest, upload: Upload, court: "Court", guess: Guess, layout: Layout) -> str:
    """Keeps the layout and looks at the file again with it; what stands in the way, in words."""
    try:
        operations.teach_layout(
            court=court, layout=layout, header=[cell_text(cell) for cell in guess.sheet.rows[guess.header]],
            header_row=guess.header + 1, now=clock.now(), actor=request.actor,
        )  # fmt: skip
        look_again(request, upload)
    except (LayoutUnfit, StatementRefused) as refused:
        return str(refused)
    messages.success(
        request,
        t(f"已记住“{layout.name}”的格式，以后同样表头的文件自动识别。",
          f"The layout of {layout.name} is known now; files with this header are recognised."),
    )  # fmt: skip
    return ""


def _context(
    upload: Upload, court: "Court", guess: Guess, layout: Layout, problem: str, trial: Trial | None
) -> dict[str, Any]:
    by_title = {title: one for one, title in layout.columns.items()}
    return {
        **shared(), "upload": upload, "court": court, "guess": guess, "layout": layout, "problem": problem,
        "trial": trial, "columns": [(column, by_title.get(column.title)) for column in guess.columns], "fields": Field,
        "field_word": _field_word, "orders": DateOrder,
        "has_serial": Field.SERIAL in layout.columns, "has_balance": Field.BALANCE in layout.columns,
    }  # fmt: skip


@login_required
@require_POST
def forget(request: HouseRequest, layout_id: UUID) -> HttpResponse:
    """Stop using a taught layout."""
    for court in importing_courts(request):
        if operations.forget_layout(layout_id=layout_id, court=court, now=clock.now(), actor=request.actor):
            messages.success(request, t("已停用这个格式。", "The layout is no longer used."))
            break
    return redirect("funds-layouts")
