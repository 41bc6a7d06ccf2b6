"""Silence of units: noted when the agreed hours are over, left to a person when the unit's days are."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.models import Request, Unit
from zhixing.inquiries.operations.asking import ASKERS, AskingRefused
from zhixing.inquiries.operations.taking import close_finished
from zhixing.inquiries.rules.kinds import RequestState


def note_silence(*, now: datetime, limit: int, actor: Actor) -> int:
    """Mark overdue requests once, with one fact for each unit; end those whose days are used up. How many were touched."""
    with transaction.atomic():
        overdue = _overdue(now, limit)
        dead = _dead(now, limit)
        facts = [
            NewFact(
                court_id, f"unit:{unit_id}", "unit.silent", {"requests": count, "since": since.isoformat()}
            )
            for court_id, unit_id, count, since in overdue
        ]
        facts += [
            NewFact(court_id, f"case:{case_id}", "request.unanswered", {"request": number, "unit": unit})
            for court_id, case_id, number, unit, _ in dead
        ]
        if facts:
            record_many(facts=facts, at=now, actor=actor)
        close_finished(inquiry_ids={row[4] for row in dead if row[4]}, now=now)
    return max(sum(row[2] for row in overdue), len(dead))


def _overdue(now: datetime, limit: int) -> list[tuple[int, UUID, int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH late AS MATERIALIZED (
                SELECT id FROM inquiries_request WHERE state IN ('waiting', 'sent', 'acknowledged', 'unknown')
                    AND due_at < %s AND NOT silence_noted ORDER BY due_at LIMIT %s FOR UPDATE SKIP LOCKED),
            noted AS (UPDATE inquiries_request request SET silence_noted = true FROM late WHERE late.id = request.id
                RETURNING request.court_id, request.unit_id, request.made_at)
            SELECT court_id, unit_id, count(*), min(made_at) FROM noted GROUP BY court_id, unit_id ORDER BY unit_id
            """,
            [now, limit],
        )
        return list(cursor.fetchall())


def _dead(now: datetime, limit: int) -> list[tuple[int, UUID, str, str, UUID | None]]:
    """End requests whose days are over; not one that is being called right now (its lease still runs)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH over AS MATERIALIZED (
                SELECT id FROM inquiries_request WHERE state IN ('waiting', 'sent', 'acknowledged', 'unknown')
                    AND dead_at <= %s ORDER BY dead_at LIMIT %s FOR UPDATE SKIP LOCKED)
            UPDATE inquiries_request request SET state = 'dead', ended_at = %s
            FROM over, inquiries_unit unit WHERE over.id = request.id AND unit.id = request.unit_id
            RETURNING request.court_id, request.case_id, request.number, unit.code, request.inquiry_id
            """,
            [now, limit, now],
        )
        return list(cursor.fetchall())


def try_again(*, request_id: UUID, now: datetime, actor: Actor) -> None:
    """A person has a dead request asked again, with the same number and new days. Raises AskingRefused."""
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).get(pk=request_id)
        actor.require(request.court_id, *ASKERS)
        if request.state != RequestState.DEAD.value:
            raise AskingRefused("该请求并非逾期无答复，无须重发。")
        unit = Unit.objects.get(pk=request.unit_id)
        request.state, request.ended_at = RequestState.UNKNOWN.value, None
        request.next_try_at, request.failures, request.silence_noted = now, 0, False
        request.due_at = now + timedelta(hours=unit.answer_hours)
        request.dead_at = now + timedelta(days=unit.dead_after_days)
        request.save()
        record(
            court_id=request.court_id, subject=f"case:{request.case_id}", kind="request.tried_again", at=now,
            actor=actor, body={"request": request.number, "unit": unit.code},
        )  # fmt: skip


def give_up(*, request_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """A person ends a dead request: it stays shown as asked and not answered, and is nobody's duty any more."""
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).get(pk=request_id)
        actor.require(request.court_id, *ASKERS)
        if request.state != RequestState.DEAD.value:
            raise AskingRefused("该请求并非逾期无答复。")
        if len(reason.strip()) < 2:
            raise AskingRefused("请写明如何处理，例如已到现场查询。")
        request.state, request.words = RequestState.CANCELLED.value, reason.strip()[:300]
        request.save(update_fields=["state", "words"])
        record(
            court_id=request.court_id, subject=f"case:{request.case_id}", kind="request.given_up", at=now, actor=actor,
            body={"request": request.number, "reason": reason.strip()[:200]},
        )  # fmt: skip
