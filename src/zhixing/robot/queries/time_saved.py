"""Time saved, measured from the log and never estimated.

By hand: the time between a person's moment and the moment before it of the same person, when that was at most
fifteen minutes ago; a longer pause is no work on this act and does not count. Several acts of a kind in one moment share
it. The middle of these is what one act of the kind costs by hand, if at least five of them were seen.
With the robot: for each approval the same time of who pressed, at most fifteen minutes. Saved is the one less the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from zhixing.foundation.clock import SHANGHAI

HAND_FACTS = {
    "documents.issue": "document.issued",
    "documents.issue_and_deliver": "document.issued",
    "delivery.deliver": "delivery.begun",
    "inquiries.ask": "inquiry.made",
    "freezes.approve_proposal": "proposal.approved",
    "freezes.renew": "measures.approved",
    "freezes.release": "measures.approved",
    "funds.approve_plan": "plan.approved",
}
"""Which fact the same act leaves when a person does it by hand."""
SEEN_LEAST = 5
LOOKED_BACK = timedelta(days=180)
"""By hand is measured over the half year before the end of the span: afterwards little may be done by hand."""
_MOMENTS = """
WITH moments AS (
    SELECT actor_id_text, at, array_agg(kind) AS kinds FROM evidence_fact
    WHERE court_id = ANY (%(courts)s) AND at >= %(since)s AND at < %(until)s AND actor_id_text <> ''
    GROUP BY actor_id_text, at
), paced AS (
    SELECT actor_id_text, at, kinds,
           at - lag(at) OVER (PARTITION BY actor_id_text ORDER BY at) AS pause FROM moments
)"""
_BY_HAND = """, by_kind AS (
    SELECT kind, paced.pause / count(*) AS each FROM paced, unnest(paced.kinds) AS kind
    WHERE paced.pause <= interval '15 minutes' AND kind = ANY (%(kinds)s)
      AND NOT EXISTS (SELECT 1 FROM robot_approval approval
                      WHERE approval.at = paced.at AND approval.by_id::text = paced.actor_id_text)
    GROUP BY kind, paced.actor_id_text, paced.at, paced.pause
)
SELECT kind, count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY each) FROM by_kind GROUP BY kind
"""
_PRESSED = """
SELECT count(*), coalesce(sum(least(coalesce(paced.pause, interval '15 minutes'), interval '15 minutes')), interval '0')
FROM robot_approval approval
LEFT JOIN paced ON paced.at = approval.at AND paced.actor_id_text = approval.by_id::text
WHERE approval.court_id = ANY (%(courts)s) AND approval.at >= %(since)s AND approval.at < %(until)s
"""
_DONE = """
SELECT action, count(*) FROM robot_act WHERE court_id = ANY (%(courts)s) AND state IN ('done', 'waiting')
  AND done_at >= %(since)s AND done_at < %(until)s GROUP BY action ORDER BY action
"""


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One action: how many acts, how often it was seen done by hand, its middle by hand; no middle for too few."""

    action: str
    acts: int
    seen: int
    by_hand: timedelta | None

    @property
    def saved(self) -> timedelta | None:
        """What the acts would have taken by hand."""
        return self.by_hand * self.acts if self.by_hand is not None else None


@dataclass(frozen=True, slots=True)
class TimeSaved:
    """Time saved in a span: what the acts would have taken, less what reading and pressing took."""

    lines: tuple[SavedLine, ...]
    approvals: int
    spent: timedelta

    @property
    def total(self) -> timedelta | None:
        """By hand less with the robot, over the actions that could be measured; None when none could."""
        known = [line.saved for line in self.lines if line.saved is not None]
        return sum(known, timedelta()) - self.spent if known else None


def time_saved(*, courts: Sequence[int], since: date, until: date) -> TimeSaved:
    """Time saved in a span of days, both included. Three queries."""
    ends = _moment(until + timedelta(days=1))
    span: dict[str, Any] = {"courts": list(courts), "since": _moment(since), "until": ends}
    with connection.cursor() as cursor:
        kinds = sorted(set(HAND_FACTS.values()))
        cursor.execute("".join((_MOMENTS, _BY_HAND)), span | {"since": ends - LOOKED_BACK, "kinds": kinds})
        by_hand = {kind: (seen, middle) for kind, seen, middle in cursor.fetchall()}
        cursor.execute("".join((_MOMENTS, _PRESSED)), span)
        approvals, spent = cursor.fetchone()
        cursor.execute(_DONE, span)
        done = cursor.fetchall()
    lines = []
    for action, acts in done:
        seen, middle = by_hand.get(HAND_FACTS.get(action, ""), (0, None))
        lines.append(SavedLine(action, acts, seen, middle if seen >= SEEN_LEAST else None))
    return TimeSaved(tuple(lines), approvals, spent)


def _moment(on: date) -> datetime:
    return datetime.combine(on, time.min, SHANGHAI)
