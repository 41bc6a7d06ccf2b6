"""What happened, sealed so that nobody can change it unnoticed.

A *fact* is written in the transaction of the act it describes and never changed. Facts are sealed afterwards in
batches: each batch becomes a Merkle tree whose root joins a chain of signed heads, so that the load depends on batches
and not on facts, and so that one case can be proved without showing the others.
"""

from typing import ClassVar

from django.db import models

from zhixing.foundation.evidence import rules
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Fact(models.Model):
    """One thing that happened: to what (`subject`, as ``case:<id>``), of what kind, when, by whom, with which details."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    subject = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    actor_id_text = models.CharField(max_length=20, blank=True)
    actor_name = models.CharField(max_length=60)
    body = models.JSONField()
    body_sha256 = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject", "at"], name="fact_by_subject"),
            models.Index(fields=["court", "kind", "at"], name="fact_by_kind"),
        ]


def header_of(fact: Fact) -> dict[str, str | int]:
    """What the seal covers of a fact."""
    return {
        "id": str(fact.id),
        "court": fact.court_id,
        "subject": fact.subject,
        "kind": fact.kind,
        "at": rules.moment_text(fact.at),
        "actor": fact.actor_id_text,
        "actor_name": fact.actor_name,
        "body_sha256": fact.body_sha256,
    }


class Unsealed(models.Model):
    """Work list of the seal: facts not yet in a batch. Filled by a trigger, emptied by sealing."""

    fact = models.OneToOneField(Fact, primary_key=True, on_delete=models.PROTECT, db_constraint=False)


class Seal(models.Model):
    """A sealed batch: Merkle root over its facts, chained to the batch before, signed."""

    number = models.BigIntegerField(primary_key=True)
    previous_head = models.CharField(max_length=64)
    root = models.CharField(max_length=64)
    fact_count = models.IntegerField()
    sealed_at = models.DateTimeField()
    head = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)


class Sealing(models.Model):
    """A fact's place in its batch."""

    fact = models.OneToOneField(Fact, primary_key=True, on_delete=models.PROTECT, db_constraint=False)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT)
    position = models.IntegerField()
    leaf = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["seal", "position"], name="sealing_place_once")
        ]
