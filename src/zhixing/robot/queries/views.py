"""Cases as conditions and actions see them, in a fixed number of queries for up to two thousand at a time."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from zhixing.cases.models import Case, Resumption
from zhixing.cases.queries import standing_still
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.foundation.database.rows import among
from zhixing.robot.queries import parts
from zhixing.robot.queries.dossiers import dossiers_of, with_dossier
from zhixing.robot.rules.views import AssetView, CaseView, EndingView, FundsView, InquiryView, MeasureView

CASES_AT_ONCE = 2_000
SUSPENDED = ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS.value


_COLUMNS = {
    "id": "id", "court_id": "court_id", "number": "number", "state": "status", "closing_kind": "closing_kind",
    "filed_on": "filed_on", "concluded_on": "concluded_on", "officer_id": "officer_id", "officer_name": "officer_name",
    "cause": "cause", "title_number": "title__number",
}  # fmt: skip
"""Fields of a view that are columns of its case."""


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
    restrictions, endings = parts.restrictions(ids, parties, on), _endings(ids, on)
    later = dict(
        Resumption.objects.filter(among("resumes_id", ids)).values_list("resumes_id", "case__number")
    )
    stayed, halted, said = standing_still(ids), parts.halted(ids), parts.stated(ids)
    found: dict[UUID, CaseView] = {}
    for row in Case.objects.filter(among("id", ids), title__isnull=False).values_list(*_COLUMNS.values()):
        key: UUID = row[0]
        own: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
        found[key] = CaseView(
            **own,
            parties=tuple(parties.get(key, ())),
            debt=debts[key],
            clocks=clocks.get(key, {}),
            documents=documents.get(key, {}),
            deliveries=tuple(deliveries.get(key, ())),
            inquiries=inquiries.get(key, _NOT_ASKED),
            assets=assets.get(key, _NO_ASSETS),
            measures=measures.get(key, _NO_MEASURES),
            funds=funds.get(key, _NO_FUNDS),
            restrictions=restrictions.get(key, ()),
            ending=endings.get(key),
            goes_on_as=later.get(key, ""),
            stayed=stayed.get(key, ""),
            halted_by=halted.get(key, _NOT_HALTED)[0],
            resumed_because=halted.get(key, _NOT_HALTED)[1],
            open_leads=said.get(key, _NOTHING_STATED)[0],
            stated=said.get(key, _NOTHING_STATED)[1],
        )
    return found


def _endings(ids: Sequence[UUID], on: date) -> dict[UUID, EndingView]:
    """The dossiers of 终本 that somebody has begun; no other case is examined."""
    begun = with_dossier(ids)
    return {
        key: EndingView(
            key, SUSPENDED, "ready" if found.is_ready else "to_approve" if found.lacks_only_approval else "open",
            tuple(f"{one.condition.title}：{one.condition.reason.rstrip('。')}" for one in found.binding if not one.condition.met),
        )
        for key, found in (dossiers_of(list(begun), on) if begun else {}).items()
    }  # fmt: skip


_NOT_HALTED: tuple[str, str] = ("", "")
_NOTHING_STATED: tuple[int, dict[str, dict[UUID, str]]] = (0, {})
_NOT_ASKED, _NO_ASSETS, _NO_MEASURES, _NO_FUNDS = InquiryView(), AssetView(), MeasureView(), FundsView()
