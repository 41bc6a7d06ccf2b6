"""Officers, receipts, senders and deciders at the same moment, each on a connection of its own: done once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from control_world import ACCOUNTS, SYSTEM, AtWork, a_case, a_table, a_unit, new, papers, say, send
from funds_world import person
from party_world import typesetter
from racing import at_once, seeing
from zhixing.cases.models import Case
from zhixing.documents.rendering import of_home
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.inquiries import operations, queries
from zhixing.inquiries.models import Asset, ControlOrder, ControlReceipt, IdentityConflict, RawReply, Request
from zhixing.inquiries.operations.letters import court_ref
from zhixing.inquiries.rules.controls import Standing
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.envelopes import new_message, seal
from zhixing.inquiries.wire.messages import Action, AssetRef, Result
from zhixing.inquiries.wire.messages import ControlReceipt as Said

TURNS = range(3)


@dataclass
class Office:
    court: Court
    house: AtWork
    case: Case
    assets: list[Asset]
    papers: dict[str, Any]

    def wanted(
        self, key: str, place: int = 0, action: Action = Action.FREEZE, **fields: Any
    ) -> operations.NewControl:
        with every_court_visible():
            return new(
                self.case, self.house.unit, self.assets[place], action, key=key, **self.papers, **fields
            )

    def ordering(self, *wanted: operations.NewControl) -> Callable[[], Any]:
        return seeing(
            lambda: operations.order_controls(
                court_id=self.court.pk, orders=wanted, now=clock.now(), actor=SYSTEM
            )
        )


@pytest.fixture
def office(committed_db: object, tmp_path: Path) -> Iterator[Office]:
    court = Court.objects.get(code="吉2424")
    with a_unit(court, tmp_path, a_table(ACCOUNTS)) as house:
        with every_court_visible():
            case = a_case(court)
            assets = say(case, *ACCOUNTS)
            ruling, notice = papers(case)
        yield Office(court, house, case, assets, {"ruling_id": ruling.id, "notice_id": notice.id})


def count(model: Any) -> int:
    with every_court_visible():
        return int(model.objects.count())


@pytest.mark.parametrize("turn", TURNS)
def test_two_officers_with_the_same_key_make_one_order(office: Office, turn: int) -> None:
    wanted = office.wanted("k1")
    made = at_once(*[office.ordering(wanted)] * 4)
    assert sorted(one[0].is_new for one in made) == [False, False, False, True]
    assert len({one[0].number for one in made}) == 1
    assert (count(ControlOrder), count(Request)) == (1, 1)


@pytest.mark.parametrize("turn", TURNS)
def test_two_officers_with_different_keys_are_shown_the_first(office: Office, turn: int) -> None:
    made = at_once(*(office.ordering(office.wanted(f"k{n}")) for n in range(4)))
    assert sorted(one[0].is_new for one in made) == [False, False, False, True]
    assert len({one[0].order_id for one in made}) == 1
    assert count(ControlOrder) == 1


@pytest.mark.parametrize("turn", TURNS)
def test_of_two_amounts_on_one_account_only_one_is_ordered(office: Office, turn: int) -> None:
    made = at_once(*(office.ordering(office.wanted(f"k{n}", amount_fen=10_000 + n)) for n in range(4)))
    refused = [one for one in made if isinstance(one, operations.ControlRefused)]
    assert len(refused) == 3
    with every_court_visible():
        assert {one.order_id for one in refused} == {ControlOrder.objects.get().id}


def test_batches_that_overlap_do_not_block_each_other_for_ever(office: Office) -> None:
    wanted = [office.wanted(f"k{n}", n) for n in range(3)]
    made = at_once(*(office.ordering(*order) for order in (wanted, wanted[::-1], wanted[1:], wanted[:2])))
    assert not [one for one in made if isinstance(one, Exception)]
    assert count(ControlOrder) == 3


@pytest.mark.parametrize("turn", TURNS)
def test_two_senders_at_once_control_once(office: Office, turn: int) -> None:
    made = office.ordering(*(office.wanted(f"k{n}", n) for n in range(3)))()
    at_once(lambda: send(0.2), lambda: send(0.2), lambda: send(0.2))
    assert sorted(row[0] for row in office.house.controls()) == sorted(one.number for one in made)
    assert count(ControlReceipt) == 3


def receipt(office: Office, number: str, **fields: Any) -> operations.Arrival:
    body = Said(
        result=Result.CONTROLLED, action=Action.WAIT, control_ref="K1", place_in_waiting=1,
        asset=AssetRef(kind=AssetKind.HOUSING_FUND, identifier="GJJ-0001"),
    )  # fmt: skip
    message = new_message(
        replace(body, **fields), sender=office.house.server.settings.unit, to=court_ref(office.court),
        now=clock.real_now(), in_reply_to=number,
    )  # fmt: skip
    return operations.Arrival(seal(message, office.house.server.node.signer), office.house.unit.pk)


def taking(*arrivals: operations.Arrival) -> Callable[[], Any]:
    return seeing(lambda: operations.take_replies(arrivals=arrivals, now=clock.now(), actor=SYSTEM))


@pytest.mark.parametrize("turn", TURNS)
def test_a_receipt_that_arrives_twice_at_once_counts_once(office: Office, turn: int) -> None:
    (made,) = office.ordering(office.wanted("k1", action=Action.WAIT))()
    arrival = receipt(office, made.number)
    results = at_once(*[taking(arrival)] * 4)
    assert not [one for one in results if isinstance(one, Exception)]
    assert (count(ControlReceipt), count(RawReply)) == (1, 4)
    with every_court_visible():
        assert Fact.objects.filter(kind="control.confirmed").count() == 1


@pytest.mark.parametrize("turn", TURNS)
def test_two_words_of_the_holder_at_once_are_both_kept_or_the_older_is_known_as_such(
    office: Office, turn: int
) -> None:
    (made,) = office.ordering(office.wanted("k1", action=Action.WAIT))()
    first = receipt(office, made.number)
    later = receipt(office, made.number, place_in_waiting=0)
    results = at_once(taking(first), taking(later))
    assert not [one for one in results if isinstance(one, Exception)]
    with every_court_visible():
        kept = list(ControlReceipt.objects.order_by("place").values_list("place_in_waiting", flat=True))
        assert kept in ([1, 0], [0]), kept
        assert queries.order_of("k1").receipt.place_in_waiting == 0, "the newest word stands"


@pytest.mark.parametrize("turn", TURNS)
def test_a_conflict_decided_beside_the_sending_is_obeyed_or_comes_after_it(office: Office, turn: int) -> None:
    office.ordering(office.wanted("k1"))()
    with every_court_visible():
        say(office.case, "GJJ-0001", name="金永男", unit="人社局")
        conflict = IdentityConflict.objects.get()
        officer, chief = person(office.court, Role.OFFICER), person(office.court, Role.BUREAU_CHIEF)
        operations.propose_decision(
            conflict_id=conflict.id, is_ours=True, reason="核对了身份证原件", now=clock.now(), actor=officer
        )
    at_once(
        lambda: send(0.2),
        seeing(
            lambda: operations.confirm_decision(
                conflict_id=conflict.id, agrees=True, now=clock.now(), actor=chief
            )
        ),
    )
    with every_court_visible():
        standing = queries.order_of("k1").standing
    assert standing in (Standing.WITHHELD, Standing.CONTROLLED)
    assert len(office.house.controls()) == (1 if standing is Standing.CONTROLLED else 0)


def test_two_chiefs_decide_a_claim_at_once_and_one_release_goes_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())
    (made,) = office.ordering(office.wanted("k1"))()
    send(0.2)
    claim = operations.NewClaim(
        name="王坤", id_number="220322197503153656", account="GJJ-0001", words="我不欠钱，只是同名", evidence_name="a.pdf",
        evidence=b"%PDF-1.4",
    )  # fmt: skip
    with every_court_visible():
        row = operations.record_claim(
            court=office.court, claim=claim, now=clock.now(), actor=person(office.court, Role.DUTY_OFFICER)
        )
        operations.propose_outcome(
            claim_id=row.id, releases=True, order_ids=[made.order_id], reason="证件号不同", now=clock.now(),
            actor=person(office.court, Role.DUTY_OFFICER),
        )  # fmt: skip
        chiefs = [person(office.court, Role.BUREAU_CHIEF, name=name) for name in ("甲局长", "乙局长")]
    decided = at_once(
        *(
            seeing(
                lambda chief=chief: operations.decide_claim(
                    claim_id=row.id, agrees=True, now=clock.now(), actor=chief
                )
            )
            for chief in chiefs
        )
    )
    assert [type(one) for one in decided].count(operations.ClaimRefused) == 1
    send(0.2)
    with every_court_visible():
        assert ControlOrder.objects.filter(action="release").count() == 1
    assert [one[4] for one in office.house.controls()] == ["released"]
