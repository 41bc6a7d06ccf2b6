"""Deliveries and their sendings: one document to one recipient, each way of bringing it, every attempt and all that came back.

Attempts, their results and events are appended. An attempt is committed before its call: a killed process leaves a sending
that is asked about under its own reference, never one that is silently sent twice.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from zhixing.cases.models import Party
from zhixing.delivery.models.people import Address
from zhixing.delivery.rules.ways import DeliveryState, EventKind, SendingState, Want, Way
from zhixing.documents.models import Document
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Carrier(models.Model):
    """Somebody who carries: an SMS gateway, a mail server, the post. `rank` orders those of one way, lower first.

    `settings` are the connector's own and hold no secret; the secret lies in the home's keys under the carrier's code. The
    `trouble_…` columns are its breaker, `pace_ms` how long a call lasts. `cursor` is how far its news has been taken.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    way = models.CharField(max_length=10)
    connector = models.CharField(max_length=20)
    address = models.CharField(max_length=300)
    settings = models.JSONField(default=dict)
    rank = models.IntegerField(default=1)
    at_once = models.IntegerField(default=4)
    batch = models.IntegerField(default=200)
    active = models.BooleanField(default=True)
    trouble_count = models.IntegerField(default=0)
    trouble_until = models.DateTimeField(null=True)
    trouble_words = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    pace_ms = models.IntegerField(default=0)
    cursor = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "code"], name="carrier_code_once"),
            models.CheckConstraint(
                condition=models.Q(way__in=[way.value for way in Way if way.is_carried]),
                name="carrier_way_known",
            ),
            models.CheckConstraint(
                condition=models.Q(at_once__range=(1, 256), batch__range=(1, 1_000)), name="carrier_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One document to one recipient, until it counts as served.

    `look_at` is when the ladder looks again, None while a person must act or nothing is left to do. `call_by` is the day by
    which somebody should have called the recipient about consent and address, None where no call is wanted. `served_by`,
    `served_on`, `certainty` and `explanation` follow from the events and are computed anew whenever one comes.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="deliveries")
    party = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.CharField(max_length=200)
    recipient_key = models.CharField(max_length=64)
    is_ruling = models.BooleanField(default=False)
    is_garnishee = models.BooleanField(default=False)
    is_foreign = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=DeliveryState.OPEN.value)
    wants = models.CharField(max_length=10, blank=True, default=Want.NOTHING.value)
    look_at = models.DateTimeField(null=True)
    call_by = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=60)
    served_on = models.DateField(null=True)
    certainty = models.CharField(max_length=10, blank=True)
    served_way = models.CharField(max_length=10, blank=True)
    served_by = models.UUIDField(null=True)
    expected_on = models.DateField(null=True)
    explanation = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "recipient_key"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in DeliveryState]),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["served", "presumed"], served_on__isnull=False)
                | (models.Q(served_on=None) & ~models.Q(state__in=["served", "presumed"])),
                name="served_has_its_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["look_at", "id"], condition=models.Q(look_at__isnull=False), name="delivery_to_look_at"),
            models.Index(fields=["court", "wants", "-made_at"], condition=~models.Q(wants=""), name="delivery_wants"),
            models.Index(
                fields=["court", "party", "call_by"], condition=models.Q(call_by__isnull=False), name="delivery_to_call"
            ),
            models.Index(fields=["court", "state", "-made_at", "-id"], name="delivery_latest"),
            models.Index(fields=["expected_on"], condition=models.Q(state="notice"), name="delivery_by_notice"),
        ]  # fmt: skip


class Sending(models.Model):
    """One way of bringing the document. Its reference stays the same however often a carrier is called about it.

    `link_sha256` finds the page behind the message; the address itself is derived and kept nowhere. `carrier` is bound when
    a call is made: what no carrier has taken is free to go to another.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="sendings")
    way = models.CharField(max_length=10)
    address = models.ForeignKey(
        Address, null=True, on_delete=models.PROTECT, related_name="sendings", db_index=False
    )
    address_confirmed = models.BooleanField(default=False)
    own_address = models.BooleanField(default=False)
    consent = models.CharField(max_length=20)
    carrier = models.ForeignKey(
        Carrier, null=True, on_delete=models.PROTECT, related_name="sendings", db_index=False
    )
    reference = models.CharField(max_length=40, unique=True)
    number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, default=SendingState.READY.value)
    words = models.CharField(max_length=300, blank=True)
    link_sha256 = models.BinaryField(max_length=32, null=True)
    link_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    failures = models.IntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in SendingState]), name="sending_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(way__in=[way.value for way in Way]), name="sending_way_known"
            ),
            models.UniqueConstraint(
                fields=["delivery", "way", "address"], nulls_distinct=False,
                condition=models.Q(way__in=["portal", "sms", "email", "messenger", "express", "post"]),
                name="sent_once_to_an_address",
            ),
            models.CheckConstraint(
                condition=models.Q(state="unknown", carrier__isnull=False)
                | ~models.Q(state="unknown"),
                name="unknown_names_its_carrier",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "way", "next_try_at", "id"], condition=models.Q(state="ready"), name="sending_to_hand"
            ),
            models.Index(
                fields=["carrier", "next_try_at", "id"], condition=models.Q(state="unknown"), name="sending_to_ask"
            ),
            models.Index(
                fields=["court", "way", "number"], condition=~models.Q(number=""), name="sending_by_number"
            ),
            models.Index(fields=["link_sha256"], condition=models.Q(link_sha256__isnull=False), name="sending_by_link"),
            models.Index(fields=["court", "made_at"], name="sending_by_day"),
            models.Index(fields=["court", "id"], condition=models.Q(state="dead"), name="sending_dead"),
        ]  # fmt: skip


class CarrierCall(models.Model):
    """One call about to be made to a carrier: a handing over, or a question what became of references. Committed before."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    carrier = models.ForeignKey(Carrier, on_delete=models.PROTECT, related_name="calls", db_index=False)
    asks = models.BooleanField(default=False)
    sendings = models.IntegerField()
    at = models.DateTimeField()


class SendingAttempt(models.Model):
    """That a sending was part of a call; its place among the sending's attempts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="tries")
    call = models.ForeignKey(CarrierCall, on_delete=models.PROTECT, related_name="tries", db_index=False)
    place = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sending", "place"], name="sending_attempt_once"),
        ]


class AttemptOutcome(models.Model):
    """How an attempt ended. An attempt without one was cut short: whether the carrier took it is not known."""

    attempt = models.OneToOneField(
        SendingAttempt, primary_key=True, on_delete=models.PROTECT, related_name="outcome"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    outcome = models.CharField(max_length=12)
    words = models.CharField(max_length=300, blank=True)
    took_ms = models.IntegerField()
    at = models.DateTimeField(db_default=Now())


class SendingEvent(models.Model):
    """Something that came back about a sending, or was done on it. `source_id` names it at its source: told twice, it counts
    once.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=16)
    on = models.DateField()
    source_id = models.CharField(max_length=100)
    body = models.JSONField(default=dict)
    noted_at = models.DateTimeField()
    noted_by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sending", "kind", "source_id"], name="event_counts_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in EventKind]), name="event_kind_known"
            ),
        ]


class Opening(models.Model):
    """Who stands behind a sending's page: wrong answers to the question, locks, and when the holder was known."""

    sending = models.OneToOneField(
        Sending, primary_key=True, on_delete=models.PROTECT, related_name="opening"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    wrong = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class ServiceProof(models.Model):
    """The proof pack of a delivery, as a document of the case: issued once for each state that it proves."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="proves_delivery"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="proofs")
    chain_head = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "chain_head"], name="proof_once_a_state"),
        ]
