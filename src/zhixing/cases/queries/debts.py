"""What is owed in many cases on a day, in one vectorised pass."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from zhixing.cases.models import Case, CaseStatus, Recovery, Suspension, Title
from zhixing.cases.queries.chains import Chains
from zhixing.cases.queries.reading import terms_of_title
from zhixing.cases.rules.debt import RecoveryLine, credited
from zhixing.foundation.database.rows import among
from zhixing.law.interest import Stop, StopKind
from zhixing.law.interest_claims import pack
from zhixing.law.interest_vectorised import DebtColumns, debts_on


@dataclass(frozen=True, slots=True)
class OpenDebts:
    """What is owed in cases, in one order: ids, debts, application fees still unpaid and money that came in (fen)."""

    on: date
    case_ids: list[UUID]
    debts: DebtColumns
    fees_left: list[int]
    recovered: list[int]

    @property
    def total_fen(self) -> int:
        """Everything still to be paid to applicants."""
        return int(self.debts.total_due.sum())


def debts_of_open_cases(on: date) -> OpenDebts:
    """The debt of every open case that may be seen, as of a day, in one vectorised pass and four queries.

    Two more where a resumed case goes on from another: what came in there counts.
    """
    return _debts(Q(status=CaseStatus.OPEN.value), Q(case__status=CaseStatus.OPEN.value), on)


def debts_of_cases(case_ids: Sequence[UUID], on: date) -> OpenDebts:
    """The debts of these cases as of a day, in the same way; those that may not be seen are left out."""
    return _debts(Q(among("pk", case_ids)), Q(among("case_id", case_ids)), on)


_TERMS = (
    "principal_fen", "litigation_costs_fen", "interest_from", "rate_text", "effective_on", "performance_ends_on",
    "case__filed_on",
)  # fmt: skip


def _debts(cases: Q, which: Q, on: date) -> OpenDebts:
    chains = Chains(Case.objects.filter(cases))
    titles = Title.objects.select_related("case").filter(which).order_by("case_id").only(*_TERMS)
    counted = which | Q(case_id__in=chains.earlier) if chains.earlier else which
    money: dict[UUID, list[RecoveryLine]] = {}
    rows = Recovery.objects.filter(counted, on__lte=on).order_by("on", "id")
    for case_id, day, fen, source in rows.values_list("case_id", "on", "fen", "source"):
        for key in (case_id, *chains.count_for(case_id)):
            money.setdefault(key, []).append(RecoveryLine(day, fen, source))
    stops: dict[UUID, list[Stop]] = {}
    for pause in Suspension.objects.filter(counted, interest_stops=True):
        for key in (pause.case_id, *chains.count_for(pause.case_id)):
            stops.setdefault(key, []).append(Stop(pause.starts_on, pause.ends_on, StopKind.RETRIAL))
    ids: list[UUID] = []
    found = []
    for title in titles.iterator(chunk_size=5000):
        ids.append(title.case_id)
        terms = terms_of_title(title.case, title, filed_on=chains.filed_on(title.case))
        found.append(credited(terms, money.get(title.case_id, []), on, stops=stops.get(title.case_id, [])))
    columns = debts_on(pack([item.claim for item in found]), on)
    return OpenDebts(
        on, ids, columns, [item.fee_left_fen for item in found], [item.recovered_fen for item in found]
    )
