"""How much of a case was done by hand: a touch is one moment in which a person did something in the case.

A press of a button may write many facts of a case; they carry one moment and count as one touch. What the house did by
itself is no touch, nor is an order that a sweep sends later in the name of whoever approved it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

BUCKETS = ((0, 5), (6, 10), (11, 20), (21, 50), (51, None))
SHOWN = 20
_TOUCHES = """
SELECT at, actor_name, array_agg(DISTINCT kind ORDER BY kind) FROM evidence_fact
WHERE subject = %s AND actor_id_text <> '' AND kind <> 'control.ordered' GROUP BY at, actor_id_text, actor_name ORDER BY at
"""
_CONCLUDED = """
SELECT ended.id, ended.number, ended.concluded_on,
       (SELECT count(DISTINCT (fact.actor_id_text, fact.at)) FROM evidence_fact fact
        WHERE fact.subject = 'case:' || ended.id AND fact.actor_id_text <> '' AND fact.kind <> 'control.ordered'),
       (SELECT count(*) FROM evidence_fact fact WHERE fact.subject = 'case:' || ended.id),
       (SELECT count(*) FROM robot_act act WHERE act.case_id = ended.id AND act.state IN ('done', 'waiting')),
       (SELECT count(*) FROM documents_document document WHERE document.case_id = ended.id),
       (SELECT count(*) FROM documents_document document WHERE document.case_id = ended.id
            AND (EXISTS (SELECT 1 FROM robot_act act WHERE act.case_id = ended.id
                             AND act.ref = 'document:' || document.id AND act.params ->> 'mode' = 'issue')
                 OR EXISTS (SELECT 1 FROM evidence_fact fact WHERE fact.subject = 'case:' || ended.id
                                AND fact.kind = 'document.issued' AND fact.actor_id_text = ''
                                AND fact.body ->> 'document' = document.id::text)))
FROM cases_case ended
WHERE ended.court_id = ANY (%s) AND ended.status = 'concluded' AND ended.concluded_on BETWEEN %s AND %s
ORDER BY 4, ended.number
"""


@dataclass(frozen=True, slots=True)
class Touch:
    """One moment in which a person did something in a case, and the kinds of facts that it left."""

    at: datetime
    by_name: str
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConcludedCase:
    """A concluded case: moments of people, all facts, acts of the robot, documents, and those no person made.

    These are what the robot issued by an act of its own, and what the house issues by itself, as the first notices.
    """

    id: UUID
    number: str
    concluded_on: date
    touches: int
    facts: int
    acts: int
    documents: int
    documents_by_robot: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Touches per concluded case over a span: the middle, the most, how many cases lie in each bucket."""

    cases: int
    touches: int
    median: int | None
    facts: int
    acts: int
    documents: int
    documents_by_robot: int
    buckets: tuple[tuple[int, int | None, int], ...]
    most_touched: tuple[ConcludedCase, ...]


def touches(case_id: UUID) -> list[Touch]:
    """The touches of a case, in order."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHES, [f"case:{case_id}"])
        return [Touch(at, name, tuple(kinds)) for at, name, kinds in cursor.fetchall()]


def coverage(*, courts: Sequence[int], since: date, until: date) -> Coverage:
    """Human touches of the cases concluded in a span of days, both included. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_CONCLUDED, [list(courts), since, until])
        rows = [ConcludedCase(*row) for row in cursor.fetchall()]
    counts = [row.touches for row in rows]
    return Coverage(
        cases=len(rows),
        touches=sum(counts),
        median=counts[(len(counts) - 1) // 2] if counts else None,
        facts=sum(row.facts for row in rows),
        acts=sum(row.acts for row in rows),
        documents=sum(row.documents for row in rows),
        documents_by_robot=sum(row.documents_by_robot for row in rows),
        buckets=tuple(
            (low, high, sum(low <= count and (high is None or count <= high) for count in counts))
            for low, high in BUCKETS
        ),
        most_touched=tuple(reversed(rows[-SHOWN:])),
    )
