"""对账单: statements taken in, and what became of their lines."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhixing.foundation.identity.requests import HouseRequest
from zhixing.funds import queries
from zhixing.funds.pages.words import gone, shared
from zhixing.funds.queries import LineUse, ReceiptNotFound


@login_required
@require_GET
def statement(request: HouseRequest, statement_id: UUID) -> HttpResponse:
    """A statement and what became of its lines, as they stand now."""
    try:
        found = queries.statement_view(statement_id)
    except ReceiptNotFound as missing:
        raise gone(missing) from None
    return render(
        request, "funds/statement.html",
        {**shared(), "found": found, "statement": found.statement, "use": LineUse, "rows_shown": queries.ROWS_SHOWN},
    )  # fmt: skip
