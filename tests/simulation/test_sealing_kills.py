"""Sealing killed at random points fifty times: no fact is lost, none is sealed twice, the chain holds."""

import pytest
from django.db.models import Count, Max

from killing import kill_many_times
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact, Seal, Sealing, Unsealed
from zhixing.foundation.evidence.operations import NewFact, record_many, seal_next
from zhixing.foundation.evidence.queries import verify_chain
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible

FACTS = 40_000
KILLS = 50
BATCH = 20


def seal_everything() -> None:
    while True:
        with every_court_visible():
            if seal_next(now=clock.now(), limit=BATCH) == 0:
                return


@pytest.mark.usefixtures("committed_db")
def test_sealing_killed_fifty_times_seals_every_fact_once() -> None:
    with every_court_visible():
        court = Court.objects.get(code="吉2424")
        facts = [NewFact(court.pk, f"case:{n % 97}", "test.fact", {"n": n}) for n in range(FACTS)]
        record_many(facts=facts, at=clock.now(), actor=Actor.system("测试"))
    runs = kill_many_times(seal_everything, kills=KILLS, longest_seconds=0.25, seed=2022)
    with every_court_visible():
        sealed_by_the_killed = Sealing.objects.count()
        assert runs == KILLS, "the work must be longer than any kill waits"
        assert 0 < sealed_by_the_killed < FACTS, "the kills must fall into the work, not before or behind it"
        while seal_next(now=clock.now(), limit=2000):
            pass
        report = verify_chain()
        assert (report.facts, report.unsealed, report.problems) == (FACTS, 0, [])
        assert (
            Sealing.objects.aggregate(n=Count("fact_id", distinct=True))["n"] == Fact.objects.count() == FACTS
        )
        assert Seal.objects.aggregate(last=Max("number"))["last"] == Seal.objects.count()
        assert not Unsealed.objects.exists()
