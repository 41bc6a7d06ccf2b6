"""Ordering and sending are killed at random points over a bad line: no control twice, none lost, at the unit's own log."""

from datetime import timedelta
from pathlib import Path

from control_world import SYSTEM, a_case, a_table, a_unit, new, papers, say
from killing import KILLS, kill_many_times, run_and_kill
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.scope import every_court_visible
from zhixing.inquiries import operations, sweeps
from zhixing.inquiries.models import Asset, ControlOrder, ControlReceipt, Request, Unit
from zhixing.simulator.bad_line import LineFaults

EACH = max(1, KILLS // 4)
ACCOUNTS = [f"GJJ-{n:05d}" for n in range(1_500)]
AT_A_TIME = 12


def test_kills_of_ordering_and_sending_double_no_control(tmp_path: Path, committed_db: object) -> None:
    """Every run orders twelve more with keys of their own and sends; a killed run's leases are taken to be over."""
    court = Court.objects.get(code="吉2424")
    with a_unit(court, tmp_path, a_table(ACCOUNTS), faults=LineFaults.a_bad_line(), seed=5) as house:
        with every_court_visible():
            case = a_case(court)
            say(case, *ACCOUNTS)
            ruling, notice = papers(case)
        given = {"ruling_id": ruling.id, "notice_id": notice.id}

        def at_work(more: int = AT_A_TIME) -> None:
            with every_court_visible():
                Request.objects.filter(ended_at=None).update(next_try_at=clock.now())
                Unit.objects.update(trouble_count=0, trouble_until=None)
            with every_court_visible():
                assets = Asset.objects.filter(control_orders=None).order_by("title")[:more]
                wanted = [new(case, house.unit, one, key=one.title, **given) for one in assets]
                if wanted:
                    operations.order_controls(court_id=court.pk, orders=wanted, now=clock.now(), actor=SYSTEM)
            sweeps.pump(actor=SYSTEM, linger=timedelta(milliseconds=50))

        runs = kill_many_times(at_work, kills=EACH, longest_seconds=1.2, seed=23)
        for _ in range(80):
            run_and_kill(lambda: at_work(0), after_seconds=None)
            with every_court_visible():
                if not Request.objects.filter(ended_at=None).exists():
                    break
        log = house.controls()
        happened = dict(house.line.happened)
    with every_court_visible():
        orders = set(ControlOrder.objects.values_list("request__number", flat=True))
        sent_again = Request.objects.filter(attempts__gt=1).count()
        assert Request.objects.filter(ended_at=None).count() == 0
        assert ControlReceipt.objects.filter(result="controlled", place=1).count() == len(orders)
        assert ControlReceipt.objects.exclude(place=1).count() == 0
        assert Fact.objects.filter(kind="control.confirmed").count() == len(orders)
        assert Fact.objects.filter(kind="control.ordered").count() == len(orders)
    numbers = [row[0] for row in log]
    print(
        f"\n{EACH} kills in {runs} runs: {len(orders)} orders, {len(numbers)} controls at the unit, {sent_again} asked or sent again,"
        f" line {happened}"
    )
    assert len(orders) > AT_A_TIME
    assert sorted(numbers) == sorted(orders), "each order stands once at the unit, and nothing else does"
    assert len({row[2] for row in log}) == len(log), "no account is controlled twice"
