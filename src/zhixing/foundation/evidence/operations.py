"""Recording facts and sealing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhixing.foundation.database.rows import insert
from zhixing.foundation.database.staging import insert_staged
from zhixing.foundation.evidence import rules
from zhixing.foundation.evidence.keys import SealKey, seal_key
from zhixing.foundation.evidence.models import Fact, Seal, Sealing, header_of
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.keys import uuid7s
from zhixing.foundation.sweeps import bells

_MANY = 30
"""So many facts at once are cheaper by way of COPY."""
_CHAIN_LOCK = 7_201_001  # advisory lock: one sealer at a time, because each head names the one before


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact to be recorded. `body` holds text, integers, booleans, lists and dictionaries of them."""

    court_id: int
    subject: str
    kind: str
    body: dict[str, Any]


def record(
    *, court_id: int, subject: str, kind: str, at: datetime, actor: Actor, body: dict[str, Any] | None = None
) -> UUID:
    """Record one fact in the current transaction and wake the sweeps that wait for its kind."""
    return record_many(facts=[NewFact(court_id, subject, kind, body or {})], at=at, actor=actor)[0]


def record_many(*, facts: Sequence[NewFact], at: datetime, actor: Actor) -> list[UUID]:
    """Record facts of one moment and one actor; the ids in the order given. Raises NotCanonical for a float."""
    ids = uuid7s(len(facts))
    bodies = [rules.canonical_json(fact.body) for fact in facts]
    columns: dict[str, tuple[str, Sequence[object]]] = {
        "id": ("uuid", ids),
        "court_id": ("integer", [fact.court_id for fact in facts]),
        "subject": ("varchar", [fact.subject for fact in facts]),
        "kind": ("varchar", [fact.kind for fact in facts]),
        "at": ("timestamptz", [at] * len(facts)),
        "actor_id_text": ("varchar", ["" if actor.user_id is None else str(actor.user_id)] * len(facts)),
        "actor_name": ("varchar", [actor.name] * len(facts)),
        "body": ("jsonb", [body.decode() for body in bodies]),
        "body_sha256": ("varchar", [rules.sha256(body) for body in bodies]),
    }
    if len(facts) < _MANY:
        insert("evidence_fact", columns)
    else:
        kinds = {name: kind for name, (kind, _) in columns.items()}
        insert_staged(
            "evidence_fact", kinds, list(zip(*(values for _, values in columns.values()), strict=True))
        )
    bells.ring_for({fact.kind for fact in facts})
    return ids


def seal_next(*, now: datetime, limit: int, key: SealKey | None = None) -> int:
    """Seal up to `limit` facts as one batch; the number sealed, 0 when nothing waits.

    The facts leave the work list in the transaction that seals them, so a kill at any point seals them once or not yet.
    """
    key = key or seal_key()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        cursor.execute(
            # materialized: else the planner may ask for the next rows again and again, and take more than the limit
            "WITH next AS MATERIALIZED (SELECT fact_id FROM evidence_unsealed ORDER BY fact_id LIMIT %s "
            "FOR UPDATE SKIP LOCKED) "
            "DELETE FROM evidence_unsealed waiting USING next WHERE waiting.fact_id = next.fact_id "
            "RETURNING waiting.fact_id",
            [limit],
        )
        ids = sorted(row[0] for row in cursor.fetchall())
        if not ids:
            return 0
        facts = list(Fact.objects.filter(id__in=ids).order_by("id"))
        if len(facts) != len(ids):
            raise LookupError("待封存的事实不可见：封存须在看得到全部法院的事务中进行。")
        leaves = [rules.leaf_of(header_of(fact)) for fact in facts]
        before = Seal.objects.order_by("-number").first()
        number = before.number + 1 if before else 1
        previous = before.head if before else rules.GENESIS
        root = rules.levels_of(leaves)[-1][0]
        head = rules.head_of(
            number=number, previous_head=previous, root=root, fact_count=len(facts), sealed_at=now
        )
        seal = Seal.objects.create(
            number=number, previous_head=previous, root=root, fact_count=len(facts), sealed_at=now,
            head=head, key_id=key.id, signature=key.sign(bytes.fromhex(head)).hex(),
        )  # fmt: skip
        Sealing.objects.bulk_create(
            [
                Sealing(fact_id=fact.id, seal=seal, position=place, leaf=leaf)
                for place, (fact, leaf) in enumerate(zip(facts, leaves, strict=True))
            ],
            batch_size=5000,
        )
        return len(facts)
