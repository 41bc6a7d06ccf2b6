"""What the funds office looks at: a statement taken in, payments ready for the bank, files, courts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from zhixing.funds.models import (
    Difference,
    LineUse,
    Payment,
    PaymentFile,
    PaymentState,
    Plan,
    Receipt,
    ReceiptState,
    Statement,
    StatementLine,
)
from zhixing.funds.queries.lists import ReceiptLine, receipt_line
from zhixing.funds.queries.paging import ReceiptNotFound
from zhixing.funds.queries.plans import PlanView, plan_views
from zhixing.funds.rules.marking import MarkedBy

ROWS_SHOWN = 300


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement and what its lines are now. `reversed` pairs the reversal with the line it takes back."""

    statement: Statement
    uses: dict[LineUse, tuple[int, int]]
    marked: dict[MarkedBy, tuple[int, int]]
    unidentified: tuple[ReceiptLine, ...]
    unidentified_count: int
    reversed: tuple[tuple[str, str, int, date], ...]
    differences: tuple[tuple[str, str], ...]

    @property
    def marked_count(self) -> int:
        """Receipts that stand in a case."""
        return sum(count for count, _ in self.marked.values())


def statement_view(statement_id: UUID) -> StatementView:
    """A statement with the outcome of its lines. A fixed number of queries. Raises ReceiptNotFound."""
    row = Statement.objects.filter(pk=statement_id).first()
    if row is None:
        raise ReceiptNotFound("没有这份对账单，或者它不在您可以查看的法院。")
    lines = StatementLine.objects.filter(statement=row)
    uses = {
        LineUse(use): (count, int(fen))
        for use, count, fen in lines.values_list("use").annotate(Count("pk"), Sum("fen")).order_by()
    }
    mine = Receipt.objects.filter(line__statement=row)
    marks = mine.exclude(case=None).exclude(state=ReceiptState.REVERSED.value).values_list("marked_by")
    waiting = mine.filter(state=ReceiptState.UNIDENTIFIED.value).select_related("line", "case")
    back = lines.filter(reverses__isnull=False).order_by("booked_at", "id")
    open_ones = Difference.objects.filter(line__statement=row, settled_at=None).order_by("on", "id")
    return StatementView(
        statement=row,
        uses=uses,
        marked={
            MarkedBy(by): (count, int(fen))
            for by, count, fen in marks.annotate(Count("pk"), Sum("fen")).order_by()
            if by
        },
        unidentified=tuple(
            receipt_line(one) for one in waiting.order_by("arrived_on", "line_id")[:ROWS_SHOWN]
        ),
        unidentified_count=waiting.count(),
        reversed=tuple(back.values_list("serial", "reverses__serial", "fen", "booked_on")[:ROWS_SHOWN]),
        differences=tuple((one.kind, one.text) for one in open_ones[:ROWS_SHOWN]),
    )


@dataclass(frozen=True, slots=True)
class ReadyToSend:
    """Payments of a court that wait for a file."""

    court_id: int
    court: str
    count: int
    fen: int


def ready_to_send(court_ids: Sequence[int]) -> list[ReadyToSend]:
    """What a file would hold, court by court; courts without payments are left out."""
    rows = Payment.objects.filter(state=PaymentState.READY.value, court_id__in=court_ids).values_list(
        "court_id", "court__name"
    )
    return [
        ReadyToSend(pk, name, count, int(fen))
        for pk, name, count, fen in rows.annotate(Count("pk"), Sum("fen")).order_by("court_id")
    ]


def payments_by_state() -> dict[PaymentState, tuple[int, int]]:
    """How many payments stand in each state, and their fen."""
    rows = Payment.objects.values_list("state").annotate(Count("pk"), Sum("fen")).order_by()
    return {PaymentState(state): (count, int(fen)) for state, count, fen in rows}


def payment_file(file_id: UUID) -> PaymentFile:
    """A file with its content. Raises ReceiptNotFound."""
    found = PaymentFile.objects.filter(pk=file_id).first()
    if found is None:
        raise ReceiptNotFound("没有这个付款文件，或者它不在您可以查看的法院。")
    return found


def plans_of_case(case_id: UUID) -> list[PlanView]:
    """Every plan of a case, latest first."""
    return plan_views(Plan.objects.filter(case_id=case_id).order_by("-proposed_at", "-id"))


def difference_is_seen(difference_id: UUID) -> bool:
    """Whether there is such a difference among those that may be seen."""
    return Difference.objects.filter(pk=difference_id).exists()
