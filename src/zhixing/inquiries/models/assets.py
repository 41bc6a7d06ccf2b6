"""What units said a debtor has, and what must be kept apart from it.

An asset belongs to a person, named by the index of the ID number, so it is one asset in every case of the same debtor.
Only a row that passed the identity gate becomes an asset; namesakes and open conflicts live in tables of their own, which
no control order can name. Replies, sightings and changes are appended.
"""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.inquiries.models.asking import Request
from zhixing.inquiries.rules.assets import BurdenKind, ChangeKind, Ownership
from zhixing.inquiries.rules.identity import ConflictState
from zhixing.inquiries.rules.kinds import AssetKind, Result

ASSETS = tuple(kind.value for kind in AssetKind if kind is not AssetKind.MARRIAGE)
"""A marriage is no asset."""


class ReadReply(models.Model):
    """A reply whose rows were read: of which unit, about whom, as of when, with what counts. `digest` makes it exist once
    among what its unit said of the person, so that replies about one person lie together in the one index there is.

    The rows of hot tables name court, request and unit without a constraint: each would cost a look-up per row, and the
    request they come from was read in the same transaction.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    digest = models.BinaryField(max_length=32)
    request = models.ForeignKey(
        Request,
        null=True,
        on_delete=models.PROTECT,
        related_name="read_replies",
        db_index=False,
        db_constraint=False,
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    person_index = models.BinaryField(max_length=16)
    unit_code = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=100)
    items = models.JSONField(default=list)
    result = models.CharField(max_length=10)
    as_of = models.DateField()
    read_at = models.DateTimeField()
    rows = models.IntegerField()
    ours = models.IntegerField()
    apart = models.IntegerField()
    conflicts = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_index", "court", "unit_code", "digest"], name="reply_read_once"
            ),
            models.CheckConstraint(
                condition=models.Q(result__in=[one.value for one in Result]), name="read_result_known"
            ),
        ]


class Asset(models.Model):
    """One asset of one person: `identifier` is normalised; where it is secret it is sealed, indexed and masked here.

    `content` is what the newest reply said, `digest` stands for it; the columns beside it are what lists and control read.
    `gone_on` is the day since which the unit that reported it no longer does.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    person_index = models.BinaryField(max_length=16)
    debtor_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    identifier = models.CharField(max_length=200)
    identifier_index = models.BinaryField(max_length=16)
    named_as_sealed = models.BinaryField(null=True)
    named_as = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=200)
    ownership = models.CharField(max_length=10)
    share = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    amount_fen = models.BigIntegerField(null=True)
    available_fen = models.BigIntegerField(null=True)
    controlled_fen = models.BigIntegerField(null=True)
    status = models.CharField(max_length=120, blank=True)
    location = models.CharField(max_length=300, blank=True)
    use_ends_on = models.DateField(null=True)
    protections = models.JSONField(default=list)
    content = models.JSONField()
    digest = models.BinaryField(max_length=16)
    unit_code = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=100)
    as_of = models.DateField()
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    gone_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_index", "court", "kind", "identifier_index"], name="asset_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=ASSETS), name="asset_kind_known"),
            models.CheckConstraint(
                condition=models.Q(ownership__in=[one.value for one in Ownership]),
                name="asset_ownership_known",
            ),
        ]


class Sighting(models.Model):
    """One reply said one asset is there. `content` only where it differs from what the asset said before."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    asset = models.ForeignKey(
        Asset, on_delete=models.PROTECT, related_name="sightings", db_index=False, db_constraint=False
    )
    reply = models.ForeignKey(ReadReply, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    row_ref = models.CharField(max_length=60)
    as_of = models.DateField()
    seen_at = models.DateTimeField()
    digest = models.BinaryField(max_length=16)
    content = models.JSONField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["asset", "-id"], name="sighting_of_asset")]


class AssetChange(models.Model):
    """What a later query brought that the one before had not. The first query of a unit about a person brings none."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="changes", db_index=False)
    reply = models.ForeignKey(ReadReply, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    kind = models.CharField(max_length=20)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)
    as_of = models.DateField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[one.value for one in ChangeKind]), name="asset_change_known"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["asset", "-id"], name="change_of_asset")]


class Encumbrance(models.Model):
    """A mortgage, pledge or other priority right on an asset; `gone_on` since a reply no longer names it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="encumbrances", db_index=False)
    key = models.CharField(max_length=240)
    kind = models.CharField(max_length=10)
    holder = models.CharField(max_length=160, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    seen_on = models.DateField()
    gone_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asset", "key"], name="encumbrance_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[one.value for one in BurdenKind]), name="encumbrance_known"
            ),
        ]


class PriorMeasure(models.Model):
    """A measure of somebody that stood on the asset before ours. `place` is the place in waiting, 0 when in force."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="prior_measures", db_index=False)
    key = models.CharField(max_length=400)
    authority = models.CharField(max_length=120, blank=True)
    document = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=40)
    place = models.IntegerField(default=0)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    written = models.CharField(max_length=400, blank=True)
    seen_on = models.DateField()
    gone_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["asset", "key"], name="prior_measure_once"),
        ]


class Namesake(models.Model):
    """Somebody a unit named who is not the debtor: shown greyed, masked, and never an asset, so nothing can be done to it."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    person_index = models.BinaryField(max_length=16)
    holder_index = models.BinaryField(max_length=16)
    unit_code = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    name_masked = models.CharField(max_length=200)
    id_masked = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=20)
    why = models.CharField(max_length=200)
    row_ref = models.CharField(max_length=60)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_index", "court", "unit_code", "kind", "holder_index"], name="namesake_once"
            ),
        ]


class IdentityConflict(models.Model):
    """A row of which number and name do not both agree. Open until one person decides with a reason and another agrees.

    `row_sealed` is the row as the unit sent it: it may be a stranger's.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="identity_conflicts")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False)
    person_index = models.BinaryField(max_length=16)
    row_index = models.BinaryField(max_length=16)
    reply = models.ForeignKey(ReadReply, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    unit_code = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    holder_name = models.CharField(max_length=200)
    id_masked = models.CharField(max_length=40, blank=True)
    ground = models.CharField(max_length=20)
    why = models.CharField(max_length=200)
    row_ref = models.CharField(max_length=60)
    row_sealed = models.BinaryField()
    as_of = models.DateField()
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, default=ConflictState.OPEN.value)
    is_ours = models.BooleanField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, db_index=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_index", "court", "unit_code", "row_index"], name="conflict_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state="open", is_ours=None, proposed_by=None, decided_by=None, reason="", asset=None
                )
                | models.Q(state="proposed", is_ours__isnull=False, proposed_by__isnull=False, decided_by=None, asset=None)
                | models.Q(state="ours", is_ours=True, proposed_by__isnull=False, decided_by__isnull=False)
                | models.Q(state="apart", is_ours=False, proposed_by__isnull=False, decided_by__isnull=False, asset=None),
                name="conflict_state_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="conflict_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open") | ~models.Q(reason=""), name="conflict_has_reason"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "found_at", "id"],
                condition=models.Q(state__in=["open", "proposed"]),
                name="conflict_waiting",
            ),
        ]


class SpouseLead(models.Model):
    """A spouse the civil-affairs office names: sealed whole, opened by an officer with a reason, each look a fact."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    person_index = models.BinaryField(max_length=16)
    spouse_index = models.BinaryField(max_length=16)
    content_sealed = models.BinaryField()
    unit_code = models.CharField(max_length=60)
    unit_name = models.CharField(max_length=100)
    as_of = models.DateField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_index", "court", "spouse_index"], name="spouse_lead_once"
            ),
        ]


class SpouseLook(models.Model):
    """Somebody opened a spouse lead: who, in which case, why. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    lead = models.ForeignKey(SpouseLead, on_delete=models.PROTECT, related_name="looks")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False)
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="spouse_look_has_reason"),
        ]
