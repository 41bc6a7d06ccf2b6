"""A day is closed when three ways agree, a month with four eyes; what is closed takes nothing more."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Recovery
from zhixing.foundation.evidence.keys import is_signed, public_keys
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import Closing, DailyProof, Journal, LateEntry, StatementLine
from zhixing.funds.rules.proofs import digest_of_cases

DAY = date(2022, 3, 1)
MONTH_END = date(2022, 3, 31)
APRIL = NOW + timedelta(days=33)


def _accountant(court: Court) -> Actor:
    return person(court, Role.FUND_ACCOUNTANT)


def _chief(court: Court) -> Actor:
    return person(court, Role.BUREAU_CHIEF)


def _march(court: Court) -> None:
    """Lines on the first and the last day of March."""
    case = make_case(court, 7)
    take_in(court, [("B1", 5_000_000, "李四", "案款", case.sub_account), ("B2", 7_000, "王五", "", "")])
    take_in(court, [("B3", 1_000, "赵六", "", "")], opening=305_007_000, day=31)


def _refused(court: Court, on: date, now: datetime = APRIL) -> tuple[str, ...]:
    with pytest.raises(operations.ClosingRefused) as refused:
        operations.close_day(court=court, on=on, now=now, actor=_accountant(court))
    return refused.value.reasons


def test_a_day_is_closed_with_a_signed_statement(wangqing: Court) -> None:
    _march(wangqing)
    closing = operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=_accountant(wangqing))
    proof = DailyProof.objects.get()
    content = json.loads(proof.content)
    assert (closing.kind, closing.closed_through, closing.confirmed_by) == ("day", DAY, "")
    assert content["ledger"] == {"fen": 305_007_000, "journals": 3, "postings": 6}
    assert content["bank"] == {"fen": 305_007_000, "on": "2022-03-01", "serial": "B2"}
    assert content["holders"] == {"case": 5_000_000, "unidentified": 300_007_000}
    assert content["cases"] == {
        "count": 1, "fen": 5_000_000, "sha256": digest_of_cases([("（2022）吉2424执7号", "case", 5_000_000)]),
    }  # fmt: skip
    assert is_signed(public_keys()[proof.key_id], proof.sha256, proof.signature)
    assert queries.last_closed_day(court_id=wangqing.pk) == DAY
    assert queries.verify_proofs().problems == []
    assert queries.verify_books().problems == []


def test_what_stands_in_the_way_is_said_exactly(wangqing: Court) -> None:
    assert _refused(wangqing, DAY) == ("到这一天还没有案款往来，无账可结。",)
    take_in(wangqing, [("B1", 5_000_000, "李四", "", "")])
    assert _refused(wangqing, date(2022, 3, 2)) == (
        "案款专户 22050166483600000123的对账单只到 2022-03-01，请先导入 2022-03-02 的对账单。",
    )
    assert _refused(wangqing, DAY, now=NOW - timedelta(days=1)) == ("2022-03-01 还没有到，不能结账。",)
    take_in(wangqing, [("B9", 7_000, "王五", "", "")], opening=400_000_000, day=2)
    gap, difference = _refused(wangqing, date(2022, 3, 2))
    assert "对账单不连续：流水 B9 之前缺少对账单，余额相差 950,000.00 元" in gap
    assert "账面 3,050,070.00 元，对账单调节后 4,000,070.00 元，相差 -950,000.00 元" in difference
    assert not Closing.objects.exists()
    assert operations.close_day(court=wangqing, on=DAY, now=NOW, actor=_accountant(wangqing))
    assert _refused(wangqing, DAY) == ("已经结账至 2022-03-01，不能重复结账。",)


def test_only_the_accountant_closes_and_the_house_never_by_itself(wangqing: Court) -> None:
    _march(wangqing)
    for actor in (SYSTEM, _chief(wangqing), person(wangqing, Role.AUDITOR)):
        with pytest.raises(NotAllowed):
            operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=actor)


def test_a_month_needs_two_persons_and_unchanged_figures(wangqing: Court) -> None:
    _march(wangqing)
    both = person(wangqing, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, name="一人两职")
    with pytest.raises(operations.ClosingRefused, match="还没有由案款管理员提请月结"):
        operations.close_month(court=wangqing, month=DAY, now=APRIL, actor=_chief(wangqing))
    operations.propose_month(court=wangqing, month=DAY, now=APRIL, actor=both)
    with pytest.raises(operations.SelfConfirmation):
        operations.close_month(court=wangqing, month=DAY, now=APRIL, actor=both)
    take_in(wangqing, [("B4", 2_000, "赵六", "", "")], opening=305_008_000, day=31)
    StatementLine.objects.get(serial="B4")
    with pytest.raises(operations.ClosingRefused, match="提请之后账目有变动"):
        operations.close_month(court=wangqing, month=DAY, now=APRIL, actor=_chief(wangqing))
    operations.propose_month(court=wangqing, month=DAY, now=APRIL, actor=both)
    closing = operations.close_month(court=wangqing, month=DAY, now=APRIL, actor=_chief(wangqing))
    assert (closing.kind, closing.closed_through) == ("month", MONTH_END)
    assert closing.closed_by != closing.confirmed_by
    with pytest.raises(operations.ClosingRefused, match="已经月结"):
        operations.close_month(court=wangqing, month=DAY, now=APRIL, actor=_chief(wangqing))
    with pytest.raises(IntegrityError, match="closing_four_eyes"), transaction.atomic():
        Closing.objects.create(
            court=wangqing, kind="month", closed_through=date(2022, 4, 30), figures={}, statement_sha256="",
            closed_at=NOW, closed_by="user:1", confirmed_by="user:1",
        )  # fmt: skip


def test_a_closing_can_be_neither_changed_nor_taken_back(wangqing: Court) -> None:
    _march(wangqing)
    operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=_accountant(wangqing))
    for attempt in ("DELETE FROM funds_closing", "UPDATE funds_closing SET closed_through = '2022-02-01'",
                    "UPDATE funds_dailyproof SET ledger_fen = 1", "DELETE FROM funds_lateentry"):  # fmt: skip
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attempt)


def test_a_late_line_is_booked_on_the_first_open_day_and_names_its_own(wangqing: Court) -> None:
    case = make_case(wangqing, 7)
    take_in(wangqing, [("B1", 5_000_000, "李四", "", case.sub_account)])
    operations.close_day(court=wangqing, on=DAY, now=NOW, actor=_accountant(wangqing))
    signed_before = DailyProof.objects.get().content
    lines = [("B1", 5_000_000, "李四", "", case.sub_account), ("B2", 300_000, "李四", "", case.sub_account)]
    report = take_in(wangqing, lines)
    assert (report.posted, report.duplicates) == (1, 1)
    late = LateEntry.objects.select_related("journal").get()
    assert (late.true_on, late.booked_on, late.bank_fen) == (DAY, date(2022, 3, 2), 300_000)
    assert (late.journal.booked_on, late.journal.text) == (date(2022, 3, 2), "（补记 2022-03-01）")
    # the debt stops growing on the day the money came, not on the day it was booked
    assert set(Recovery.objects.values_list("on", "fen")) == {(DAY, 5_000_000), (DAY, 300_000)}
    (closed,) = queries.reconcile(court=wangqing, on=DAY)
    assert (closed.ledger_fen, closed.statement_fen, closed.difference_fen) == (305_000_000, 305_300_000, 0)
    assert [(item.text, item.fen) for item in closed.items] == [
        ("结账后补记：属于 2022-03-01，记入 2022-03-02", -300_000)
    ]
    (following,) = queries.reconcile(court=wangqing, on=date(2022, 3, 2))
    assert (following.ledger_fen, following.items, following.difference_fen) == (305_300_000, (), 0)
    assert DailyProof.objects.get().content == signed_before
    assert queries.verify_proofs().problems == []
    assert queries.verify_books().problems == []
    assert take_in(wangqing, lines).posted == 0


def test_a_late_journal_sent_again_says_the_same_again(wangqing: Court) -> None:
    from zhixing.cases.operations import default_account
    from zhixing.funds.models import Holder
    from zhixing.funds.operations.posting import AccountKey, accounts, move, post

    _march(wangqing)
    keys = [AccountKey(Holder.FEE_INCOME), AccountKey(Holder.UNIDENTIFIED)]
    book = accounts(court_id=wangqing.pk, bank_account_id=default_account(court=wangqing).pk, keys=keys)
    early = move("a", "test", DAY, debit=book[keys[0]], credit=book[keys[1]], fen=1)
    late = move("b", "test", DAY, debit=book[keys[1]], credit=book[keys[0]], fen=1, text="说" * 200)
    post(court_id=wangqing.pk, journals=[early, move("c", "test", DAY, debit=book[keys[1]], credit=book[keys[0]], fen=1)],
         at=NOW, actor_name="甲")  # fmt: skip
    operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=_accountant(wangqing))
    for is_new in (True, False):
        done = post(court_id=wangqing.pk, journals=[early, late], at=NOW, actor_name="甲")
        assert [one.is_new for one in done] == [False, is_new]
    operations.close_day(court=wangqing, on=date(2022, 3, 2), now=APRIL, actor=_accountant(wangqing))
    assert [one.is_new for one in post(court_id=wangqing.pk, journals=[early, late], at=NOW, actor_name="甲")] == [
        False, False,
    ]  # fmt: skip
    journal = Journal.objects.get(ref="b")
    assert journal.booked_on == date(2022, 3, 2)
    assert journal.text.endswith("（补记 2022-03-01）")
    assert len(journal.text) == 200
    assert LateEntry.objects.count() == 1


def test_the_database_itself_refuses_a_journal_of_a_closed_day(wangqing: Court) -> None:
    from zhixing.funds.operations import posting

    _march(wangqing)
    operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=_accountant(wangqing))
    old = Journal.objects.get(kind="arrival", ref__endswith=":B1")
    legs = tuple(posting.Leg(leg.account_id, leg.fen) for leg in old.posting_set.order_by("seq"))
    with pytest.raises(posting.PeriodClosed, match=r"账期已经结账，不能再记入（2022-03-01 is closed through"):
        posting._post(wangqing.pk, [posting.NewJournal("x", "test", DAY, legs)], NOW, "绕过")
    assert not Journal.objects.filter(ref="x").exists()


def test_a_statement_that_was_touched_is_found(wangqing: Court) -> None:
    _march(wangqing)
    operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=_accountant(wangqing))
    proof = DailyProof.objects.get()
    forged = DailyProof(
        court=wangqing, bank_account_id=proof.bank_account_id, on=proof.on, made_at=NOW, made_by="甲",
        ledger_fen=1, statement_fen=proof.statement_fen, difference_fen=0, is_even=True,
        content=proof.content.replace("305007000", "305007001"), sha256=proof.sha256, key_id=proof.key_id,
        signature=proof.signature,
    )  # fmt: skip
    forged.save()
    problems = "；".join(queries.verify_proofs().problems)
    assert "内容被改动" in problems
    assert "列出的数字与签名的内容不同" in problems


def test_a_closing_that_names_other_figures_is_found(wangqing: Court) -> None:
    _march(wangqing)
    operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=_accountant(wangqing))
    real = Closing.objects.get()
    assert queries.verify_proofs().closings == 1
    Closing.objects.create(
        court=wangqing, kind="day", closed_through=date(2022, 3, 2), figures=real.figures, statement_sha256="0" * 64,
        closed_at=NOW, closed_by="user:1", closed_by_name="甲",
    )  # fmt: skip
    assert queries.verify_proofs().problems == ["2022-03-02 结账：签名的对账单缺失或者不是当时的。"]


def test_the_evening_proves_each_day_once_and_again_when_it_changed(wangqing: Court) -> None:
    from zhixing.funds.sweeps import prove

    evening = NOW + timedelta(hours=8)
    take_in(wangqing, [("B1", 5_000_000, "李四", "", "")])
    assert [prove(now=evening, limit=50), prove(now=evening, limit=50)] == [1, 0]
    take_in(wangqing, [("B2", 7_000, "王五", "", "")], opening=305_000_000, day=1)
    assert prove(now=evening + timedelta(hours=14), limit=50) == 1
    assert list(DailyProof.objects.order_by("id").values_list("on", "ledger_fen")) == [
        (DAY, 305_000_000), (DAY, 305_007_000),
    ]  # fmt: skip
    assert prove(now=evening + timedelta(days=2), limit=50) == 2
    assert queries.verify_proofs().problems == []


def test_the_calendar_says_how_each_day_stands(wangqing: Court) -> None:
    _march(wangqing)
    operations.close_day(court=wangqing, on=DAY, now=APRIL, actor=_accountant(wangqing))
    month = queries.calendar(court=wangqing, month=DAY, today=date(2022, 3, 31))
    days = {day.on: day.state.value for week in month.weeks for day in week if day}
    assert (days[DAY], days[date(2022, 3, 2)], days[MONTH_END]) == ("closed", "ready", "ready")
    assert [len(week) for week in month.weeks] == [7] * 5
    april = queries.calendar(court=wangqing, month=date(2022, 4, 5), today=date(2022, 4, 2))
    numbers = {day.on.day: day.state.value for week in april.weeks for day in week if day}
    assert (numbers[1], numbers[3]) == ("waiting", "ahead")
