"""The whole way over a real wire: found, proposed, approved, ordered, confirmed by the unit, then released in part."""

from pathlib import Path

import pytest

from choosing_world import people, use_fonts
from control_world import a_case, a_table, a_unit, say, send
from zhixing.cases.models import Case, Recovery
from zhixing.foundation import clock
from zhixing.foundation.identity.models import Court
from zhixing.foundation.sweeps.engine import run_sweep
from zhixing.freezes.models import ActBatch, ControlProposal, ExcessFinding, Measure
from zhixing.freezes.operations import approving, drafting, proposing
from zhixing.freezes.queries.choosing import position_of

BALANCE = 20_000_000


@pytest.fixture
def case(wangqing: Court, monkeypatch: pytest.MonkeyPatch) -> Case:
    use_fonts(monkeypatch)
    return a_case(wangqing)


def test_from_finding_to_the_release_of_what_is_too_much(case: Case, tmp_path: Path) -> None:
    officer, chief = people(case.court)
    today = clock.today()
    with a_unit(case.court, tmp_path, a_table(["GJJ0001"], yuan="200000.00")) as unit:
        say(case, "GJJ0001", fen=BALANCE)
        run_sweep("freezes.propose")
        proposal = ControlProposal.objects.get()
        need = position_of(case.pk, today=today).need_fen
        proposing.submit(proposal_id=proposal.pk, now=clock.now(), actor=officer)
        approving.approve(proposal_id=proposal.pk, now=clock.now(), actor=chief)
        send()
        run_sweep("freezes.receipts")
        measure = Measure.objects.get()
        assert (measure.amount_fen, measure.confirmed_by_holder, measure.trouble) == (need, True, "")
        position = position_of(case.pk, today=today)
        assert (position.confirmed_fen, position.under_way_fen, position.left_fen) == (need, 0, 0)
        run_sweep("freezes.propose")
        assert ControlProposal.objects.count() == 1, "covered, so nothing more is proposed"

        Recovery.objects.create(
            court=case.court,
            case=case,
            on=today,
            fen=6_000_000,
            source="receipt:test:1",
            recorded_at=clock.now(),
        )
        run_sweep("freezes.excess")
        left = position_of(case.pk, today=today).need_fen
        finding = ExcessFinding.objects.get()
        assert [(one["fen"], one["whole"]) for one in finding.releases] == [(need - left, False)]
        batch = ActBatch.objects.get(pk=finding.batch_id)
        drafting.approve(batch_id=batch.pk, now=clock.now(), actor=chief)
        assert position_of(case.pk, today=today).confirmed_fen == left, (
            "what is to leave covers nothing any more"
        )
        run_sweep("freezes.carry_out")
        send()
        run_sweep("freezes.receipts")
        measure.refresh_from_db()
        assert (measure.state, measure.amount_fen, measure.lifting) == ("watched", left, ""), (
            measure.trouble_words
        )
        run_sweep("freezes.excess")
        finding.refresh_from_db()
        assert finding.state == "over"
        assert [row[1:] for row in unit.controls()] == [("freeze", "GJJ0001", left, "active")]
