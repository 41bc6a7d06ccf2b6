"""Which filed cases an unidentified line may be of: found by exact keys, set-based, then ranked by the rules.

The number of queries does not depend on the number of lines. A name is looked up in the party index; where many cases
bear it, those come first in which two names of the line agree, or the amount equals the principal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from zhixing.cases.personal import keys
from zhixing.cases.queries import debts_as_of
from zhixing.foundation.database.rows import select_any
from zhixing.foundation.identity.models import Court
from zhixing.foundation.personal_data import Purpose, blind_index
from zhixing.funds.models import Suggestion as SuggestionRow
from zhixing.funds.queries.lessons import Memory, memory_of
from zhixing.funds.rules.marking import Traces, traces_of
from zhixing.funds.rules.remarks import Remark, other_spellings, read_remark
from zhixing.funds.rules.suggestion_facts import CaseFacts, Link, LinkKind, Question, Side, Suggestion
from zhixing.funds.rules.suggestions import rank, suggested
from zhixing.law.case_numbers import FoundNumbers

CASES_PER_LINE = 10
"""Of how many cases a name may lead to, only those that fit best are weighed."""
CASES_OF_A_COMMON_NAME = 60
ROWS_ASKED = 100_000
"""Rows joined in one question: each reads the cases anew."""
DEBTS_MAX = 600
"""For how many pairs of line and case the whole debt is reckoned to the fen; the others are judged by the principal."""
ROUND_FEN = 10_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """An unidentified line as the bank wrote it. `id` is the receipt's."""

    id: UUID
    payer: str
    payer_key: str
    fen: int
    on: date
    remark: str
    sub_account: str
    account_index: bytes | None


@dataclass(slots=True)
class _Asked:
    line: Waiting
    traces: Traces
    remark: Remark
    cases: set[UUID] = field(default_factory=set)
    links: dict[UUID, list[Link]] = field(default_factory=dict)

    def link(self, case_id: UUID, kind: LinkKind, text: str) -> None:
        self.cases.add(case_id)
        known = self.links.setdefault(case_id, [])
        if all(link.kind is not kind for link in known):
            known.append(Link(kind, text))


def suggestions_for(court: Court, lines: Sequence[Waiting]) -> dict[UUID, list[Suggestion]]:
    """What may be shown for each line, best first; lines of which nothing is suggested have an empty list."""
    asked = [_read(line) for line in lines]
    filed_numbers = _by_number(court, asked)
    filed_accounts = _by_sub_account(court, asked)
    _by_sequence(court, asked)
    _by_name(court, asked)
    _by_phone(court, asked)
    _by_spouse(court, asked)
    memory = memory_of(court, lines)
    for one in asked:
        one.cases |= memory.cases_of(one.line)
    _by_amount(court, asked)
    facts = case_facts(case_id for one in asked for case_id in one.cases)
    found: dict[UUID, list[Suggestion]] = {}
    to_reckon: list[tuple[_Asked, Question, list[Suggestion]]] = []
    for one in asked:
        question = _question(one, court, filed_numbers, filed_accounts)
        _remember(one, memory, facts)
        ranking = rank(question, [facts[case_id] for case_id in one.cases if case_id in facts], one.links)
        found[one.line.id] = suggested(ranking)
        if any(_may_be_whole_debt(question, suggestion) for suggestion in ranking[:3]):
            to_reckon.append((one, question, ranking))
    found |= _with_debts(to_reckon, facts)
    return found


def _read(line: Waiting) -> _Asked:
    traces = _traces(line.remark, line.sub_account)
    return _Asked(line, traces, _remark(line.remark))


@lru_cache(maxsize=8192)
def _traces(remark: str, sub_account: str) -> Traces:
    return traces_of(remark, sub_account)


@lru_cache(maxsize=8192)
def _remark(remark: str) -> Remark:
    numbers = traces_of(remark, "").numbers
    return read_remark(remark, tuple(found.written for found in _every(numbers)))


def _every(numbers: FoundNumbers | None) -> tuple[Any, ...]:
    return (*numbers.complete, *numbers.incomplete) if numbers else ()


def _question(one: _Asked, court: Court, numbers: set[str], accounts: set[str]) -> Question:
    line = one.line
    return Question(
        payer=line.payer, payer_key=line.payer_key, fen=line.fen, on=line.on, traces=one.traces, remark=one.remark,
        court_code=court.code, number_is_filed=one.traces.number in numbers,
        sub_account_is_filed=line.sub_account in accounts,
    )  # fmt: skip


# ---- the whole debt ----------------------------------------------------------------------------------------------------


def _may_be_whole_debt(question: Question, suggestion: Suggestion) -> bool:
    """More than the principal left, and not more than a debt grows to: worth reckoning with interest and fee."""
    case = suggestion.case
    left = case.principal_fen - sum(fen for on, fen in case.received if on <= question.on)
    return case.is_open and case.filed_on <= question.on and 0 < left < question.fen <= 4 * left


def _with_debts(
    asked: Sequence[tuple[_Asked, Question, list[Suggestion]]], facts: dict[UUID, CaseFacts]
) -> dict[UUID, list[Suggestion]]:
    """Ranked again with the whole debt of the likeliest cases on the day of the line."""
    wanted: dict[date, set[UUID]] = {}
    reckoned = list(asked[: DEBTS_MAX // 3])
    for _, question, ranking in reckoned:
        fitting = [one.case.id for one in ranking[:3] if _may_be_whole_debt(question, one)]
        wanted.setdefault(question.on, set()).update(fitting)
    debts = {
        (on, key): debt for on, ids in wanted.items() for key, debt in debts_as_of(sorted(ids), on).items()
    }
    found = {}
    for one, question, _ in reckoned:
        cases = []
        for case in (facts[case_id] for case_id in one.cases if case_id in facts):
            debt = debts.get((question.on, case.id))
            sums = (
                {"全部债务": debt.owed_fen, "全部债务连同申请执行费": debt.owed_with_fee_fen} if debt else {}
            )
            cases.append(replace(case, sums={**case.sums, **sums}))
        found[one.line.id] = suggested(rank(question, cases, one.links))
    return found


# ---- finding -----------------------------------------------------------------------------------------------------------


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _joined(query: str, rows: Sequence[tuple[Any, ...]], *others: Any) -> list[tuple[Any, ...]]:
    """Rows of a query whose first placeholders are the columns of the rows given, asked for in chunks."""
    found: list[tuple[Any, ...]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_ASKED):
            cursor.execute(query, [*_columns(rows[start : start + ROWS_ASKED]), *others])
            found += cursor.fetchall()
    return found


def _by_number(court: Court, asked: Sequence[_Asked]) -> set[str]:
    """Cases whose complete number the remark bears. The numbers that are filed."""
    wanted: dict[str, list[_Asked]] = {}
    for one in asked:
        for found in one.traces.numbers.complete if one.traces.numbers else ():
            wanted.setdefault(found.number.case.text if found.number else "", []).append(one)
    query = "SELECT number, id FROM cases_case WHERE number = ANY (%s) AND court_id = %s"
    filed = dict(select_any(query, list(wanted), court.pk))
    for number, case_id in filed.items():
        for one in wanted[number]:
            one.cases.add(case_id)
    return set(filed)


def _by_sub_account(court: Court, asked: Sequence[_Asked]) -> set[str]:
    """Cases whose sub-account the line bears, though its number speaks of another. The sub-accounts that are filed."""
    wanted: dict[str, list[_Asked]] = {}
    for one in asked:
        if one.line.sub_account:
            wanted.setdefault(one.line.sub_account, []).append(one)
    found = select_any(
        "SELECT sub_account, id FROM cases_case WHERE sub_account = ANY (%s) AND court_id = %s",
        list(wanted), court.pk,
    ) + select_any(
        "SELECT sub_account, case_id FROM cases_party "
        "WHERE sub_account = ANY (%s) AND court_id = %s AND sub_account <> ''",
        list(wanted), court.pk,
    )  # fmt: skip
    for account, case_id in found:
        for one in wanted[account]:
            one.cases.add(case_id)
    return {account for account, _ in found}


_SEQUENCES = """
SELECT n, id FROM (
    SELECT a.n, c.id, row_number() OVER (PARTITION BY a.n ORDER BY abs(a.on_day - c.filed_on)) AS place
      FROM unnest(%s::int[], %s::int[], %s::date[]) AS a(n, sequence, on_day)
      JOIN cases_case c ON c.sequence = a.sequence AND c.court_id = %s AND c.filed_on <= a.on_day
) ranked WHERE place <= %s
"""


def _by_sequence(court: Court, asked: Sequence[_Asked]) -> None:
    """Cases of the number in an incomplete case number, of whatever year."""
    rows = {
        (place, found.sequence, one.line.on)
        for place, one in enumerate(asked)
        for found in (one.traces.numbers.incomplete if one.traces.numbers else ())
        if found.sequence
    }
    for place, case_id in _joined(_SEQUENCES, sorted(rows), court.pk, CASES_PER_LINE):
        asked[place].cases.add(case_id)


_NAMES = """
WITH asked AS (
    SELECT * FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::date[]) AS a(n, key, fen, on_day)
), hit AS (
    SELECT a.n, a.fen, a.on_day, p.case_id, count(DISTINCT p.name_key) AS agreeing
      FROM asked a JOIN cases_party p ON p.name_key = a.key AND p.court_id = %s
     GROUP BY a.n, a.fen, a.on_day, p.case_id
)
SELECT n, case_id FROM (
    SELECT h.n, h.case_id, row_number() OVER (PARTITION BY h.n ORDER BY h.agreeing DESC, (t.principal_fen = h.fen) DESC, (c.filed_on <= h.on_day) DESC, (c.status = 'open') DESC,
               (c.filed_on > h.on_day - 190) DESC, (t.principal_fen >= h.fen) DESC, t.principal_fen) AS place
      FROM hit h JOIN cases_case c ON c.id = h.case_id JOIN cases_title t ON t.case_id = h.case_id
) ranked WHERE place <= %s
"""


_COMMON = """
SELECT name_key FROM cases_party WHERE name_key = ANY (%s) AND court_id = %s GROUP BY name_key HAVING count(*) > %s
"""
_NAMES_AND_AMOUNT = """
SELECT a.n, t.case_id FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::date[]) AS a(n, key, fen, on_day)
  JOIN cases_title t ON t.principal_fen = a.fen AND t.court_id = %s
  JOIN cases_party p ON p.case_id = t.case_id AND p.name_key = a.key
"""


def _by_name(court: Court, asked: Sequence[_Asked]) -> None:
    """Cases with a party named like the payer or like a word of the remark, the best fitting of each line.

    A single name that very many cases bear tells nothing: of those only the ones of the same principal are looked at.
    """
    rows: list[list[tuple[Any, ...]]] = []
    for place, one in enumerate(asked):
        line = one.line
        wanted = {line.payer_key, *one.remark.names, *other_spellings(line.payer_key)} - {""}
        rows.append([(place, key, line.fen, line.on) for key in sorted(wanted)])
    alone = list({named[0][1] for named in rows if len(named) == 1})
    common = {key for (key,) in select_any(_COMMON, alone, court.pk, CASES_OF_A_COMMON_NAME)}
    telling = [row for named in rows for row in named if len(named) > 1 or row[1] not in common]
    for place, case_id in _joined(_NAMES, telling, court.pk, CASES_PER_LINE):
        asked[place].cases.add(case_id)
    spread = [row for named in rows for row in named if len(named) == 1 and row[1] in common]
    for place, case_id in _joined(_NAMES_AND_AMOUNT, spread, court.pk):
        asked[place].cases.add(case_id)


def _by_phone(court: Court, asked: Sequence[_Asked]) -> None:
    """Cases of the debtor whose telephone number the remark bears."""
    wanted: dict[bytes, list[_Asked]] = {}
    for one in asked:
        for phone in one.remark.phones:
            wanted.setdefault(blind_index(keys(), phone, purpose=Purpose.PHONE), []).append(one)
    query = (
        "SELECT phone_index, case_id, name FROM cases_party "
        "WHERE phone_index = ANY (%s) AND court_id = %s AND role = 'debtor'"
    )
    for index, case_id, name in select_any(query, list(wanted), court.pk):
        for one in wanted[bytes(index)]:
            one.link(case_id, LinkKind.PHONE, f"附言中的电话是被执行人{name}登记的电话")


_SPOUSES = """
WITH hit AS (
    SELECT a.n, a.fen, a.on_day, p.case_id, p.name AS debtor, r.name AS spouse, r.since, 1 AS agreeing
      FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::date[]) AS a(n, key, fen, on_day)
      JOIN cases_relative r ON r.name_key = a.key AND r.court_id = %s AND r.relation = 'spouse' AND NOT r.has_ended
           AND (r.since IS NULL OR r.since <= a.on_day)
      JOIN cases_party p ON p.id_index = r.person_index AND p.court_id = r.court_id AND p.role = 'debtor'
)
SELECT n, case_id, debtor, spouse, since FROM (
    SELECT h.*, row_number() OVER (PARTITION BY h.n ORDER BY h.agreeing DESC, (t.principal_fen = h.fen) DESC, (c.filed_on <= h.on_day) DESC, (c.status = 'open') DESC,
               (c.filed_on > h.on_day - 190) DESC, (t.principal_fen >= h.fen) DESC, t.principal_fen) AS place
      FROM hit h JOIN cases_case c ON c.id = h.case_id JOIN cases_title t ON t.case_id = h.case_id
) ranked WHERE place <= %s
"""  # fmt: skip


def _by_spouse(court: Court, asked: Sequence[_Asked]) -> None:
    """Cases of a debtor who is married, by the civil-affairs record, to somebody of the payer's name."""
    rows = [(place, one.line.payer_key, one.line.fen, one.line.on) for place, one in enumerate(asked)]
    for place, case_id, debtor, spouse, since in _joined(_SPOUSES, rows, court.pk, CASES_PER_LINE):
        text = f"付款人{spouse}与被执行人{debtor}的配偶同名（婚姻登记{f' {since.isoformat()}' if since else ''}）"
        asked[place].link(case_id, LinkKind.SPOUSE, text)


_AMOUNTS = """
SELECT a.n, (array_agg(c.id))[1]
  FROM unnest(%s::int[], %s::bigint[], %s::date[]) AS a(n, fen, on_day)
  JOIN cases_title t ON t.principal_fen = a.fen AND t.court_id = %s
  JOIN cases_case c ON c.id = t.case_id AND c.status = 'open' AND c.filed_on <= a.on_day
 GROUP BY a.n HAVING count(*) = 1
"""


def _by_amount(court: Court, asked: Sequence[_Asked]) -> None:
    """The only open case whose principal is exactly the amount; a round amount proves nothing."""
    rows = [
        (place, one.line.fen, one.line.on) for place, one in enumerate(asked)
        if one.line.fen % ROUND_FEN and not one.remark.purpose and not one.traces.sub_account
        and not _every(one.traces.numbers)
    ]  # fmt: skip
    for place, case_id in _joined(_AMOUNTS, rows, court.pk):
        if case_id not in asked[place].cases:
            asked[place].link(case_id, LinkKind.AMOUNT, "全院未结案件中只有该案的本金是这个金额")


def _remember(one: _Asked, memory: Memory, facts: dict[UUID, CaseFacts]) -> None:
    """What earlier marks and refusals say, also of other cases of the same debtor."""
    line = one.line
    for case_id in one.cases & facts.keys():
        debtors = {side.key for side in facts[case_id].debtors}
        for link in memory.links(line, case_id, debtors, facts):
            one.link(case_id, link.kind, link.text)


# ---- cases ---------------------------------------------------------------------------------------------------------------


def case_facts(case_ids: Iterable[UUID]) -> dict[UUID, CaseFacts]:
    """Cases as ranking needs them, in three queries."""
    wanted = list(dict.fromkeys(case_ids))
    sides: dict[UUID, tuple[list[Side], list[Side]]] = {case_id: ([], []) for case_id in wanted}
    accounts: dict[UUID, list[str]] = {}
    query = "SELECT case_id, role, name_key, name, sub_account FROM cases_party WHERE case_id = ANY (%s)"
    for case_id, role, key, name, sub_account in select_any(query, wanted):
        sides[case_id][role == "debtor"].append(Side(key, name))
        if sub_account:
            accounts.setdefault(case_id, []).append(sub_account)
    received: dict[UUID, list[tuple[date, int]]] = {}
    query = 'SELECT case_id, "on", fen FROM cases_recovery WHERE case_id = ANY (%s)'
    for case_id, on, fen in select_any(query, wanted):
        received.setdefault(case_id, []).append((on, fen))
    query = (
        "SELECT c.id, c.number, c.sequence, c.sub_account, c.filed_on, c.status, t.principal_fen, t.litigation_costs_fen "
        "FROM cases_case c JOIN cases_title t ON t.case_id = c.id WHERE c.id = ANY (%s)"
    )
    return {
        row[0]: CaseFacts(
            id=row[0], number=row[1], sequence=row[2], sub_accounts=(row[3], *accounts.get(row[0], ())), filed_on=row[4],
            is_open=row[5] == "open",
            principal_fen=row[6], applicants=tuple(sides[row[0]][0]), debtors=tuple(sides[row[0]][1]),
            received=tuple(received.get(row[0], ())), sums={"本金和诉讼费": row[6] + row[7]} if row[7] else {},
        )
        for row in select_any(query, wanted)
    }  # fmt: skip


# ---- what was found before -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Suggested:
    """A kept suggestion on screen."""

    case_id: UUID
    number: str
    is_open: bool
    points: int
    why: str
    applicants: str
    debtors: str
    principal_fen: int


def suggestions_of(receipt_ids: Sequence[UUID]) -> dict[UUID, list[Suggested]]:
    """The kept suggestions of receipts, best first. Two queries."""
    rows = SuggestionRow.objects.filter(receipt_id__in=receipt_ids).order_by("receipt_id", "place")
    kept = list(rows.values_list("receipt_id", "case_id", "points", "why"))
    facts = case_facts(case_id for _, case_id, _, _ in kept)
    found: dict[UUID, list[Suggested]] = {}
    for receipt_id, case_id, points, why in kept:
        case = facts.get(case_id)
        if case is not None:
            found.setdefault(receipt_id, []).append(
                Suggested(
                    case_id, case.number, case.is_open, points, why,
                    "、".join(side.name for side in case.applicants),
                    "、".join(side.name for side in case.debtors), case.principal_fen,
                )
            )  # fmt: skip
    return found
