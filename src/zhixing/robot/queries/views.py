"""Cases as conditions and actions see them, in a fixed number of queries for up to two thousand at a time."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from zhixing.cases.models import Case
from zhixing.robot.queries import parts
from zhixing.robot.rules.views import AssetView, CaseView, FundsView, InquiryView, MeasureView

CASES_AT_ONCE = 2_000


def views_of(case_ids: Sequence[UUID], on: date) -> dict[UUID, CaseView]:
    """The view of each case on a day; cases that may not be seen are left out. Raises ValueError for too many at once."""
    ids = list(dict.fromkeys(case_ids))
    if len(ids) > CASES_AT_ONCE:
        raise ValueError(f"一次最多查看 {CASES_AT_ONCE} 件案件。")
    if not ids:
        return {}
    parties, debts, clocks = parts.parties(ids), parts.debts(ids, on), parts.clocks(ids)
    documents, deliveries = parts.documents(ids), parts.deliveries(ids)
    inquiries, assets = parts.inquiries(ids), parts.assets(ids)
    measures, funds = parts.measures(ids), parts.funds(ids)
    fields = (
        "id", "court_id", "number", "status", "closing_kind", "filed_on", "concluded_on", "officer_id", "officer_name",
        "cause", "title__number",
    )  # fmt: skip
    found: dict[UUID, CaseView] = {}
    for row in Case.objects.filter(id__in=ids, title__isnull=False).values_list(*fields):
        key: UUID = row[0]
        found[key] = CaseView(
            *row,
            parties=tuple(parties.get(key, ())),
            debt=debts[key],
            clocks=clocks.get(key, {}),
            documents=documents.get(key, {}),
            deliveries=tuple(deliveries.get(key, ())),
            inquiries=inquiries.get(key, _NOT_ASKED),
            assets=assets.get(key, _NO_ASSETS),
            measures=measures.get(key, _NO_MEASURES),
            funds=funds.get(key, _NO_FUNDS),
        )
    return found


_NOT_ASKED, _NO_ASSETS, _NO_MEASURES, _NO_FUNDS = InquiryView(), AssetView(), MeasureView(), FundsView()
