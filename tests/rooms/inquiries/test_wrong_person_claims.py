"""A person whom a control hits wrongly: recorded, found, decided by two, released within the hours (PostgreSQL)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from control_world import ACCOUNTS, NUMBER, SYSTEM, AtWork, a_case, a_table, a_unit, new, order, say, send
from funds_world import person
from party_world import typesetter
from zhixing.cases.models import Case
from zhixing.documents.rendering import of_home
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identifiers import BadIdentifier
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.inquiries import operations, queries
from zhixing.inquiries.models import ClaimedOrder, ControlOrder, WrongPersonClaim
from zhixing.inquiries.rules.controls import ClaimState, Standing
from zhixing.inquiries.wire.messages import Action

FARMER = "222403196007250012"


@pytest.fixture(autouse=True)
def _fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: typesetter())


def claim(**fields: object) -> operations.NewClaim:
    plain = operations.NewClaim(
        name="王坤", id_number="220322197503153656", account="GJJ 0001", words="我不欠钱，我和他只是同名", unit_name="公积金",
        evidence_name="身份证.pdf", evidence=b"%PDF-1.4 scan", phone="13804331234",
    )  # fmt: skip
    return replace(plain, **fields)


def take(court: Court, *, at: datetime | None = None, **fields: object) -> WrongPersonClaim:
    return operations.record_claim(
        court=court, claim=claim(**fields), now=at or clock.now(), actor=person(court, Role.DUTY_OFFICER)
    )


@pytest.fixture
def frozen(wangqing: Court, tmp_path: Path) -> Iterator[tuple[AtWork, Case, operations.Ordered]]:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], key="k1"))
        send(0.1)
        yield house, case, made


Frozen = tuple[AtWork, Case, operations.Ordered]


def test_the_claim_starts_the_clock_and_finds_the_order(frozen: Frozen, wangqing: Court) -> None:
    at = datetime(2026, 11, 22, 7, 13, 20, tzinfo=UTC)
    made = take(wangqing, at=at)
    assert made.due_at == datetime(2026, 11, 23, 7, 13, 20, tzinfo=UTC)
    detail = queries.claim_detail(made.id, now=at + timedelta(hours=1))
    assert [(line.order.order.number, line.ground.value, line.is_chosen) for line in detail.lines] == [
        (frozen[2].number, "account", True)
    ]
    assert "1234" not in made.account_masked
    assert made.claimant_id_masked == "2203**********3656"
    with pytest.raises(IntegrityError, match="claim_has_its_hours"), transaction.atomic():
        WrongPersonClaim.objects.update(due_at=at + timedelta(hours=48))
    for hours, minutes, chip, words in (
        (15, 59, "due", "还剩 8 小时 1 分"), (16, 0, "sent", "还剩 8 小时 0 分"), (23, 59, "sent", "还剩 0 小时 1 分"),
        (24, 30, "overdue", "已超 0 小时 30 分"),
    ):  # fmt: skip
        left = queries.hours_left(made, at + timedelta(hours=hours, minutes=minutes))
        assert (left.chip, left.words) == (chip, words)


def test_an_order_in_the_claimants_own_number_is_found_without_the_account(
    frozen: Frozen, wangqing: Court
) -> None:
    """The register had the claimant's number for the debtor: every order on it concerns the claimant."""
    made = take(wangqing, id_number=NUMBER, account="6217000000000000")
    assert [line.ground for line in ClaimedOrder.objects.filter(claim=made)] == ["id_number"]
    nothing = take(wangqing, account="6217000000000000")
    assert not ClaimedOrder.objects.filter(claim=nothing).exists()


def test_two_people_release_and_the_holders_receipt_ends_it(frozen: Frozen, wangqing: Court) -> None:
    house, case, made = frozen
    row = take(wangqing)
    duty, chief = person(wangqing, Role.DUTY_OFFICER), person(wangqing, Role.BUREAU_CHIEF)
    assert [
        one.action for one in queries.duties(actor=duty, today=clock.today(), limit=9) if "claims" in one.url
    ] == ["核实"]
    operations.propose_outcome(
        claim_id=row.id,
        releases=True,
        order_ids=[made.order_id],
        reason="身份证号不同，户口核对无误",
        now=clock.now(),
        actor=duty,
    )
    with pytest.raises(NotAllowed):
        operations.decide_claim(claim_id=row.id, agrees=True, now=clock.now(), actor=duty)
    both = person(wangqing, Role.DUTY_OFFICER, Role.OFFICER, name="duty_officer")
    with pytest.raises(operations.ClaimRefused, match="另一人"):
        operations.decide_claim(claim_id=row.id, agrees=True, now=clock.now(), actor=both)
    assert [
        one.action for one in queries.duties(actor=chief, today=clock.today(), limit=9) if "claims" in one.url
    ] == ["复核"]
    done = operations.decide_claim(claim_id=row.id, agrees=True, now=clock.now(), actor=chief)
    assert done.state == ClaimState.RELEASING
    release = ControlOrder.objects.get(action="release")
    assert (release.original_number, release.case_id, release.measure_id) == (made.number, case.id, None)
    assert release.ruling.number.startswith(case.number[:-1])
    with pytest.raises(operations.ControlRefused, match="申诉成立"):
        order(wangqing, new(case, house.unit, release.asset, amount_fen=10_000))
    send(0.1)
    assert [row[4] for row in house.controls()] == ["released"]
    row.refresh_from_db()
    assert (row.state, row.ended_at is not None) == ("released", True)
    detail = queries.claim_detail(row.id, now=clock.now())
    assert detail.lines[0].release.standing is Standing.CONTROLLED
    assert [fact.kind for fact in detail.facts] == [
        "claim.recorded", "claim.proposed", "claim.releasing", "claim.released",
    ]  # fmt: skip
    assert detail.facts[-1].body["within_time"] is True
    assert not [
        one for one in queries.duties(actor=chief, today=clock.today(), limit=9) if "claims" in one.url
    ]
    again = take(wangqing)
    assert not ClaimedOrder.objects.filter(claim=again).exists(), "what is released does not concern anybody"


def test_a_release_the_unit_refuses_keeps_the_claim_open(frozen: Frozen, wangqing: Court) -> None:
    house, _, made = frozen
    row = take(wangqing)
    duty, chief = person(wangqing, Role.DUTY_OFFICER), person(wangqing, Role.BUREAU_CHIEF)
    operations.propose_outcome(
        claim_id=row.id,
        releases=True,
        order_ids=[made.order_id],
        reason="身份证号不同",
        now=clock.now(),
        actor=duty,
    )
    operations.decide_claim(claim_id=row.id, agrees=True, now=clock.now(), actor=chief)
    import sqlite3

    with sqlite3.connect(house.journal) as log:
        log.execute("UPDATE control SET state = 'released'")
    send(0.1)
    row.refresh_from_db()
    assert row.state == "releasing"
    detail = queries.claim_detail(row.id, now=clock.now())
    assert detail.lines[0].release.receipt.reason == "no-original"


def test_a_claim_may_be_refused_with_reason_by_two(frozen: Frozen, wangqing: Court) -> None:
    row = take(wangqing)
    duty, chief = person(wangqing, Role.DUTY_OFFICER), person(wangqing, Role.BUREAU_CHIEF)
    with pytest.raises(operations.ClaimRefused, match="理由"):
        operations.propose_outcome(
            claim_id=row.id, releases=False, order_ids=[], reason="否", now=clock.now(), actor=duty
        )
    with pytest.raises(operations.ClaimRefused, match="请选择要解除的措施"):
        operations.propose_outcome(
            claim_id=row.id, releases=True, order_ids=[], reason="应当解除", now=clock.now(), actor=duty
        )
    operations.propose_outcome(
        claim_id=row.id,
        releases=False,
        order_ids=[],
        reason="证件号一致，确为被执行人",
        now=clock.now(),
        actor=duty,
    )
    operations.decide_claim(claim_id=row.id, agrees=False, now=clock.now(), actor=chief)
    row.refresh_from_db()
    assert (row.state, row.reason, row.proposed_by_id) == ("open", "", None)
    operations.propose_outcome(
        claim_id=row.id,
        releases=False,
        order_ids=[],
        reason="证件号一致，确为被执行人",
        now=clock.now(),
        actor=duty,
    )
    done = operations.decide_claim(claim_id=row.id, agrees=True, now=clock.now(), actor=chief)
    assert (done.state, done.ended_at is not None) == ("refused", True)
    assert ControlOrder.objects.count() == 1


def test_what_is_not_in_the_system_is_released_on_paper_and_recorded(wangqing: Court) -> None:
    row = take(wangqing)
    duty, chief = person(wangqing, Role.DUTY_OFFICER), person(wangqing, Role.BUREAU_CHIEF)
    operations.propose_outcome(
        claim_id=row.id,
        releases=True,
        order_ids=[],
        reason="纸质冻结，已以（2022）吉2424执7号之三解除",
        now=clock.now(),
        actor=duty,
    )
    assert (
        operations.decide_claim(claim_id=row.id, agrees=True, now=clock.now(), actor=chief).state
        == "released"
    )


def test_money_already_taken_is_shown_and_not_released(wangqing: Court, tmp_path: Path) -> None:
    from zhixing.cases.models import CourtAccount

    CourtAccount.objects.update_or_create(
        court=wangqing, is_default=True, defaults={"holder": "汪清法院", "number": "22050166483600000123"}
    )
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], Action.DEDUCT))
        send(0.1)
        row = take(wangqing)
    assert [line.is_chosen for line in ClaimedOrder.objects.filter(claim=row)] == [False]
    with pytest.raises(operations.ClaimRefused, match="另行办理退款"):
        operations.propose_outcome(
            claim_id=row.id, releases=True, order_ids=[made.order_id], reason="应当解除", now=clock.now(),
            actor=person(wangqing, Role.DUTY_OFFICER),
        )  # fmt: skip


def test_an_unsent_order_on_the_claimed_asset_never_leaves(wangqing: Court, tmp_path: Path) -> None:
    with a_unit(wangqing, tmp_path, a_table(ACCOUNTS)) as house:
        case = a_case(wangqing)
        (made,) = order(wangqing, new(case, house.unit, say(case, *ACCOUNTS)[0], key="k1"))
        row = take(wangqing)
        operations.propose_outcome(
            claim_id=row.id, releases=True, order_ids=[made.order_id], reason="不是被执行人", now=clock.now(),
            actor=person(wangqing, Role.DUTY_OFFICER),
        )  # fmt: skip
        operations.decide_claim(
            claim_id=row.id, agrees=True, now=clock.now(), actor=person(wangqing, Role.BUREAU_CHIEF)
        )
        send(0.1)
        assert [one for one in house.controls() if one[1] == "freeze"] == []
    assert queries.order_of("k1").standing is Standing.WITHHELD


def test_a_claim_needs_name_number_account_words_and_evidence(wangqing: Court) -> None:
    for fields, error in (
        ({"name": "王"}, operations.ClaimRefused), ({"id_number": "12345"}, BadIdentifier), ({"account": "1"}, operations.ClaimRefused),
        ({"words": "冤"}, operations.ClaimRefused), ({"evidence": b""}, operations.ClaimRefused),
        ({"evidence_name": "x.exe", "evidence": b"%PDF"}, operations.ClaimRefused),
    ):  # fmt: skip
        with pytest.raises(error):
            take(wangqing, **fields)
    with pytest.raises(NotAllowed):
        operations.record_claim(
            court=wangqing, claim=claim(), now=clock.now(), actor=person(wangqing, Role.AUDITOR)
        )


def test_hours_that_are_over_are_said_once(frozen: Frozen, wangqing: Court) -> None:
    row = take(wangqing, at=clock.now() - timedelta(hours=24, minutes=1))
    assert operations.note_late_claims(now=clock.now(), limit=9, actor=SYSTEM) == 1
    assert operations.note_late_claims(now=clock.now(), limit=9, actor=SYSTEM) == 0
    assert Fact.objects.get(kind="claim.late").subject == f"claim:{row.id}"
    chief = person(wangqing, Role.BUREAU_CHIEF)
    (duty,) = [
        one for one in queries.duties(actor=chief, today=clock.today(), limit=9) if "claims" in one.url
    ]
    assert "已超 0 小时 1 分" in duty.why
