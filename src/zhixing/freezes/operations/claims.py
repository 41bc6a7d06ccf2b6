"""Measures of the ledger and on paper are let go when two people have agreed that they hit the wrong person."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.operations.drafting import Drafted, NewRelease, NothingToDo, draft_releases
from zhixing.freezes.queries.claims import measures_of_claim
from zhixing.freezes.rules.act_kinds import Ground


def draft_release_of_claim(
    *, claim_id: UUID, measure_ids: Sequence[UUID], now: datetime, actor: Actor
) -> Drafted:
    """Draft the release of measures found for a claim that two people have agreed to; due the same day.

    A second person approves it, like every release. Raises NothingToDo, NotAllowed.
    """
    found = measures_of_claim(claim_id, today=local_date(now))
    if found is None or not found.is_agreed:
        raise NothingToDo("申诉须先经两人同意解除。")
    known = {one.line.id for one in found.measures}
    chosen = [measure_id for measure_id in measure_ids if measure_id in known]
    if not chosen:
        raise NothingToDo("请选择要解除的措施。")
    drafted = draft_releases(
        court_id=found.court_id, releases=[NewRelease(one) for one in chosen], ground=Ground.WRONG_PERSON,
        token=f"claim:{claim_id}:{min(chosen).hex[-16:]}:{len(chosen)}", reason=found.reason, due_on=local_date(now), now=now, actor=actor,
    )  # fmt: skip
    if drafted.is_new:
        record(
            court_id=found.court_id, subject=f"claim:{claim_id}", kind="claim.measures_drafted", at=now, actor=actor,
            body={"batch": str(drafted.batch_id), "measures": [str(one) for one in chosen]},
        )  # fmt: skip
    return drafted
