"""The hard world misleads whoever guesses, and its truth says what is right."""

from collections import Counter

import pytest

from zhixing.simulator import World

LEADS_NOWHERE = {
    "number without its party",
    "another court",
    "another year",
    "another kind of case",
    "two cases",
    "sub-account of no case",
}
HIDES_ITS_CASE = {
    "recycled number",
    "telephone number",
    "respelt payer",
    "spread number",
    "remark names another case",
}


@pytest.fixture(scope="module")
def world() -> World:
    return World(11, cases=600, hard=True)


def test_every_trap_is_laid(world: World) -> None:
    notes = Counter(line.payment.note for line in world.lines)
    assert notes.keys() >= (LEADS_NOWHERE | HIDES_ITS_CASE)
    assert min(notes[note] for note in LEADS_NOWHERE | HIDES_ITS_CASE) >= 6


def test_truth_names_no_case_where_the_remark_leads_nowhere(world: World) -> None:
    for line in world.lines:
        if line.payment.note in LEADS_NOWHERE:
            assert line.payment.case is None
        if line.payment.note in HIDES_ITS_CASE:
            assert line.payment.case is not None


def test_recycled_number_is_of_a_case_the_payer_is_no_party_to(world: World) -> None:
    by_number = {case.sequence: case for case in world.cases}
    recycled = [line.payment for line in world.lines if line.payment.note == "recycled number"]
    for paid in recycled:
        digits = paid.remark.split("执")[1].removesuffix("执行款").strip("字第号款行")
        named = by_number[int("".join(char for char in digits if char.isdigit()))]
        assert named is not paid.case
        assert paid.payer not in {party.name for party in (named.applicant, *named.debtors)}


def test_some_reversals_come_days_later_and_none_comes_twice(world: World) -> None:
    paid_in: Counter[tuple[str, int]] = Counter()
    late = 0
    first_seen = {}
    for line in world.lines:
        paid = line.payment
        key = (paid.payer_account, abs(paid.fen))
        if paid.fen > 0:
            paid_in[key] += 1
            first_seen.setdefault(key, paid.at)
        else:
            paid_in[key] -= 1
            late += (paid.at - first_seen[key]).days >= 1
        assert paid_in[key] >= 0
    assert late >= 2


def test_balance_holds_with_traps(world: World) -> None:
    balance = 300_000_000
    for line in world.lines:
        balance += line.payment.fen
        assert line.balance_fen == balance


def test_hard_rows_are_refused_for_the_same_reasons_as_plain_ones(world: World) -> None:
    plain = World(11, cases=600)
    assert {row.number for row in world.rows if row.mistake and row.number <= 602} == {
        row.number for row in plain.rows if row.mistake and row.number <= 602
    }
