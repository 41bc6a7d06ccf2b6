"""Cash and instruments: two officers, a receipt at once, the bank's line settles it and is no second receipt."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from funds_world import NOW, SYSTEM, make_case, person, take_in
from zhixing.cases.models import Case, Party, Recovery
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds import operations, queries
from zhixing.funds.models import HandKind, HandReceipt, Journal, Plan, Receipt
from zhixing.funds.operations import HandReceiptRefused, Taking

TAKEN = datetime(2022, 2, 28, 2, 0, tzinfo=UTC)


@pytest.fixture
def officers(wangqing: Court) -> tuple[Actor, Actor]:
    return person(wangqing, Role.OFFICER, name="金哲"), person(wangqing, Role.OFFICER, name="朴英")


def _taking(case: Case, fen: int = 500_000, **other: object) -> Taking:
    debtor = Party.objects.get(case=case, role="debtor")
    values: dict[str, object] = {
        "case_id": case.id, "debtor_id": debtor.id, "kind": HandKind.CASH, "fen": fen, "payer": "李四",
        "place": "汪清镇被执行人家中", "reason": "被执行人年老，无银行账户", "received_at": TAKEN,
    }  # fmt: skip
    return Taking(**{**values, **other})


def _taken(case: Case, officers: tuple[Actor, Actor], fen: int = 500_000, **other: object) -> HandReceipt:
    row = operations.enter_hand_receipt(taking=_taking(case, fen, **other), now=NOW, actor=officers[0])
    return operations.confirm_hand_receipt(receipt_id=row.pk, now=NOW, actor=officers[1])


def _holds(court: Court, *, bank: int, cash: int) -> None:
    assert queries.verify_books().problems == []
    held = {one.holder.value: one.fen for one in queries.balances(court_id=court.pk)}
    assert (held.get("bank", 0), held.get("cash", 0)) == (bank, cash)
    (day,) = [one for one in queries.reconcile(court=court, on=date(2022, 3, 31)) if one.is_used]
    assert (day.ledger_fen, day.difference_fen, day.holders_fen) == (bank, 0, bank)


def test_money_counts_from_the_day_it_was_taken_once_a_second_officer_confirms(
    wangqing: Court, officers: tuple[Actor, Actor]
) -> None:
    case = make_case(wangqing, 7)
    row = operations.enter_hand_receipt(taking=_taking(case), now=NOW, actor=officers[0])
    assert (row.number, row.state, row.hand_over_by) == ("XJ202200001", "entered", date(2022, 2, 28))
    assert not Receipt.objects.exists()
    assert queries.held_for_case(case.id) == 0
    operations.confirm_hand_receipt(receipt_id=row.pk, now=NOW, actor=officers[1])
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.case_id, receipt.fen, receipt.arrived_on, receipt.blocked_by) == (
        "marked", case.id, 500_000, date(2022, 2, 28), "not_banked",
    )  # fmt: skip
    assert list(Recovery.objects.values_list("on", "fen")) == [(date(2022, 2, 28), 500_000)]
    assert queries.held_for_case(case.id) == 500_000
    _holds(wangqing, bank=0, cash=500_000)


def test_one_officer_alone_cannot_take_money(wangqing: Court, officers: tuple[Actor, Actor]) -> None:
    row = operations.enter_hand_receipt(taking=_taking(make_case(wangqing, 7)), now=NOW, actor=officers[0])
    with pytest.raises(NotAllowed, match="两名执行人员"):
        operations.confirm_hand_receipt(receipt_id=row.pk, now=NOW, actor=officers[0])
    with pytest.raises(NotAllowed):
        operations.confirm_hand_receipt(
            receipt_id=row.pk, now=NOW, actor=person(wangqing, Role.FUND_ACCOUNTANT)
        )
    with pytest.raises(IntegrityError, match="hand_receipt_two_officers"), transaction.atomic():
        HandReceipt.objects.filter(pk=row.pk).update(second_by=row.entered_by)
    with pytest.raises(IntegrityError, match="hand_receipt_confirmed_by_a_second"), transaction.atomic():
        HandReceipt.objects.filter(pk=row.pk).update(state="confirmed")
    assert not Journal.objects.exists()


def test_the_banks_line_moves_cash_to_the_bank_and_is_no_second_receipt(
    wangqing: Court, officers: tuple[Actor, Actor]
) -> None:
    case = make_case(wangqing, 7)
    rows = [_taken(case, officers), _taken(case, officers, 20_000)]
    assert [row.number for row in rows] == ["XJ202200001", "XJ202200002"]
    assert operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM) == []
    report = take_in(wangqing, [("B1", 520_000, "金哲", "交存 XJ202200001、xj202200002", "")])
    assert (report.posted, report.marked, report.unidentified) == (1, [], [])
    assert [(row.fate.value, row.words) for row in report.rows] == [
        ("hand_deposit", "XJ202200001、XJ202200002")
    ]
    assert Receipt.objects.count() == 2
    assert set(HandReceipt.objects.values_list("state", "deposit_line__serial")) == {("handed_over", "B1")}
    assert sum(Recovery.objects.values_list("fen", flat=True)) == 520_000
    _holds(wangqing, bank=300_520_000, cash=0)
    plans = operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    assert sorted(plan.pool_fen for plan in plans) == [20_000, 500_000]


@pytest.mark.parametrize(
    ("fen", "remark"), [(499_999, "交存 XJ202200001"), (500_000, "交存 XJ202200009"), (500_000, "交存")]
)
def test_a_line_that_does_not_name_the_receipts_to_the_fen_stays_a_receipt(
    wangqing: Court, officers: tuple[Actor, Actor], fen: int, remark: str
) -> None:
    _taken(make_case(wangqing, 7), officers)
    report = take_in(wangqing, [("B1", fen, "金哲", remark, "")])
    assert [entry[0] for entry in report.unidentified] == ["B1"]
    assert HandReceipt.objects.get().state == "confirmed"
    _holds(wangqing, bank=300_000_000 + fen, cash=500_000)


def test_a_bounced_cheque_goes_back_from_bank_and_case(
    wangqing: Court, officers: tuple[Actor, Actor]
) -> None:
    case = make_case(wangqing, 7)
    row = _taken(case, officers, kind=HandKind.CHEQUE, instrument_number="30209988")
    take_in(wangqing, [("B1", 500_000, "某公司", "XJ202200001 支票", "")])
    operations.plan_distribution(case_id=case.id, now=NOW, actor=SYSTEM)
    with pytest.raises(HandReceiptRefused, match="已存入专户"):
        operations.bounce_instrument(receipt_id=row.pk, reason="空头支票", now=NOW, actor=officers[0])
    take_in(wangqing, [("B2", -500_000, "某公司", "退票 XJ202200001", "")], opening=300_500_000, day=2)
    _holds(wangqing, bank=300_000_000, cash=500_000)
    later = NOW + timedelta(days=2)
    operations.bounce_instrument(receipt_id=row.pk, reason="空头支票", now=later, actor=officers[0])
    assert Receipt.objects.get().state == "reversed"
    assert set(Plan.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert sorted(Recovery.objects.values_list("fen", flat=True)) == [-500_000, 500_000]
    assert HandReceipt.objects.get().state == "bounced"
    _holds(wangqing, bank=300_000_000, cash=0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fen": 0}, "大于零"), ({"payer": " "}, "交款人"), ({"place": ""}, "收款地点"), ({"reason": "无"}, "原因"),
        ({"kind": HandKind.DRAFT}, "票号"), ({"received_at": NOW + timedelta(hours=1)}, "不能晚于现在"),
        ({"debtor_id": UUID(int=1)}, "被执行人"), ({"case_id": UUID(int=1)}, "没有这个案件"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(
    wangqing: Court, officers: tuple[Actor, Actor], change: dict[str, object], words: str
) -> None:
    case = make_case(wangqing, 7)
    with pytest.raises(HandReceiptRefused, match=words):
        operations.enter_hand_receipt(
            taking=_taking(case, **{"fen": 500_000, **change}), now=NOW, actor=officers[0]
        )


def test_a_cancelled_number_is_not_given_again_and_reasons_give_one_day(
    wangqing: Court, officers: tuple[Actor, Actor]
) -> None:
    case = make_case(wangqing, 7)
    row = operations.enter_hand_receipt(taking=_taking(case), now=NOW, actor=officers[0])
    operations.cancel_hand_receipt(receipt_id=row.pk, reason="金额写错", now=NOW, actor=officers[0])
    with pytest.raises(HandReceiptRefused, match="已作废"):
        operations.confirm_hand_receipt(receipt_id=row.pk, now=NOW, actor=officers[1])
    second = operations.enter_hand_receipt(taking=_taking(case), now=NOW, actor=officers[0])
    assert second.number == "XJ202200002"
    operations.give_late_reason(receipt_id=second.pk, reason="银行已下班", now=NOW, actor=officers[0])
    assert HandReceipt.objects.get(pk=second.pk).hand_over_by == date(2022, 3, 1)


def test_duties_confirm_first_then_hand_over(wangqing: Court, officers: tuple[Actor, Actor]) -> None:
    def titles(actor: Actor) -> list[tuple[str, date | None]]:
        found = queries.duties(actor=actor, today=date(2022, 3, 1), limit=10)
        assert queries.count_of_duties(actor=actor, today=date(2022, 3, 1)) == len(found)
        return [(duty.title, duty.until) for duty in found]

    due = date(2022, 2, 28)
    row = operations.enter_hand_receipt(taking=_taking(make_case(wangqing, 7)), now=NOW, actor=officers[0])
    accountant = person(wangqing, Role.FUND_ACCOUNTANT)
    assert (titles(officers[0]), titles(officers[1])) == ([], [("确认现金票据收款", due)])
    assert titles(accountant) == []
    operations.confirm_hand_receipt(receipt_id=row.pk, now=NOW, actor=officers[1])
    assert titles(officers[0]) == titles(accountant) == [("交存现金票据", due)]
