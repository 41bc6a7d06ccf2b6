"""Two readers at once, on connections of their own: of one reply, of one debtor, of different debtors."""

import hashlib
import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from funds_world import make_case
from racing import race
from zhixing.cases.models import Case, Party
from zhixing.cases.personal import sealed_id
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.inquiries.models import Asset, AssetChange, ReadReply, Sighting
from zhixing.inquiries.operations import IncomingReply, ReadingReport, take_rows
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire import messages as wire

SYSTEM = Actor.system("测试")
NAMES = ("王堃", "李喆", "金哲", "朴兰善")
NUMBERS = ("222403196007250004", "222403196007250020", "222403196007250047", "222403196007250063")


@pytest.fixture
def cases(committed_db: object) -> list[Case]:
    court = Court.objects.get(code="吉2424")
    made = []
    with every_court_visible():
        for place, (name, number) in enumerate(zip(NAMES, NUMBERS, strict=True), start=7):
            case = make_case(court, place, debtors=(name,))
            party = Party.objects.get(case=case, role="debtor")
            party.id_sealed, party.id_index, party.id_masked = sealed_id(number)
            party.save()
            made.append(case)
    return made


def reply(case: Case, unit: str = "建行", *, fen: int = 100, day: int = 1, account: str = "62170001") -> IncomingReply:  # fmt: skip
    debtor = Party.objects.get(case=case, role="debtor")
    number = NUMBERS[NAMES.index(debtor.name)]
    row = wire.Row(
        row_ref="2", match=wire.Match.ID, asset_kind=AssetKind.DEPOSIT, title="活期", details={}, amount_fen=fen,
        holder=wire.Person(name=debtor.name, id_number=number), identifier=f"{account}{number}",
    )  # fmt: skip
    said = wire.QueryReply(as_of=datetime(2022, 12, day, 1, tzinfo=UTC), rows=(row,), result=wire.Found.FOUND)
    digest = hashlib.sha256(f"{number}{unit}{day}{fen}".encode()).digest()
    return IncomingReply(case.court_id, case.id, debtor.id, unit, unit, digest, said)


def take(*replies: IncomingReply) -> ReadingReport:
    return take_rows(replies=replies, now=datetime(2022, 12, 3, 2, tzinfo=UTC), actor=SYSTEM)


@pytest.mark.parametrize("turn", range(4))
def test_one_reply_at_two_readers_is_read_by_one(cases: list[Case], turn: int) -> None:
    with every_court_visible():
        replies = [reply(case) for case in cases]
    done = race(lambda: take(*replies), lambda: take(*reversed(replies)))
    assert sorted((report.read, report.known, report.found) for report in done) == [(0, 4, 0), (4, 0, 4)]
    with every_court_visible():
        assert (Asset.objects.count(), Sighting.objects.count(), ReadReply.objects.count()) == (4, 4, 4)
        assert Fact.objects.filter(kind="asset.found").count() == 4


@pytest.mark.parametrize("turn", range(4))
def test_two_units_that_name_one_account_at_once_make_one_asset(cases: list[Case], turn: int) -> None:
    """Each reader has the same four people, in opposite orders: nobody waits in a circle."""
    with every_court_visible():
        first = [reply(case, "建行") for case in cases]
        second = [reply(case, "人行", fen=200, day=2) for case in reversed(cases)]
    done = race(lambda: take(*first), lambda: take(*second))
    assert [report.read for report in done] == [4, 4]
    assert sorted(report.found for report in done) == [0, 4]
    with every_court_visible():
        assert (Asset.objects.count(), Sighting.objects.count(), ReadReply.objects.count()) == (4, 8, 8)
        assert set(Asset.objects.values_list("amount_fen", "unit_code")) == {(200, "人行")}
        # the older word read last is a sighting only; read first, the newer one changes the amount
        assert AssetChange.objects.count() == 4 * (done[1].found == 0)


def test_a_reader_does_not_wait_for_one_of_other_people(cases: list[Case]) -> None:
    with every_court_visible():
        mine, other = reply(cases[0]), reply(cases[1])
        take(reply(cases[2]))  # the bell is rung: a second ringer waits for the first one's end
    read, finished = threading.Event(), threading.Event()

    def slow() -> ReadingReport:
        report = take(mine)
        read.set()
        assert finished.wait(30)
        return report

    def quick() -> ReadingReport:
        assert read.wait(30)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        try:
            return take(other)
        finally:
            finished.set()

    done = race(slow, quick)
    assert [report.found for report in done] == [1, 1]
