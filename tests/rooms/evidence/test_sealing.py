"""Facts are sealed once, a change is found, and a case's pack proves itself."""

import pytest
from django.db import connections, transaction
from django.db.utils import DatabaseError

from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact, Seal, Unsealed
from zhixing.foundation.evidence.operations import record, seal_next
from zhixing.foundation.evidence.queries import verify_chain
from zhixing.foundation.evidence.rules import NotCanonical
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court


def _record(court: Court, number: int) -> None:
    for n in range(number):
        record(
            court_id=court.pk,
            subject=f"case:{n}",
            kind="test.fact",
            at=clock.now(),
            actor=Actor.system("测试"),
            body={"n": n, "名": "堃䶮"},
        )


def test_sealing_covers_every_fact_once(wangqing: Court) -> None:
    _record(wangqing, 5)
    assert seal_next(now=clock.now(), limit=3) == 3
    assert seal_next(now=clock.now(), limit=3) == 2
    assert seal_next(now=clock.now(), limit=3) == 0
    report = verify_chain()
    assert (report.facts, report.seals, report.unsealed, report.problems) == (5, 2, 0, [])
    assert Seal.objects.get(number=2).previous_head == Seal.objects.get(number=1).head


def test_a_fact_with_a_float_is_refused(wangqing: Court) -> None:
    with pytest.raises(NotCanonical, match=r"0\.1"):
        record(
            court_id=wangqing.pk,
            subject="case:1",
            kind="test.fact",
            at=clock.now(),
            actor=Actor.system("测试"),
            body={"amount": 0.1},
        )
    assert not Unsealed.objects.exists()


def test_the_application_cannot_change_or_remove_facts(wangqing: Court) -> None:
    _record(wangqing, 1)
    for act in (lambda: Fact.objects.update(kind="x"), lambda: Fact.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match=r"permission denied|append-only"), transaction.atomic():
            act()
    assert Fact.objects.get().kind == "test.fact"
    assert connections["default"].settings_dict["USER"] == "zhixing_app"
