"""Lines whose payer's account has been proven for a debtor: by earlier files, or by earlier lines of the same file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from zhixing.foundation.database.rows import select_any
from zhixing.foundation.identity.models import Court
from zhixing.funds.queries.lessons import lessons_about, proofs_of_accounts
from zhixing.funds.rules.marking import KnownCase, Traces
from zhixing.funds.rules.payer_accounts import ProvenCase, by_payer_account

if TYPE_CHECKING:
    from zhixing.funds.operations.receiving_lines import Taken


@dataclass(slots=True)
class _Known:
    """What an account has paid for so far, since when, and under which names the bank has shown it."""

    cases: set[UUID] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    since: datetime | None = None

    def add(self, case_id: UUID, at: datetime) -> None:
        self.cases.add(case_id)
        self.since = at if self.since is None else min(self.since, at)


def mark_by_account(court: Court, receipts: Sequence["Taken"], traces: Mapping[UUID, Traces]) -> None:
    """Mark what the account makes certain among lines that nothing else has marked. Oldest first; nothing is written.

    Marks of this rule prove nothing themselves.
    """
    waiting = [line for line in receipts if line.marked is None and line.account_index and line.line.name_key]
    if not waiting:
        return
    indexes = list({line.account_index for line in waiting if line.account_index})
    known = _known(court, receipts, indexes)
    if not known:
        return
    refused = {
        said.account_index for said in lessons_about(court, "account_index", indexes) if not said.is_of_case
    }
    wanted = sorted({case_id for one in known.values() for case_id in one.cases})
    cases = _cases(wanted, receipts)
    names = list({line.line.name_key for line in waiting if line.account_index in known})
    open_cases = _open_cases(court, names)
    for line in waiting:
        mine = known.get(line.account_index or b"")
        if mine is None:
            continue
        mark = by_payer_account(
            traces[line.id],
            payer_key=line.line.name_key,
            fen=line.line.fen,
            at=line.line.at,
            proven=[cases[case_id] for case_id in mine.cases if case_id in cases],
            proven_since=mine.since,
            names_of_account=mine.names,
            open_cases_of_name=open_cases.get(line.line.name_key, ()),
            refused=line.account_index in refused,
        )
        if mark is not None:
            line.marked, line.unidentified = mark, None
            before = cases[mark.case.id]
            cases[mark.case.id] = ProvenCase(
                before.case, before.is_open, before.filed_on, before.left_fen - line.line.fen
            )


_SHOWN_AS = """
SELECT account_index, array_agg(DISTINCT name_key)
  FROM funds_statementline WHERE account_index = ANY (%s) AND court_id = %s GROUP BY account_index
"""


def _known(court: Court, receipts: Sequence["Taken"], indexes: Sequence[bytes]) -> dict[bytes, _Known]:
    """By account: the cases proven in the tables and by the other lines of the file, a line taken back not counted."""
    wanted, known = set(indexes), dict[bytes, _Known]()
    for index, proofs in proofs_of_accounts(court, indexes).items():
        for proof in proofs:
            known.setdefault(index, _Known()).add(proof.case_id, proof.at)
    for line in receipts:
        if line.marked is not None and line.account_index in wanted and line.account_index:
            known.setdefault(line.account_index, _Known()).add(line.marked.case.id, line.line.at)
    for index, names in select_any(_SHOWN_AS, [index for index in indexes if index in known], court.pk):
        known[bytes(index)].names |= set(names)
    for line in receipts:
        if line.account_index in known and line.account_index:
            known[line.account_index].names.add(line.line.name_key)
    return known


_STANDING = """
SELECT c.id, c.number, c.status, c.filed_on, t.principal_fen + t.litigation_costs_fen
       - coalesce((SELECT sum(r.fen) FROM cases_recovery r WHERE r.case_id = c.id), 0)
  FROM cases_case c JOIN cases_title t ON t.case_id = c.id WHERE c.id = ANY (%s)
"""


def _cases(wanted: Sequence[UUID], receipts: Sequence["Taken"]) -> dict[UUID, ProvenCase]:
    """The proven cases with their parties, and what is left after the certain marks of this file."""
    sides: dict[UUID, dict[str, set[str]]] = {}
    query = "SELECT case_id, role, name_key FROM cases_party WHERE case_id = ANY (%s)"
    for case_id, role, key in select_any(query, wanted):
        sides.setdefault(case_id, {}).setdefault(role, set()).add(key)
    here: dict[UUID, int] = {}
    for line in receipts:
        if line.marked is not None:
            here[line.marked.case.id] = here.get(line.marked.case.id, 0) + line.line.fen
    return {
        row[0]: ProvenCase(
            KnownCase(
                row[0], row[1], frozenset(sides.get(row[0], {}).get("applicant", ())),
                frozenset(sides.get(row[0], {}).get("debtor", ())),
            ),
            row[2] == "open", row[3], int(row[4]) - here.get(row[0], 0),
        )
        for row in select_any(_STANDING, wanted)
    }  # fmt: skip


_OPEN = """
SELECT p.name_key, p.case_id FROM cases_party p JOIN cases_case c ON c.id = p.case_id
 WHERE p.name_key = ANY (%s) AND p.court_id = %s AND c.status = 'open'
"""


def _open_cases(court: Court, names: Sequence[str]) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {}
    for key, case_id in select_any(_OPEN, names, court.pk):
        found.setdefault(key, set()).add(case_id)
    return found
