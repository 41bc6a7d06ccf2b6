"""A measure that can still be saved is on somebody's list whoever is away, and however much else there is to do."""

from datetime import timedelta

import pytest

from renewal_world import NOW, TODAY, a_case, on_paper, people, person
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes import queries
from zhixing.freezes.models import ActBatch, Measure
from zhixing.freezes.operations.people import note_absence
from zhixing.web import today


def urls(actor: Actor, limit: int = 100) -> list[str]:
    return [duty.url for duty in queries.duties(actor=actor, today=TODAY, limit=limit)]


def url(measure: Measure) -> str:
    return f"/freezes/{measure.id}/"


def away(court: Court, who: Actor, deputy: Actor | None = None) -> None:
    note_absence(
        court_id=court.pk, person_id=who.user_id or 0, deputy_id=deputy.user_id if deputy else None, starts_on=TODAY,
        ends_on=TODAY + timedelta(days=20), now=NOW, actor=who,
    )  # fmt: skip


def test_while_the_chief_is_away_without_a_deputy_the_vice_president_looks_as_far(wangqing: Court) -> None:
    officer, chief = people(wangqing)
    vice = person(wangqing, Role.VICE_PRESIDENT, name="副院长")
    soon = on_paper(a_case(wangqing), ends_on=TODAY + timedelta(days=6))
    later = on_paper(
        a_case(wangqing, 8), "林地", ends_on=TODAY + timedelta(days=25), officer_id=officer.user_id
    )
    assert url(soon) in urls(chief)
    assert urls(vice) == [], "it has risen to the bureau chief, not yet to the command centre"
    away(wangqing, chief)
    assert urls(vice) == [url(soon)]
    away(wangqing, officer)
    assert urls(vice) == [url(soon), url(later)], "and what nobody else looks after is theirs too"
    assert queries.count_of_duties(actor=vice, today=TODAY) == 2


def test_a_deputy_of_the_chief_keeps_it_from_the_vice_president(wangqing: Court) -> None:
    officer, chief = people(wangqing)
    vice = person(wangqing, Role.VICE_PRESIDENT, name="副院长")
    soon = on_paper(a_case(wangqing), ends_on=TODAY + timedelta(days=6))
    away(wangqing, chief, deputy=officer)
    assert (url(soon) in urls(officer), urls(vice)) == (True, [])


def test_much_to_approve_and_old_lapses_never_hide_what_ends_tomorrow(wangqing: Court) -> None:
    officer, chief = people(wangqing)
    tomorrow = on_paper(a_case(wangqing), ends_on=TODAY + timedelta(days=1))
    for n in range(6):
        on_paper(a_case(wangqing, 20 + n), f"旧{n}", ends_on=TODAY - timedelta(days=30))
    batches = [
        ActBatch.objects.create(
            court=wangqing, kind=kind, ground="other", origin=f"{kind}{n}", due_on=due, made_at=NOW,
            made_by_id=officer.user_id, made_by_name=officer.name,
        )
        for kind, due, count in (("release", TODAY, 6), ("renew", TODAY + timedelta(days=2), 1))
        for n in range(count)
    ]  # fmt: skip
    assert urls(chief, limit=3) == [
        url(tomorrow),
        f"/freezes/batches/{batches[-1].id}/",
        f"/freezes/batches/{batches[0].id}/",
    ]
    assert len(urls(chief)) == 14


def test_today_leaves_out_what_is_lost_before_what_can_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    def duty(title: str, days: int) -> Duty:
        until = TODAY + timedelta(days=days)
        return Duty("freezes", Loss.SECURITY_LAPSES, title, "", until, "", "/", "")

    found = [duty(f"旧{n}", -30 - n) for n in range(today.SHOWN_MAX)] + [duty("明日届满", 1)]
    monkeypatch.setattr(today.rooms, "duties_by_room", lambda: {"freezes": lambda **asked: list(found)})
    shown = today.duties_of(Actor.system("测试"), TODAY)
    assert len(shown) == today.SHOWN_MAX
    assert shown[-1].title == "明日届满"
    assert f"旧{today.SHOWN_MAX - 1}" in {one.title for one in shown}, (
        "the order of the page stays: the earliest day first"
    )
