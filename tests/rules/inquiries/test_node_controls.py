"""A unit's node carries out controls: up to what is there, in the order of rank, once, and never on another person."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from unit_world import CARS, CASE, COURT_SIGNER, HIS_NAME, NAMESAKE, ZHU, Desk, desk, order, query
from zhixing.foundation.identifiers import IdKind
from zhixing.inquiries.node.settings import Approval
from zhixing.inquiries.rules.assets import normal_identifier
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.envelopes import again, seal
from zhixing.inquiries.wire.messages import Action, Original, Result, State, StatusRequest, Subject

OTHER_CASE = "（2022）吉2424执2号"
CAR = {"kind": AssetKind.VEHICLE}
SEALED = f"""不动产权证号,权利人,证件号,坐落,抵押权人,查封情况
吉(2018)第1号,{HIS_NAME},{ZHU},汪清镇,吉林银行,（2021）吉2401执保88号 轮候1
"""
HOUSE = {"kind": AssetKind.REAL_ESTATE}


def other(action: Action, identifier: str, **changes: Any) -> Any:
    """The same order by another case with its own ruling."""
    mine = {
        "case_number": OTHER_CASE,
        "ruling_number": "（2022）吉2424执2号之一",
        "original": Original(case_number=OTHER_CASE),
    }
    return order(action, identifier, **(mine | changes))


def fund(court: Desk) -> str:
    return court.say(query()).rows[0].identifier


def test_a_freeze_takes_what_was_ordered_and_says_what_is_left(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        receipt = court.say(order(Action.FREEZE, fund(court)))
        assert (receipt.result, receipt.actual_fen, receipt.available_fen, receipt.excess_fen) == (
            Result.CONTROLLED,
            60_000,
            40_000,
            0,
        )
        assert (receipt.starts_at, receipt.ends_on) == (court.now, date(2027, 11, 22))


def test_what_is_ordered_above_the_balance_is_excess(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        receipt = court.say(order(Action.FREEZE, fund(court), amount_fen=150_000))
        assert (receipt.result, receipt.actual_fen, receipt.excess_fen, receipt.reason) == (
            Result.PARTLY,
            100_000,
            50_000,
            "less-than-ordered",
        )
        second = court.say(other(Action.FREEZE, fund(court)))
        assert (second.result, second.reason, second.available_fen) == (
            Result.NOT_CONTROLLED,
            "nothing-available",
            0,
        )
        assert (second.prior_measures[0].document, second.prior_measures[0].amount_fen) == (CASE, 100_000)


def test_two_cases_never_hold_more_than_there_is(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        court.say(order(Action.FREEZE, fund(court)))
        second = court.say(other(Action.FREEZE, fund(court)))
        assert (second.result, second.actual_fen, second.excess_fen) == (Result.PARTLY, 40_000, 20_000)


def test_the_same_order_under_another_number_gets_the_same_receipt(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        for act in (Action.FREEZE, Action.RENEW, Action.DEDUCT, Action.RELEASE):
            first, second = (court.say(order(act, fund(court), amount_fen=10_000)) for _ in range(2))
            assert first == second, act
        identifier = normal_identifier(AssetKind.HOUSING_FUND, fund(court))
        assert len(court.node.journal.controls(identifier=identifier, holder_number=ZHU)) == 2


@pytest.mark.parametrize(
    ("holder", "reason"),
    [
        (Subject(name=HIS_NAME, id_kind=IdKind.RESIDENT, id_number=NAMESAKE, kind="person"), "other-holder"),
        (Subject(name="高坤", id_kind=IdKind.RESIDENT, id_number=ZHU, kind="person"), "name-differs"),
    ],
)
@pytest.mark.parametrize("action", list(Action))
def test_nothing_of_another_person_is_ever_controlled(
    tmp_path: Path, holder: Subject, reason: str, action: Action
) -> None:
    with desk(tmp_path) as court:
        receipt = court.say(order(action, fund(court), holder=holder))
        assert (receipt.result, receipt.reason, receipt.control_ref) == (Result.NOT_CONTROLLED, reason, "")


def test_an_asset_that_is_not_there(tmp_path: Path) -> None:
    with desk(tmp_path, CARS) as court:
        assert court.say(order(Action.FREEZE, "吉HX0000", **CAR)).reason == "no-such-asset"
        assert court.say(order(Action.FREEZE, "吉HG6559", **CAR)).reason == "other-holder"


def test_a_thing_is_sealed_whole_and_others_wait_in_order(tmp_path: Path) -> None:
    with desk(tmp_path, CARS) as court:
        assert court.say(order(Action.FREEZE, "吉H·B9661", **CAR)).result is Result.CONTROLLED
        late = court.say(other(Action.FREEZE, "吉HB9661", **CAR))
        assert (late.reason, late.place_in_waiting) == ("sealed-before", 1)
        assert court.say(other(Action.WAIT, "吉HB9661", **CAR)).place_in_waiting == 1
        third = court.say(other(Action.WAIT, "吉HB9661", case_number="（2022）吉2424执3号", **CAR))
        assert (third.place_in_waiting, [one.place_in_waiting for one in third.prior_measures]) == (2, [0, 1])
        assert court.say(order(Action.RELEASE, "吉HB9661", **CAR)).result is Result.CONTROLLED
        assert court.say(other(Action.RELEASE_WAITING, "吉HB9661", **CAR)).reason == "no-original"
        assert court.say(other(Action.RELEASE, "吉HB9661", **CAR)).result is Result.CONTROLLED


def test_measures_of_the_table_come_first(tmp_path: Path) -> None:
    with desk(tmp_path, SEALED) as court:
        refused = court.say(order(Action.FREEZE, "吉(2018)第1号", **HOUSE))
        assert (refused.reason, refused.place_in_waiting, refused.priority_rights[0].holder) == (
            "sealed-before",
            2,
            "吉林银行",
        )
        assert refused.prior_measures[0].document == "（2021）吉2401执保88号"
        assert court.say(order(Action.WAIT, "吉(2018)第1号", **HOUSE)).place_in_waiting == 2


def test_a_vehicle_whose_status_says_sealed_is_sealed(tmp_path: Path) -> None:
    with desk(tmp_path, CARS.replace("五菱宏光,正常", "五菱宏光,查封")) as court:
        assert court.say(order(Action.FREEZE, "吉HB9661", **CAR)).reason == "sealed-before"


def test_a_renewal_needs_its_original_and_a_later_day(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        assert court.say(order(Action.RENEW, fund(court))).reason == "no-original"
        number = court.message(order(Action.FREEZE, fund(court)))
        court.ask(number)
        exact = Original(case_number=CASE, request_number=number.number)
        assert (
            court.say(order(Action.RENEW, fund(court), ends_on=date(2027, 1, 1), original=exact)).reason
            == "shorter"
        )
        renewed = court.say(order(Action.RENEW, fund(court), ends_on=date(2028, 11, 22), original=exact))
        assert (renewed.result, renewed.ends_on, renewed.actual_fen) == (
            Result.CONTROLLED,
            date(2028, 11, 22),
            60_000,
        )
        court.pass_time(days=1000)
        late = court.say(order(Action.RENEW, fund(court), ends_on=date(2030, 1, 1), original=exact))
        assert (late.reason, late.ends_on) == ("lapsed", date(2028, 11, 22))


def test_a_measure_made_on_paper_is_renewed_by_its_case(tmp_path: Path) -> None:
    table = SEALED.replace("（2021）吉2401执保88号 轮候1", f"{CASE} 查封")
    with desk(tmp_path, table) as court:
        renewed = court.say(order(Action.RENEW, "吉(2018)第1号", **HOUSE))
        assert (renewed.result, renewed.ends_on) == (Result.CONTROLLED, date(2027, 11, 22))
        assert court.say(order(Action.RELEASE, "吉(2018)第1号", **HOUSE)).result is Result.CONTROLLED


def test_a_lapsed_freeze_holds_nothing(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        court.say(order(Action.FREEZE, fund(court)))
        court.pass_time(days=364)
        assert court.say(other(Action.FREEZE, fund(court), ends_on=date(2028, 1, 1))).actual_fen == 40_000
        court.pass_time(days=1)
        third = court.say(
            other(Action.FREEZE, fund(court), case_number="（2022）吉2424执3号", ends_on=date(2028, 1, 1))
        )
        assert third.actual_fen == 60_000


def test_excess_is_released_in_part(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        court.say(order(Action.FREEZE, fund(court)))
        part = court.say(order(Action.RELEASE, fund(court), amount_fen=20_000))
        assert (part.result, part.actual_fen, part.available_fen) == (Result.PARTLY, 20_000, 60_000)
        whole = court.say(order(Action.RELEASE, fund(court), amount_fen=None))
        assert (whole.result, whole.actual_fen, whole.available_fen) == (Result.CONTROLLED, 40_000, 100_000)


def test_a_deduction_comes_out_of_the_freeze_first_and_is_paid_once(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        court.say(order(Action.FREEZE, fund(court)))
        paid = court.say(order(Action.DEDUCT, fund(court), amount_fen=70_000))
        assert (paid.result, paid.actual_fen, paid.available_fen) == (Result.CONTROLLED, 70_000, 30_000)
        assert paid.transfer_reference
        assert court.say(order(Action.DEDUCT, fund(court), amount_fen=70_000)) == paid
        rest = court.say(order(Action.FREEZE_AND_DEDUCT, fund(court), amount_fen=70_000))
        assert (rest.result, rest.actual_fen, rest.excess_fen) == (Result.PARTLY, 30_000, 40_000)
    with desk(tmp_path, CARS, journal_file=tmp_path / "cars.sqlite3") as court:
        (tmp_path / "table.csv").write_text(CARS, encoding="utf-8")
        assert (
            court.say(order(Action.DEDUCT, "吉HB9661", kind=AssetKind.VEHICLE, amount_fen=1)).reason
            == "not-money"
        )


def test_no_machine_pays_unless_the_unit_said_so(tmp_path: Path) -> None:
    with desk(tmp_path, payment=Approval.BY_HAND) as court:
        assert court.say(order(Action.FREEZE, fund(court))).result is Result.CONTROLLED
        assert court.say(order(Action.DEDUCT, fund(court))).state is State.WAITING_FOR_APPROVAL


def test_marriages_are_no_assets_and_terms_must_lie_ahead(tmp_path: Path) -> None:
    table = f"持证人,证件号码,配偶姓名,配偶证件号码,状态\n{HIS_NAME},{ZHU},韩丽,{NAMESAKE},已婚\n"
    with desk(tmp_path, table) as court:
        identifier = court.say(query()).rows[0].identifier
        assert court.say(order(Action.FREEZE, identifier, kind=AssetKind.MARRIAGE)).reason == "not-an-asset"
    (tmp_path / "b").mkdir()
    with desk(tmp_path / "b", CARS) as court:
        past = replace(
            order(Action.FREEZE, "吉HB9661", **CAR), starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)
        )
        assert court.say(past).reason == "term-over"


def test_a_node_started_again_gives_the_same_receipt_and_holds_the_same(tmp_path: Path) -> None:
    with desk(tmp_path) as court:
        identifier = fund(court)
        message = court.message(order(Action.FREEZE, identifier))
        first = court.ask(message)
    with desk(tmp_path) as court:
        assert court.ask(again(message, now=court.now.replace(minute=5))) == first
        asked = court.message(StatusRequest(about=message.number))
        assert court.read(court.node.take(seal(asked, COURT_SIGNER)), message) == first
        assert court.say(other(Action.FREEZE, identifier)).actual_fen == 40_000
        assert court.node.journal.verify() > 5
