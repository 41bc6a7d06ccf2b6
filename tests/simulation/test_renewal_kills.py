"""Drafting, approving, issuing, ordering and sending renewals are killed at random points: nothing twice, nothing lost."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from choosing_world import use_fonts
from killing import KILLS, kill_many_times, run_and_kill
from one_court import leave_only
from three_years import Office
from three_years_papers import QuickTypesetter
from three_years_units import Book, Ways
from zhixing.documents.models import Document, Signature
from zhixing.documents.rendering import of_home
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.freezes.models import ActBatch, ActState, Measure, MeasureAct, MeasureEvent
from zhixing.freezes.operations import drafting
from zhixing.inquiries import sweeps as asking
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.models import ControlOrder, Request, Unit
from zhixing.inquiries.operations.sending import lines_with_work

EACH = max(1, KILLS // 2)
AT_A_TIME = 12
MEASURES = 40 * EACH
"""Nearly half of them end in the two months looked at: enough for each run that is killed."""
LATER = date(2023, 2, 1)
"""Eleven months after the first controls: deposits end in four weeks."""


@pytest.mark.usefixtures("committed_db")
@pytest.mark.timeout(0)
def test_kills_of_carrying_out_renew_nothing_twice_and_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every run renews twelve more, whatever state the killed ones before it are in."""
    monkeypatch.setenv("ZHIXING_TODAY", "2022-03-01")
    monkeypatch.setattr(registry, "_CONNECTORS", {Ways.name: Ways})
    monkeypatch.setattr(asking, "LOOK_AGAIN", timedelta(milliseconds=20))
    use_fonts(monkeypatch)
    court = Court.objects.get(code="吉2424")
    leave_only(court)
    office = Office(court, Book(tmp_path / "units.sqlite3"), measures=MEASURES, days=400, seed=11)
    office.first_days, Ways.asleep = 0, {}
    quick = QuickTypesetter(of_home.renderer(), Counter())
    quick.never_really = True
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: quick)
    with every_court_visible():
        office.file(office.town.now(date(2022, 3, 1)).date(), 0)
    for _ in range(20):
        office.evening()
        with every_court_visible():
            if not lines_with_work(now=clock.now()):
                break
    office.town.now(LATER)
    officer, chief = office.town.officers[1], office.town.chief

    def at_work(more: int = AT_A_TIME) -> None:
        with every_court_visible():
            Request.objects.filter(ended_at=None).update(next_try_at=clock.now())
            Unit.objects.update(trouble_count=0, trouble_until=None)
            due = Measure.objects.filter(
                ends_on__lte=LATER + timedelta(days=60), ends_on__gte=LATER, renewal=""
            )
            ids = list(due.filter(acts=None).order_by("id").values_list("pk", flat=True)[:more])
        if ids:
            with every_court_visible():
                drafting.draft_renewals(
                    court_id=court.pk, measure_ids=ids, token=f"kill:{ids[0]}", now=clock.now(), actor=officer
                )
        with every_court_visible():
            for batch in ActBatch.objects.filter(state="drafted"):
                drafting.approve(batch_id=batch.pk, now=clock.now(), actor=chief)
        office.evening()

    runs = kill_many_times(at_work, kills=EACH, longest_seconds=1.5, seed=29)
    for days in range(8):
        office.town.now(LATER + timedelta(days=days))  # a unit that is down today is reached tomorrow
        run_and_kill(lambda: at_work(0), after_seconds=None)
        with every_court_visible():
            if not Request.objects.filter(ended_at=None).exists():
                break
    with every_court_visible():
        acts = list(MeasureAct.objects.all())
        sent = [act for act in acts if act.order_number]
        print(
            f"\n{EACH} kills in {runs} runs: {len(acts)} renewals, {len(sent)} sent, {Counter(act.state for act in acts)}"
        )
        assert len(acts) > AT_A_TIME
        assert {act.measure_id for act in acts} == set(
            Measure.objects.exclude(acts=None).values_list("pk", flat=True)
        )
        assert len({act.measure_id for act in acts}) == len(acts), "no measure is renewed twice"
        assert not [act for act in acts if act.state in (ActState.DRAFTED.value, ActState.APPROVED.value)]
        orders = Counter(ControlOrder.objects.filter(action="renew").values_list("key", flat=True))
        assert orders == Counter(act.key for act in sent), (
            "one order for each act that was sent, none without"
        )
        for kind in ("renewal_drafted", "renewal_sent"):
            events = MeasureEvent.objects.filter(kind=kind).values_list("measure_id", flat=True)
            assert Counter(events) == Counter(act.measure_id for act in acts), kind
        assert not ActBatch.objects.exclude(state="done").exists()
        assert Fact.objects.filter(kind="measures.carried_out").count() == ActBatch.objects.count()
        _papers_are_whole(acts)
    assert office.book.doubled() == []
    assert office.book.of_others() == []
    assert Ways.faults == []


def _papers_are_whole(acts: list[MeasureAct]) -> None:
    """Each act bears a ruling and a notice that exist, are signed, and count on without a gap in their case."""
    rulings = {act.ruling_id for act in acts}
    made = Document.objects.exclude(engine="test")
    assert rulings == set(made.filter(kind="control_ruling").values_list("pk", flat=True)), (
        "no ruling without an act"
    )
    assert {act.notice_id for act in acts} == set(
        made.filter(kind="assistance_notice").values_list("pk", flat=True)
    )
    assert Signature.objects.count() == made.count()
    places: dict[tuple[object, str], list[int]] = {}
    for case, series, nth in made.values_list("case_id", "series", "nth"):
        places.setdefault((case, series), []).append(nth)
    assert all(sorted(nths) == list(range(1, len(nths) + 1)) for nths in places.values())
