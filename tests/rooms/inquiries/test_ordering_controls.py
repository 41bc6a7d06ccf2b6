"""Control orders over the real wire: what may be ordered, what the holder says, and that it is done once (PostgreSQL)."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from control_world import (
    ACCOUNTS,
    FUND,
    NAME,
    NUMBER,
    UNTIL,
    a_case,
    a_table,
    a_unit,
    debtor_of,
    new,
    order,
    paper,
    papers,
    say,
    send,
)
from funds_world import person
from zhixing.cases.models import CourtAccount
from zhixing.cases.operations import conclude
from zhixing.cases.rules.kinds import ClosingKind
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.inquiries import operations, queries
from zhixing.inquiries.models import ControlOrder, ControlReceipt, IdentityConflict, Request
from zhixing.inquiries.rules.controls import Standing
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Action, Result


def account(court: Court) -> CourtAccount:
    made, _ = CourtAccount.objects.update_or_create(
        court=court, is_default=True,
        defaults={"holder": "汪清县人民法院", "bank_name": "吉林银行汪清支行", "number": "22050166483600000123"},
    )  # fmt: skip
    return made


def facts(kind: str) -> list[dict]:
    return list(Fact.objects.filter(kind=kind).order_by("id").values_list("body", flat=True))


def test_an_order_goes_out_with_its_papers_and_the_receipt_says_what_stands(
    wangqing: Court, tmp_path: Path
) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        asset = say(case, *ACCOUNTS)[0]
        (made,) = order(
            wangqing,
            new(case, house.unit, asset, key="k1"),
            actor=person(wangqing, Role.OFFICER, name="金哲"),
        )
        assert queries.order_of("k1").standing is Standing.WAITING
        assert send() == 1
        state = queries.order_of("k1")
        assert (state.receipt.reason, state.receipt.words) == ("", ""), state
        assert (state.standing, state.receipt.actual_fen, state.receipt.available_fen) == (
            Standing.CONTROLLED,
            60_000,
            40_000,
        )
        assert state.receipt.ends_on == UNTIL
        assert [row[:4] for row in house.controls()] == [
            (made.number, "freeze", "GJJ-0001".replace("-", ""), 60_000)
        ]
    assert [one["amount_fen"] for one in facts("control.ordered")] == [60_000]
    assert [one["actual_fen"] for one in facts("control.confirmed")] == [60_000]
    (line,) = queries.unwatched_receipts(10)
    assert (line.number, line.key, line.place, line.result, line.debtor) == (
        made.number,
        "k1",
        1,
        Result.CONTROLLED,
        NAME,
    )
    assert operations.mark_watched(receipt_ids=[line.receipt_id], now=clock.now()) == 1
    assert queries.unwatched_receipts(10) == []


def test_less_money_than_asked_is_partly_and_the_excess_is_kept(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        first, second, _ = say(case, *ACCOUNTS)
        order(wangqing, new(case, house.unit, first, key="k1", amount_fen=150_000))
        other = new(case, house.unit, second, key="k2")
        order(wangqing, replace(other, ends_on=clock.today()))
        send()
        receipt = queries.order_of("k1").receipt
        assert (receipt.result, receipt.actual_fen, receipt.excess_fen, receipt.reason) == (
            Result.PARTLY, 100_000, 50_000, "less-than-ordered",
        )  # fmt: skip
    assert [one["excess_fen"] for one in facts("control.partly")] == [50_000]


def test_not_controlled_comes_with_the_holders_reason(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS[:1])) as house:
        case = a_case(wangqing)
        order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[1], key="k1"))
        send()
    state = queries.order_of("k1")
    assert (state.standing, state.receipt.reason) == (Standing.NOT_CONTROLLED, "no-such-asset")
    assert [one["reason"] for one in facts("control.refused")] == ["no-such-asset"]


def test_all_eight_acts_one_after_another(wangqing: Court, tmp_path: Path) -> None:
    account(wangqing)
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS, yuan="5000.00")) as house:
        case = a_case(wangqing)
        assets = say(case, *ACCOUNTS)

        def done(key: str, action: Action, place: int = 0, **fields: object) -> queries.ReceiptLine:
            order(wangqing, new(case, house.unit, assets[place], action, key=key, **fields))
            send(0.2)
            found = queries.order_of(key)
            assert found.receipt is not None, (key, found.request_state)
            assert found.receipt.result is Result.CONTROLLED, (key, found.receipt.reason, found.receipt.words)
            return found.receipt

        frozen = done("freeze", Action.FREEZE, amount_fen=100_000)
        done("renew", Action.RENEW, original_number=frozen.number, ends_on=UNTIL.replace(year=2028))
        paid = done("deduct", Action.DEDUCT, amount_fen=40_000, original_number=frozen.number)
        assert (paid.actual_fen, bool(paid.transfer_reference)) == (40_000, True)
        let_go = done("release", Action.RELEASE, amount_fen=None, original_number=frozen.number)
        assert let_go.actual_fen == 60_000
        waiting = done("wait", Action.WAIT, 1)
        done("release_waiting", Action.RELEASE_WAITING, 1, amount_fen=None, original_number=waiting.number)
        assert done("extract", Action.EXTRACT_INCOME, 2, amount_fen=30_000).actual_fen == 30_000
        assert done("both", Action.FREEZE_AND_DEDUCT, 2, amount_fen=20_000).actual_fen == 20_000
        assert len({row[0] for row in house.controls()}) == 5, (
            "renewal and releases change the control they name"
        )


def test_deducted_money_comes_with_the_requests_number(wangqing: Court, tmp_path: Path) -> None:
    """The unit writes the case and the number beside the money; funds know it again by them."""
    account(wangqing)
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], Action.DEDUCT))
        send()
    from zhixing.inquiries.operations.controls_sent import write_controls

    request = Request.objects.select_related("case__officer", "party", "unit", "court", "inquiry").get(
        number=made.number
    )
    body = write_controls([request])[request.id]
    assert body.enforcement_account.remark == f"{case.number} {made.number}"
    assert body.enforcement_account.number == "22050166483600000123"


def test_the_same_key_is_the_same_order_and_never_a_second_message(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        wanted = new(case, house.unit, say(case, *ACCOUNTS)[0], key="k1")
        (first,) = order(wangqing, wanted)
        again, twice = order(wangqing, wanted, wanted)
        assert (first.is_new, again.is_new, again.order_id, twice.order_id) == (
            True,
            False,
            first.order_id,
            first.order_id,
        )
        send()
        assert order(wangqing, wanted)[0].number == first.number
        assert send() == 0
        assert len(house.controls()) == 1
    assert (ControlOrder.objects.count(), Request.objects.count()) == (1, 1)


def test_a_second_officer_is_shown_the_first_order(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        asset = say(case, *ACCOUNTS)[0]
        (first,) = order(wangqing, new(case, house.unit, asset, key="k1"))
        (second,) = order(wangqing, new(case, house.unit, asset, key="k2"))
        assert (second.order_id, second.key, second.is_new) == (first.order_id, "k2", False)
        with pytest.raises(operations.ControlRefused, match="正在办理") as refused:
            order(wangqing, new(case, house.unit, asset, key="k3", amount_fen=70_000))
        assert refused.value.order_id == first.order_id
        assert refused.value.faults[0][0] == "k3"
        send()
        with pytest.raises(operations.ControlRefused, match="本案已对该财产办理同一措施"):
            order(wangqing, new(case, house.unit, asset, key="k4"))
        assert order(wangqing, new(case, house.unit, asset, key="k5", amount_fen=10_000))[0].is_new, (
            "more money came in"
        )


# ---- whose it is ----------------------------------------------------------------------------------------------------------


def test_somebody_elses_asset_cannot_be_ordered(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        mine, his = a_case(wangqing, 7), a_case(wangqing, 8, number="222404195701260001", name="高堃")
        say(mine, "GJJ-0001")
        theirs = next(
            a for a in say(his, "GJJ-0009", name="高堃", number="222404195701260001") if a.title == "GJJ-0009"
        )
        for action in (Action.FREEZE, Action.WAIT, Action.RENEW):
            with pytest.raises(operations.ControlRefused, match="没有认定为该被执行人所有"):
                order(wangqing, new(mine, house.unit, theirs, action, original_case_number=mine.number))
        with pytest.raises(operations.ControlRefused, match="没有认定"):
            order(wangqing, new(mine, house.unit, None, identifier="GJJ-0009"))
        with pytest.raises(operations.ControlRefused, match="没有认定"):
            order(
                wangqing,
                new(mine, house.unit, None, Action.RENEW, identifier="GJJ-0009", original_case_number="x"),
            )
        with pytest.raises(operations.ControlRefused, match="只能对本案被执行人"):
            order(wangqing, replace(new(mine, house.unit, theirs), party_id=debtor_of(his).id))
        assert order(wangqing, new(mine, house.unit, None, identifier="gjj0001"))[0].is_new, (
            "found by its number"
        )
    assert ControlOrder.objects.get().asset.title == "GJJ-0001"


def test_a_namesakes_row_is_no_asset_and_cannot_be_named(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        assert say(case, "GJJ-0001", number="222403196007250012") == []
        with pytest.raises(operations.ControlRefused, match="没有认定"):
            order(wangqing, new(case, house.unit, None, identifier="GJJ-0001"))


def decide(court: Court, *, is_ours: bool) -> None:
    conflict = IdentityConflict.objects.get()
    officer, chief = person(court, Role.OFFICER), person(court, Role.BUREAU_CHIEF)
    operations.propose_decision(
        conflict_id=conflict.id, is_ours=is_ours, reason="核对了身份证原件", now=clock.now(), actor=officer
    )
    operations.confirm_decision(conflict_id=conflict.id, agrees=True, now=clock.now(), actor=chief)


def test_a_conflict_that_comes_up_before_sending_stops_the_order(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        asset = say(case, "GJJ-0001")[0]
        order(wangqing, new(case, house.unit, asset, key="k1"))
        say(case, "GJJ-0001", name="金永男", unit="人社局")
        assert send() == 0
        assert house.controls() == []
        with pytest.raises(operations.ControlRefused, match="身份正在核实"):
            order(wangqing, new(case, house.unit, asset, key="k2"))
    state = queries.order_of("k1")
    assert (state.standing, state.receipt.reason) == (Standing.WITHHELD, "withheld-identity")
    request = Request.objects.get()
    assert (request.state, request.attempts, request.first_sent_at) == ("cancelled", 0, None)
    assert [one["reason"] for one in facts("control.refused")] == ["withheld-identity"]


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_conflict_decided_meanwhile_counts_at_sending(
    wangqing: Court, tmp_path: Path, is_ours: bool
) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        asset = say(case, "GJJ-0001")[0]
        order(wangqing, new(case, house.unit, asset, key="k1"))
        say(case, "GJJ-0001", name="金永男", unit="人社局")
        decide(wangqing, is_ours=is_ours)
        assert send() == (1 if is_ours else 0)
        assert len(house.controls()) == (1 if is_ours else 0)
        if not is_ours:
            with pytest.raises(operations.ControlRefused, match="经人工核实不是被执行人所有"):
                order(wangqing, new(case, house.unit, asset, Action.RENEW, original_case_number=case.number))
            letting_go = new(
                case, house.unit, asset, Action.RELEASE, amount_fen=None, original_case_number=case.number
            )
            assert order(wangqing, letting_go)[0].is_new, "to let go is always allowed"


def test_a_debtor_who_turns_out_to_be_another_person_is_not_touched(wangqing: Court, tmp_path: Path) -> None:
    from zhixing.cases.personal import sealed_id

    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        order(wangqing, new(case, house.unit, say(case, "GJJ-0001")[0], key="k1"))
        party = debtor_of(case)
        party.id_sealed, party.id_index, party.id_masked = sealed_id("222404195701260001")
        party.save()
        assert send() == 0
        assert house.controls() == []
    assert queries.order_of("k1").standing is Standing.WITHHELD


def test_what_the_unit_no_longer_lists_is_not_newly_controlled(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        asset = say(case, "GJJ-0001", at=clock.now() - timedelta(days=3))[0]
        say(case)
        asset.refresh_from_db()
        assert asset.gone_on is not None
        with pytest.raises(operations.ControlRefused, match="不再列出"):
            order(wangqing, new(case, house.unit, asset))


# ---- case, unit, papers ---------------------------------------------------------------------------------------------------


def test_a_closed_case_may_only_let_go_and_a_suspended_one_renew(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case, second = a_case(wangqing, 7), a_case(wangqing, 8)
        asset = say(case, "GJJ-0001")[0]
        conclude(
            case_id=case.id,
            on=clock.today(),
            kind=ClosingKind.PERFORMED,
            actor=person(wangqing, Role.BUREAU_CHIEF),
            now=clock.now(),
        )
        conclude(
            case_id=second.id, on=clock.today(), kind=ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS,
            actor=Actor.system("旧案接管"), now=clock.now(),
        )  # fmt: skip
        named = {"original_case_number": case.number}
        for closed, action in (
            (case, Action.FREEZE),
            (case, Action.RENEW),
            (second, Action.FREEZE),
            (second, Action.WAIT),
        ):
            with pytest.raises(operations.ControlRefused, match="已经结案"):
                order(wangqing, new(closed, house.unit, asset, action, **named))
        assert order(wangqing, new(second, house.unit, asset, Action.RENEW, **named))[0].is_new
        assert order(wangqing, new(case, house.unit, asset, Action.RELEASE, amount_fen=None, **named))[
            0
        ].is_new


def test_a_case_closed_before_sending_stops_the_order(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        order(wangqing, new(case, house.unit, say(case, "GJJ-0001")[0], key="k1"))
        conclude(
            case_id=case.id,
            on=clock.today(),
            kind=ClosingKind.PERFORMED,
            actor=person(wangqing, Role.BUREAU_CHIEF),
            now=clock.now(),
        )
        assert (send(), house.controls()) == (0, [])
    assert "已经结案" in queries.order_of("k1").receipt.words


def test_what_the_agreement_or_the_law_does_not_allow(wangqing: Court, tmp_path: Path) -> None:
    items = [operations.Item(FUND, operations.Item(FUND).action)]
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS), items=items) as house:
        case = a_case(wangqing)
        asset = say(case, "GJJ-0001")[0]
        for wanted, words in (
            (new(case, house.unit, asset), "协议不包括"),
            (replace(new(case, house.unit, asset), ends_on=None), "起止日期"),
            (replace(new(case, house.unit, asset), amount_fen=None), "写明金额"),
            (new(case, house.unit, asset, Action.RENEW), "写明原控制"),
            (new(case, house.unit, asset, key=""), "防重编号"),
            (
                new(
                    case, house.unit, None, Action.DEDUCT, asset_kind=AssetKind.VEHICLE, identifier="吉HB0001"
                ),
                "不能直接扣划",
            ),
        ):
            with pytest.raises(operations.ControlRefused, match=words):
                order(wangqing, wanted)
        with pytest.raises(NotAllowed):
            order(wangqing, new(case, house.unit, asset), actor=person(wangqing, Role.CLERK))
    assert Request.objects.count() == 0


def test_one_bad_order_stops_the_batch_and_each_fault_is_named(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        assets = say(case, *ACCOUNTS)
        good, bad, worse = (new(case, house.unit, asset, key=f"k{n}") for n, asset in enumerate(assets))
        with pytest.raises(operations.ControlRefused) as refused:
            order(wangqing, good, replace(bad, amount_fen=None), replace(worse, ends_on=None))
        assert [key for key, _ in refused.value.faults] == ["k1", "k2"]
        assert NUMBER not in str(refused.value)
    assert ControlOrder.objects.count() == 0


def test_papers_are_the_cases_own_not_too_large_and_unchanged(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case, other = a_case(wangqing, 7), a_case(wangqing, 8)
        asset = say(case, "GJJ-0001")[0]
        ruling, notice = papers(case)
        foreign = paper(other, "control_ruling")
        large = paper(case, "control_ruling", b"%PDF" + bytes(10 * 2**20))
        with pytest.raises(operations.ControlRefused, match="须附本案的裁定书"):
            order(wangqing, new(case, house.unit, asset, ruling_id=foreign.id, notice_id=notice.id))
        with pytest.raises(operations.ControlRefused, match="过大"):
            order(wangqing, new(case, house.unit, asset, ruling_id=large.id, notice_id=notice.id))
        order(wangqing, new(case, house.unit, asset, key="k1", ruling_id=ruling.id, notice_id=notice.id))
        (home().files / ruling.file).write_bytes(b"%PDF-1.7 another ruling")
        assert (send(), house.controls()) == (0, [])
    assert queries.order_of("k1").receipt.reason == "withheld-document"


def test_the_largest_papers_that_are_allowed_do_fit_the_message(wangqing: Court, tmp_path: Path) -> None:
    import os

    from zhixing.inquiries.rules.controls import DOCUMENT_BYTES_MAX

    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        ruling = paper(case, "control_ruling", b"%PDF" + os.urandom(DOCUMENT_BYTES_MAX - 8))
        notice = paper(case, "assistance_notice", b"%PDF")
        order(
            wangqing,
            new(
                case, house.unit, say(case, "GJJ-0001")[0], key="k1", ruling_id=ruling.id, notice_id=notice.id
            ),
        )
        send(1.0)
        assert queries.order_of("k1").standing is Standing.CONTROLLED


def test_orders_and_receipts_are_never_edited(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        order(wangqing, new(case, house.unit, say(case, "GJJ-0001")[0], key="k1"))
        send()
    for change in (
        lambda: ControlOrder.objects.update(amount_fen=1), lambda: ControlReceipt.objects.update(actual_fen=1),
        lambda: ControlReceipt.objects.all().delete(),
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
