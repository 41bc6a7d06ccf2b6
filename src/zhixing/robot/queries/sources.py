"""What other records say of the parties of cases: a unit that answered about them, and the party's other cases."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from zhixing.cases.models import Party
from zhixing.cases.queries import debts_as_of
from zhixing.cases.rules.debt import DebtStatement
from zhixing.foundation.database.rows import among
from zhixing.law.interest_terms import TermsUnclear
from zhixing.law.rate_terms import UnreadableRate
from zhixing.law.rates import RateBeforeTable
from zhixing.robot.rules.checks import (
    Check,
    Said,
    all_of,
    checked,
    plain,
    said_fen,
    said_index,
    said_name,
    said_number,
    said_year,
)
from zhixing.robot.rules.views import CaseView

Ids = Sequence[UUID]
REGISTER = "当事人登记"
UNRECKONED = (TermsUnclear, UnreadableRate, RateBeforeTable)

_ANSWERS = """
SELECT DISTINCT ON (party_id) party_id, unit_name, person_index FROM inquiries_readreply
WHERE party_id = ANY(%s) AND ours > 0 ORDER BY party_id, id DESC
"""
_CONFLICTS = """
SELECT DISTINCT ON (party_id) party_id, unit_name, holder_name, row_index, id_masked FROM inquiries_identityconflict
WHERE party_id = ANY(%s) AND state IN ('open', 'proposed') ORDER BY party_id, id DESC
"""
_OTHER_CASES = """
SELECT DISTINCT ON (mine.id) mine.id, other.name, other_case.number FROM cases_party mine
JOIN cases_party other ON other.id_index = mine.id_index AND other.court_id = mine.court_id AND other.case_id <> mine.case_id
JOIN cases_case other_case ON other_case.id = other.case_id
WHERE mine.id = ANY(%s) ORDER BY mine.id, (other.name_key <> mine.name_key) DESC, other.id
"""


@dataclass(frozen=True, slots=True)
class PartyProofs:
    """What each source says of a party's name and number."""

    name: str
    names: tuple[Said, ...]
    numbers: tuple[Said, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """The party's name and number, each by its sources."""
        return all_of(
            [checked(f"{self.name}·姓名", *self.names), checked(f"{self.name}·证件号码", *self.numbers)]
        )


def proofs_of_parties(party_ids: Ids) -> dict[UUID, PartyProofs]:
    """Every party with what is said of it, in four queries.

    A unit that found accounts under the party's own number and name confirms both; an open conflict says otherwise; the
    register of another case under the same number says the name once more.
    """
    found: dict[UUID, PartyProofs] = {}
    answers = {row[0]: row[1:] for row in _rows(_ANSWERS, party_ids)}
    conflicts = {row[0]: row[1:] for row in _rows(_CONFLICTS, party_ids)}
    others = {row[0]: row[1:] for row in _rows(_OTHER_CASES, party_ids)}
    rows = Party.objects.filter(among("pk", party_ids)).values_list("id", "name", "id_index", "id_masked")
    for key, name, index, masked in rows:
        names = [said_name(REGISTER, name)]
        numbers = [said_index(REGISTER, index, masked)]
        if key in answers:
            unit, person_index = answers[key]
            names.append(said_name(f"{unit}回执", name))
            numbers.append(said_index(f"{unit}回执", person_index, masked))
        if key in conflicts:
            unit, holder, row_index, holder_masked = conflicts[key]
            names.append(said_name(f"{unit}回执", holder))
            numbers.append(said_index(f"{unit}回执", row_index, holder_masked or masked))
        if key in others:
            other_name, number = others[key]
            names.append(said_name(f"{number}登记", other_name))
        found[key] = PartyProofs(name, tuple(filter(None, names)), tuple(filter(None, numbers)))
    return found


def case_checks(view: CaseView) -> tuple[Check, ...]:
    """The case's own number and day of filing: its year is said by both."""
    return all_of([checked("立案年度", said_year("立案日期", view.filed_on.year), _year_of(view.number))])


def reckoned(case_ids: Ids, on: date) -> dict[UUID, DebtStatement]:
    """What the law room reckons step by step for each case: the oracle of the one pass over many.

    A case whose debt cannot be reckoned is left out.
    """
    if not case_ids:
        return {}
    try:
        return dict(debts_as_of(list(case_ids), on))
    except UNRECKONED:
        half = len(case_ids) // 2
        return reckoned(case_ids[:half], on) | reckoned(case_ids[half:], on) if half else {}


def debt_checks(view: CaseView, statement: DebtStatement | None) -> tuple[Check, ...]:
    """What is owed and what came in: the one pass over many cases against the law room, step by step."""
    if view.debt.refused:
        return all_of(
            [checked("尚欠金额", Said("债务总账", plain(f"不能计算：{view.debt.refused}"), "refused"))]
        )
    owed, came_in = (statement.owed_fen, statement.recovered_fen) if statement else (None, None)
    return all_of(
        [
            checked("尚欠金额", said_fen("债务总账", view.debt.owed_fen), said_fen("逐案计算", owed)),
            checked(
                "已到位金额", said_fen("债务总账", view.debt.recovered_fen), said_fen("逐案计算", came_in)
            ),
        ]
    )


def _year_of(number: str) -> Said | None:
    digits = number[1:5]
    return said_year("案号", int(digits)) if digits.isdigit() else said_number("案号", number)


def parties_by_case(case_ids: Ids, role: str) -> dict[UUID, list[UUID]]:
    """The parties of one side by case, in the order of the register."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Party.objects.filter(among("case_id", case_ids), role=role).order_by("case_id", "position")
    for case_id, key in rows.values_list("case_id", "id"):
        found[case_id].append(key)
    return found


def _rows(statement: str, ids: Ids) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
