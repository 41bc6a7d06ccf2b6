"""Journals are posted once, balance, never overdraw, and can be neither changed nor smuggled in."""

from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from zhixing.cases.operations import default_account
from zhixing.foundation import clock
from zhixing.foundation.database.cluster import Access
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import Drawer, Holder, Journal, Posting
from zhixing.funds.operations import posting as ledger
from zhixing.funds.operations.posting import (
    AccountKey,
    Leg,
    NewJournal,
    Overdrawn,
    PostingRefused,
    ReferenceReused,
)

DAY = date(2022, 3, 1)
BANK, TRAY, FEES = AccountKey(Holder.BANK), AccountKey(Holder.UNIDENTIFIED), AccountKey(Holder.FEE_INCOME)


@pytest.fixture
def book(wangqing: Court) -> dict[AccountKey, UUID]:
    account = default_account(court=wangqing)
    return ledger.accounts(court_id=wangqing.pk, bank_account_id=account.pk, keys=[BANK, TRAY, FEES])


def _post(court: Court, *journals: NewJournal) -> list[ledger.Posted]:
    return ledger.post(court_id=court.pk, journals=journals, at=clock.now(), actor_name="测试")


def _arrival(book: dict[AccountKey, UUID], ref: str, fen: int) -> NewJournal:
    return NewJournal(ref, "arrival", DAY, (Leg(book[BANK], fen), Leg(book[TRAY], -fen)))


def test_each_journal_is_posted_once(wangqing: Court, book: dict[AccountKey, UUID]) -> None:
    first = _post(wangqing, _arrival(book, "a", 100), _arrival(book, "b", 200))
    again = _post(wangqing, _arrival(book, "b", 200), _arrival(book, "c", 300))
    assert [(done.ref, done.is_new) for done in first] == [("a", True), ("b", True)]
    assert [(done.ref, done.is_new) for done in again] == [("b", False), ("c", True)]
    assert again[0].journal_id == first[1].journal_id
    assert ledger.locked_balances([book[TRAY], book[BANK]]) == {book[TRAY]: 600, book[BANK]: -600}


def test_a_ref_with_other_content_is_refused_and_nothing_is_posted(
    wangqing: Court, book: dict[AccountKey, UUID]
) -> None:
    _post(wangqing, _arrival(book, "a", 100))
    with pytest.raises(ReferenceReused, match="“a”"):
        _post(wangqing, _arrival(book, "new", 5), _arrival(book, "a", 101))
    with pytest.raises(ReferenceReused):
        _post(wangqing, _arrival(book, "x", 1), _arrival(book, "x", 2))
    assert Journal.objects.count() == 1
    assert Posting.objects.count() == 2


@pytest.mark.parametrize("fens", [(100, -99), (100,), (), (100, -50, -49)])
def test_a_journal_that_does_not_balance_is_refused(
    wangqing: Court, book: dict[AccountKey, UUID], fens: tuple[int, ...]
) -> None:
    legs = tuple(Leg(book[BANK] if fen > 0 else book[TRAY], fen) for fen in fens)
    with pytest.raises(PostingRefused, match="未入账"):
        _post(wangqing, _arrival(book, "good", 1), NewJournal("bad", "arrival", DAY, legs))
    assert not Journal.objects.exists()


def test_accounts_must_exist_and_be_of_the_court(wangqing: Court, book: dict[AccountKey, UUID]) -> None:
    other = Court.objects.get(code="吉2401")
    foreign = ledger.accounts(
        court_id=other.pk, bank_account_id=default_account(court=other).pk, keys=[TRAY]
    )[TRAY]
    for account in (uuid7(), foreign):
        with pytest.raises(PostingRefused):
            _post(wangqing, NewJournal("j", "arrival", DAY, (Leg(book[BANK], 1), Leg(account, -1))))


def test_a_guarded_holder_never_gives_more_than_it_holds(
    wangqing: Court, book: dict[AccountKey, UUID], one_case: UUID
) -> None:
    account = default_account(court=wangqing)
    key = AccountKey(Holder.CASE, one_case)
    case = ledger.accounts(court_id=wangqing.pk, bank_account_id=account.pk, keys=[key])[key]
    _post(wangqing, NewJournal("in", "arrival", DAY, (Leg(book[BANK], 500), Leg(case, -500))))
    with pytest.raises(Overdrawn, match="余额不足"):
        _post(wangqing, NewJournal("out", "fee", DAY, (Leg(case, 501), Leg(book[FEES], -501))))
    _post(wangqing, NewJournal("out", "fee", DAY, (Leg(case, 500), Leg(book[FEES], -500))))
    assert ledger.locked_balances([case]) == {case: 0}


def test_the_books_cannot_be_changed_nor_written_past_the_function(
    wangqing: Court, book: dict[AccountKey, UUID]
) -> None:
    _post(wangqing, _arrival(book, "a", 100))
    attempts = [
        "UPDATE funds_posting SET fen = 1",
        "DELETE FROM funds_posting",
        "TRUNCATE funds_posting",
        "UPDATE funds_journal SET text = 'x'",
        "DELETE FROM funds_journal",
        "DELETE FROM funds_account",
        "UPDATE funds_account SET is_guarded = false",
        "INSERT INTO funds_posting (journal_id, seq, account_id, court_id, fen) "
        "SELECT journal_id, 3, account_id, court_id, 7 FROM funds_posting LIMIT 1",
    ]
    for attempt in attempts:
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attempt)


def test_even_the_owner_of_the_tables_cannot_remove_a_row(wangqing: Court, server: Access) -> None:
    name = connection.settings_dict["NAME"]
    with psycopg.connect(server.url("zhixing_owner", name), autocommit=True) as owner:
        for table in ("funds_posting", "funds_journal", "funds_account", "funds_statementline"):
            with pytest.raises(psycopg.errors.RestrictViolation, match="append-only"):
                owner.execute(f"DELETE FROM {table}")


def test_a_court_out_of_sight_cannot_be_posted_to(wangqing: Court, book: dict[AccountKey, UUID]) -> None:
    from zhixing.foundation.identity.scope import courts_visible

    with pytest.raises(DatabaseError, match="not visible"), courts_visible([]):
        _post(wangqing, _arrival(book, "a", 100))


def test_drawers_of_the_unidentified_holder_are_accounts_of_their_own(
    wangqing: Court, book: dict[AccountKey, UUID]
) -> None:
    account = default_account(court=wangqing)
    keys = [AccountKey(Holder.UNIDENTIFIED, drawer=drawer) for drawer in Drawer]
    found = ledger.accounts(court_id=wangqing.pk, bank_account_id=account.pk, keys=keys)
    assert len(set(found.values())) == 3
    assert found[keys[0]] == book[TRAY]
    assert ledger.accounts(court_id=wangqing.pk, bank_account_id=account.pk, keys=keys) == found
