"""The gate before carrying out: what is stopped stays, what is beyond a bound or outside hours waits."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from zhixing.robot.models import Act
from zhixing.robot.queries.limits import what_may_go
from zhixing.robot.rules.limits import HeldBack, Wish

GATE_LOCK = 7_203_001
"""First key of the advisory lock that keeps two carryings out of one court from counting the same hour."""


def let_go(*, court_id: int, acts: Sequence[Act], now: datetime) -> tuple[list[Act], list[HeldBack]]:
    """The acts of a court that may be carried out now, marked as begun, and why the others wait.

    Call it in the transaction of carrying out: the court's hour is counted by one at a time until it ends.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("let_go belongs into the transaction of carrying out")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [GATE_LOCK, court_id])
    wishes = [Wish(act.id, act.procedure, tuple(map(UUID, act.units))) for act in acts]
    go, held = what_may_go(court_id, wishes, now=now)
    chosen = set(go)
    Act.objects.filter(id__in=go).update(started_at=now)
    for act in acts:
        if act.id in chosen:
            act.started_at = now
    return [act for act in acts if act.id in chosen], held
