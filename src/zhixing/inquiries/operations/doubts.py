"""Orders of which nobody knows whether they were carried out: noted once each, while they are asked about by number."""

from datetime import datetime

from django.db import connection, transaction

from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.operations.sending import LEASE


def note_doubts(*, now: datetime, limit: int, actor: Actor) -> int:
    """Note the orders that may have reached their unit and have no receipt: a call without an answer, one cut short, or
    days used up. One fact `control.unknown` each, however often they are asked about. How many.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH doubtful AS MATERIALIZED (
                    SELECT ordered.id, ordered.court_id, ordered.case_id, ordered.action, ordered.measure_id,
                        request.number, unit.code
                    FROM inquiries_request request
                    JOIN inquiries_controlorder ordered ON ordered.request_id = request.id
                    JOIN inquiries_unit unit ON unit.id = request.unit_id
                    WHERE request.kind = 'control' AND request.attempts > 0
                        AND NOT EXISTS (SELECT 1 FROM inquiries_controldoubt noted WHERE noted.order_id = ordered.id)
                        AND (request.state = 'dead' OR (request.state = 'unknown' AND EXISTS (
                            SELECT 1 FROM inquiries_attempt tried
                            LEFT JOIN inquiries_attemptresult ended ON ended.attempt_id = tried.id
                            WHERE tried.request_id = request.id AND NOT tried.asks_status
                                AND (ended.outcome IN ('no_reply', 'garbage') OR (ended.outcome IS NULL AND tried.at < %s)))))
                    ORDER BY ordered.id LIMIT %s),
                noted AS (
                    INSERT INTO inquiries_controldoubt (order_id, court_id, since)
                    SELECT id, court_id, %s FROM doubtful ON CONFLICT DO NOTHING RETURNING order_id)
                SELECT doubtful.* FROM doubtful JOIN noted ON noted.order_id = doubtful.id ORDER BY doubtful.id
                """,
                [now - LEASE, limit, now],
            )
            rows = cursor.fetchall()
        facts = [
            NewFact(
                court_id, f"case:{case_id}", "control.unknown",
                {"order": str(order_id), "request": number, "unit": unit, "action": action,
                 "measure": str(measure_id or "")},
            )
            for order_id, court_id, case_id, action, measure_id, number, unit in rows
        ]  # fmt: skip
        if facts:
            record_many(facts=facts, at=now, actor=actor)
    return len(rows)
