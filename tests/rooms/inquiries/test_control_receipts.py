"""What comes back to a control order: later words, lost answers, foreign ones; nothing is ordered twice (PostgreSQL)."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from control_world import ACCOUNTS, SYSTEM, AtWork, a_case, a_table, a_unit, new, order, papers, say, send
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.inquiries import operations, queries
from zhixing.inquiries.models import Attempt, ControlReceipt, RawReply, Request
from zhixing.inquiries.operations.letters import court_ref
from zhixing.inquiries.rules.controls import Standing
from zhixing.inquiries.rules.kinds import AssetKind, Outcome
from zhixing.inquiries.wire.envelopes import new_message, seal
from zhixing.inquiries.wire.messages import Action, AssetRef, Body, Refusal, Result
from zhixing.inquiries.wire.messages import ControlReceipt as Said
from zhixing.inquiries.wire.numbering import new_number
from zhixing.inquiries.wire.refusals import Code
from zhixing.simulator.bad_line import LineFaults

LATE = timedelta(hours=1)


def said(**fields: Any) -> Said:
    plain = Said(
        result=Result.CONTROLLED, action=Action.WAIT, asset=AssetRef(kind=AssetKind.HOUSING_FUND, identifier="GJJ-0001"),
        control_ref="K1", place_in_waiting=1,
    )  # fmt: skip
    return replace(plain, **fields)


def speak(
    house: AtWork, body: Body, number: str, *, at: datetime | None = None, mine: str = ""
) -> operations.Arrival:
    """Bytes from the unit, in answer to a number."""
    court = Court.objects.get(code="吉2424")
    moment = at or clock.real_now()
    message = new_message(
        body, sender=house.server.settings.unit, to=court_ref(court), now=moment, in_reply_to=number,
        number=mine or new_number(house.server.settings.unit.code, now=moment), life=timedelta(days=20),
    )  # fmt: skip
    return operations.Arrival(seal(message, house.server.node.signer), house.unit.pk)


def take(*arrivals: operations.Arrival) -> list[Outcome]:
    return list(operations.take_replies(arrivals=arrivals, now=clock.now(), actor=SYSTEM).values())


def test_a_later_receipt_is_kept_beside_the_first(wangqing: Court, tmp_path: Path) -> None:
    """A waiting measure comes into force: the unit says so days later, unasked."""
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], Action.WAIT, key="k1"))
        first = speak(house, said(), made.number)
        assert take(first) == [Outcome.REPLIED]
        in_force = said(place_in_waiting=0, actual_fen=60_000, requested_fen=60_000)
        later = speak(house, in_force, made.number, at=clock.real_now() + timedelta(seconds=2))
        assert take(later) == [Outcome.REPLIED]
        assert take(later) == [Outcome.REPLIED]
        assert take(speak(house, in_force, made.number, at=clock.real_now() + timedelta(seconds=9))) == [
            Outcome.REPLIED
        ]
        assert take(speak(house, said(place_in_waiting=2), made.number, at=clock.real_now() - LATE)) == [
            Outcome.REPLIED
        ]
    detail = queries.order_detail(made.order_id)
    assert [(one.place, one.place_in_waiting, one.actual_fen) for one in detail.receipts] == [
        (1, 1, None),
        (2, 0, 60_000),
    ]
    assert [one.place for one in queries.unwatched_receipts(9)] == [1, 2]
    assert Fact.objects.filter(kind="control.confirmed").count() == 2
    refused = list(
        RawReply.objects.exclude(refused_because="").order_by("id").values_list("refused_because", flat=True)
    )
    assert len(refused) == 3
    assert "较早的回执" in refused[2]


def test_a_unit_that_refused_may_still_do_it(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], Action.WAIT, key="k1"))
        take(speak(house, Refusal(code=Code.DECLINED, words="须主任签字"), made.number))
        state = queries.order_of("k1")
        assert (state.standing, state.receipt.reason, state.receipt.words) == (
            Standing.NOT_CONTROLLED,
            "declined",
            "须主任签字",
        )
        take(speak(house, said(), made.number))
    assert queries.order_of("k1").standing is Standing.CONTROLLED
    assert Request.objects.get().state == "answered"


def test_a_receipt_about_another_asset_or_act_is_not_believed(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], Action.WAIT, key="k1"))
        other = said(asset=AssetRef(kind=AssetKind.HOUSING_FUND, identifier="GJJ-0002"))
        assert take(speak(house, other, made.number)) == [Outcome.GARBAGE]
        assert take(speak(house, said(action=Action.RELEASE), made.number)) == [Outcome.GARBAGE]
    assert queries.order_of("k1").receipt is None
    assert Fact.objects.filter(kind="reply.refused").count() == 2


def test_a_refused_question_about_an_order_is_no_refusal_of_the_order(
    wangqing: Court, tmp_path: Path
) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], Action.WAIT, key="k1"))
        asked = new_number("吉2424", now=clock.real_now())
        arrival = replace(
            speak(house, Refusal(code=Code.SPEC, words="规范版本不支持"), asked),
            request_id=Request.objects.get().pk, numbers=(made.number, asked),
        )  # fmt: skip
        assert take(arrival) == [Outcome.BUSY]
    assert queries.order_of("k1").receipt is None


def test_less_than_asked_is_partly_whatever_the_holder_calls_it(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], key="k1"))
        take(speak(house, said(action=Action.FREEZE, place_in_waiting=None, actual_fen=20_000), made.number))
    receipt = queries.order_of("k1").receipt
    assert (receipt.result, receipt.actual_fen, receipt.excess_fen) == (Result.PARTLY, 20_000, 40_000)


def test_an_answer_lost_after_acceptance_is_asked_for_by_the_same_number(
    wangqing: Court, tmp_path: Path
) -> None:
    """The unit has frozen, its answer is cut: unknown, asked about, never ordered again."""
    lost = LineFaults(lost=1000)
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS), faults=lost) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], key="k1"))
        assert send(0.1) == 1
        assert len(house.controls()) == 1
        assert operations.note_doubts(now=clock.now(), limit=10, actor=SYSTEM) == 1
        assert operations.note_doubts(now=clock.now(), limit=10, actor=SYSTEM) == 0
        assert queries.order_of("k1").standing is Standing.UNKNOWN
        (silent,) = queries.silent_orders(courts=[wangqing.pk], now=clock.now())
        assert silent.order.number == made.number
        house.line.faults = LineFaults()
        Request.objects.update(next_try_at=clock.now())
        assert send(0.1) == 1
        assert [row[0] for row in house.controls()] == [made.number]
    assert queries.order_of("k1").standing is Standing.CONTROLLED
    assert list(Attempt.objects.order_by("place").values_list("asks_status", flat=True)) == [False, True]
    assert [
        one["request"] for one in Fact.objects.filter(kind="control.unknown").values_list("body", flat=True)
    ] == [made.number]
    assert queries.silent_orders(courts=[wangqing.pk], now=clock.now()) == []


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_over_a_bad_line_each_order_is_carried_out_once(wangqing: Court, tmp_path: Path, seed: int) -> None:
    """Cut, lost, altered, repeated: 60 orders, of which every one stands exactly once in the unit's own log."""
    accounts = [f"GJJ-{n:04d}" for n in range(60)]
    with a_unit(wangqing, tmp_path, a_table(accounts), faults=LineFaults.a_bad_line(), seed=seed) as house:
        case = a_case(wangqing)
        assets = say(case, *accounts)
        ruling, notice = papers(case)
        given = {"ruling_id": ruling.id, "notice_id": notice.id}
        made = order(wangqing, *(new(case, house.unit, one, key=one.title, **given) for one in assets))
        for _ in range(60):
            Request.objects.filter(ended_at=None).update(next_try_at=clock.now())
            house.unit.refresh_from_db()
            house.unit.trouble_count, house.unit.trouble_until = 0, None
            house.unit.save()
            send(0.05)
            if not Request.objects.filter(ended_at=None).exists():
                break
        log = house.controls()
        assert house.line.happened["lost"] > 0
        assert sorted(row[0] for row in log) == sorted(one.number for one in made)
        assert len({row[2] for row in log}) == 60
    assert ControlReceipt.objects.filter(result="controlled", actual_fen=60_000).count() == 60


def test_a_unit_that_has_controlled_something_is_listened_to_afterwards(
    wangqing: Court, tmp_path: Path
) -> None:
    """A folder unit may lay down a corrected receipt when nothing is owed any more."""
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        asset = say(case, *ACCOUNTS)[0]
        assert operations.units_to_collect_from() == []
        order(wangqing, new(case, house.unit, asset, key="k1"))
        send(0.1)
        assert Request.objects.get().state == "answered"
        assert [unit_id for unit_id, _, _ in operations.units_to_collect_from()] == [house.unit.pk]
