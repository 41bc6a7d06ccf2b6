"""Orders of control and what the holders said to them; claims of people whom a control hits wrongly.

An order is one request to one unit about one asset of one debtor: its key exists once, its number never changes, and the
row never does. Receipts are appended, a later one beside the earlier.
"""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.documents.models import Document
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.inquiries.models.asking import Request
from zhixing.inquiries.models.assets import ASSETS, Asset
from zhixing.inquiries.models.units import Unit
from zhixing.inquiries.rules.controls import CLAIM_HOURS, ClaimGround, ClaimState
from zhixing.inquiries.wire.messages import Action, Result

_ACTIONS = [action.value for action in Action]


class ControlOrder(models.Model):
    """An order to a unit. `measure_id` is the key of the measure in a higher room; `key` makes the order exist once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    request = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="control")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="control_orders", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="control_orders", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="control_orders", db_index=False)
    asset = models.ForeignKey(
        Asset, null=True, on_delete=models.PROTECT, related_name="control_orders", db_index=False
    )
    action = models.CharField(max_length=20)
    asset_kind = models.CharField(max_length=20)
    identifier_sealed = models.BinaryField()
    identifier_index = models.BinaryField(max_length=16)
    identifier_masked = models.CharField(max_length=200)
    amount_fen = models.BigIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    original_number = models.CharField(max_length=140, blank=True)
    original_case_number = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=300)
    measure_id = models.UUIDField(null=True)
    key = models.CharField(max_length=200)
    ruling = models.ForeignKey(Document, on_delete=models.PROTECT, db_index=False, related_name="+")
    notice = models.ForeignKey(Document, on_delete=models.PROTECT, db_index=False, related_name="+")
    ordered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False)
    ordered_by_name = models.CharField(max_length=60)
    ordered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "key"], name="control_key_once"),
            models.CheckConstraint(condition=models.Q(action__in=_ACTIONS), name="control_action_known"),
            models.CheckConstraint(condition=models.Q(asset_kind__in=ASSETS), name="control_kind_known"),
            models.CheckConstraint(
                condition=models.Q(amount_fen=None) | models.Q(amount_fen__gt=0),
                name="control_amount_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None)
                | models.Q(starts_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="control_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case", "-ordered_at"], name="control_of_case"),
            models.Index(fields=["identifier_index", "unit"], name="control_of_identifier"),
            models.Index(fields=["asset"], condition=models.Q(asset__isnull=False), name="control_of_asset"),
            models.Index(
                fields=["measure_id"], condition=models.Q(measure_id__isnull=False), name="control_of_measure"
            ),
            models.Index(
                fields=["original_number"], condition=~models.Q(original_number=""), name="control_follows"
            ),
        ]


class ControlDoubt(models.Model):
    """Since when nobody knows whether an order that reached the unit was carried out. A receipt ends it; the row stays."""

    order = models.OneToOneField(
        ControlOrder, primary_key=True, on_delete=models.PROTECT, related_name="doubt"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    since = models.DateTimeField()


class ControlReceipt(models.Model):
    """What the holder said of an order: `place` 1 is its first word, later ones correct or complete it.

    `result` is controlled, partly or not_controlled. `message_number` is empty where the house itself stopped the order before
    it was sent (`reason` withheld-…). `watched_at` is when 智续 took it up.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    order = models.ForeignKey(ControlOrder, on_delete=models.PROTECT, related_name="receipts", db_index=False)
    place = models.IntegerField(default=1)
    result = models.CharField(max_length=20)
    actual_fen = models.BigIntegerField(null=True)
    available_fen = models.BigIntegerField(null=True)
    excess_fen = models.BigIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=400, blank=True)
    place_in_waiting = models.IntegerField(null=True)
    prior_measures = models.JSONField(default=list)
    priority_rights = models.JSONField(default=list)
    control_ref = models.CharField(max_length=80, blank=True)
    transfer_reference = models.CharField(max_length=80, blank=True)
    message_number = models.CharField(max_length=140, blank=True)
    body_sha256 = models.CharField(max_length=64)
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    watched_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "place"], name="receipt_place_once"),
            models.UniqueConstraint(
                fields=["order", "message_number"],
                condition=~models.Q(message_number=""),
                name="receipt_message_once",
            ),
            models.CheckConstraint(
                condition=models.Q(result__in=[result.value for result in Result]),
                name="receipt_result_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(result="not_controlled") | ~models.Q(reason=""), name="receipt_has_reason"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(watched_at=None), name="receipt_unwatched"),
        ]


class WrongPersonClaim(models.Model):
    """Somebody says that what is controlled is theirs and not the debtor's. Answered within 24 hours by two people."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    claimant_name = models.CharField(max_length=120)
    claimant_id_sealed = models.BinaryField()
    claimant_id_index = models.BinaryField(max_length=16)
    claimant_id_masked = models.CharField(max_length=40)
    phone_sealed = models.BinaryField(null=True)
    phone_masked = models.CharField(max_length=24, blank=True)
    account_sealed = models.BinaryField()
    account_masked = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=100, blank=True)
    words = models.CharField(max_length=500)
    evidence_file = models.CharField(max_length=200)
    evidence_name = models.CharField(max_length=160)
    evidence_sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    recorded_by_name = models.CharField(max_length=60)
    state = models.CharField(max_length=10, default=ClaimState.OPEN.value)
    releases = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lateness_noted = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(due_at=models.F("received_at") + timedelta(hours=CLAIM_HOURS)),
                name="claim_has_its_hours",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", releases=None, proposed_by=None, decided_by=None, reason="")
                | (models.Q(state="proposed", releases__isnull=False, proposed_by__isnull=False, decided_by=None)
                   & ~models.Q(reason=""))
                | models.Q(state__in=["releasing", "released"], releases=True, decided_by__isnull=False)
                | models.Q(state="refused", releases=False, decided_by__isnull=False),
                name="claim_state_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="claim_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) ^ models.Q(state__in=["released", "refused"]),
                name="claim_ends_with_its_state",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "due_at"],
                condition=models.Q(state__in=["open", "proposed", "releasing"]),
                name="claim_under_way",
            ),
            models.Index(fields=["court", "-received_at"], name="claim_latest"),
        ]


class ClaimedOrder(models.Model):
    """A control order that a claim concerns, by what it was found, and the order that releases it once two people agreed."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    claim = models.ForeignKey(
        WrongPersonClaim, on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    order = models.ForeignKey(ControlOrder, on_delete=models.PROTECT, related_name="claims")
    ground = models.CharField(max_length=10)
    is_chosen = models.BooleanField(default=True)
    release = models.ForeignKey(
        ControlOrder, null=True, on_delete=models.PROTECT, related_name="released_for"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["claim", "order"], name="claimed_order_once"),
            models.CheckConstraint(
                condition=models.Q(ground__in=[one.value for one in ClaimGround]), name="claim_ground_known"
            ),
        ]
