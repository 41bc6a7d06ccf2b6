"""What is proposed to be controlled, and what is under control beyond the need.

A proposal belongs to a case; one of a case is open at a time. The officer who puts it forward and the person who approves
are two, and a set plainly beyond the need has a reason: the database keeps both. Estimates are only added.
"""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.freezes.rules.proposal_states import ExcessState, ProposalState
from zhixing.freezes.rules.protection import Verdict
from zhixing.inquiries.models import Asset, Unit


class ChoosingPolicy(models.Model):
    """What a court has changed of the rules of choosing, by name; `seen_until` is up to when its answers were looked at."""

    court = models.OneToOneField(
        Court, primary_key=True, on_delete=models.PROTECT, related_name="choosing_policy"
    )
    changed = models.JSONField(default=dict)
    seen_until = models.DateTimeField(null=True)
    set_at = models.DateTimeField(null=True)
    set_by_name = models.CharField(max_length=60, blank=True)


class AssetEstimate(models.Model):
    """What a person of the court thinks an asset is worth, whole and unburdened, and on what ground. The latest counts."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="estimates", db_index=False)
    fen = models.BigIntegerField()
    basis = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    by_name = models.CharField(max_length=60)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(fen__gt=0), name="estimate_positive"),
            models.CheckConstraint(condition=~models.Q(basis=""), name="estimate_has_basis"),
        ]
        indexes: ClassVar = [models.Index(fields=["asset", "-id"], name="estimate_of_asset")]


class ProposalLook(models.Model):
    """How many answers about a case's debtors had come when its assets were last looked at; a further one is looked at anew.

    `excess_seen` is the day and the sums at which its control was last held against the need.
    """

    case = models.OneToOneField(
        Case, primary_key=True, on_delete=models.PROTECT, related_name="proposal_look"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    answers = models.IntegerField(default=0)
    excess_seen = models.CharField(max_length=80, blank=True)
    looked_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["court", "looked_at"], name="look_by_day")]


class ControlProposal(models.Model):
    """Assets proposed to be controlled for a case. The figures are those of the day `debt_on`; `basis` holds the steps."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="control_proposals", db_index=False)
    state = models.CharField(max_length=10, default=ProposalState.DRAFT.value)
    is_automatic = models.BooleanField(default=False)
    is_edited = models.BooleanField(default=False)
    debt_on = models.DateField()
    need_fen = models.BigIntegerField()
    controlled_fen = models.BigIntegerField()
    chosen_fen = models.BigIntegerField()
    gap_fen = models.BigIntegerField()
    excess_fen = models.BigIntegerField()
    is_plain_excess = models.BooleanField(default=False)
    is_excused = models.BooleanField(default=False)
    excess_words = models.CharField(max_length=300, blank=True)
    excess_reason = models.CharField(max_length=300, blank=True)
    basis = models.JSONField(default=list)
    proposed_at = models.DateTimeField()
    proposed_by_name = models.CharField(max_length=60)
    changed_at = models.DateTimeField()
    submitted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    submitted_by_name = models.CharField(max_length=60, blank=True)
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    approved_by_name = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=300, blank=True)
    discarded_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["draft", "submitted"]),
                name="proposal_open_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", submitted_by=None, approved_by=None)
                | models.Q(state="submitted", submitted_by__isnull=False, submitted_at__isnull=False, approved_by=None)
                | models.Q(state="approved", submitted_by__isnull=False, approved_by__isnull=False,
                           approved_at__isnull=False)
                | (models.Q(state="discarded", approved_by=None) & ~models.Q(discarded_because="")),
                name="proposal_state_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by=None) | ~models.Q(approved_by=models.F("submitted_by")),
                name="proposal_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(is_plain_excess=False)
                | models.Q(is_excused=True)
                | models.Q(state__in=["draft", "discarded"])
                | ~models.Q(excess_reason=""),
                name="proposal_excess_has_reason",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["case", "-proposed_at"], name="proposal_of_case"),
            models.Index(fields=["court", "state", "changed_at"], name="proposal_list"),
        ]


class ProposalItem(models.Model):
    """One asset in a proposal, chosen or left out, with the sentence why. Its key towards the unit is `proposal:<id>`.

    `counted_fen` is what the asset is worth to the case, `amount_fen` what to order of money. An asset that may not be
    controlled can never be chosen; one that needs a person's judgement only with the reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    proposal = models.ForeignKey(
        ControlProposal, on_delete=models.PROTECT, related_name="items", db_index=False
    )
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="proposal_items", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, db_index=False)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, db_index=False)
    action = models.CharField(max_length=20)
    verdict = models.CharField(max_length=10)
    rank = models.SmallIntegerField()
    is_divisible = models.BooleanField()
    counted_fen = models.BigIntegerField()
    amount_fen = models.BigIntegerField(null=True)
    is_chosen = models.BooleanField()
    is_by_hand = models.BooleanField(default=False)
    hand_reason = models.CharField(max_length=300, blank=True)
    why = models.CharField(max_length=400)
    steps = models.JSONField(default=list)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    order_id = models.UUIDField(null=True)
    order_number = models.CharField(max_length=140, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "asset"], name="proposal_asset_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=[one.value for one in Verdict]), name="proposal_verdict_known"
            ),
            models.CheckConstraint(
                condition=models.Q(is_chosen=False) | ~models.Q(verdict="never"),
                name="proposal_never_protected",
            ),
            models.CheckConstraint(
                condition=models.Q(is_chosen=False) | ~models.Q(verdict="person") | ~models.Q(hand_reason=""),
                name="proposal_person_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_fen=None) | models.Q(amount_fen__gt=0),
                name="proposal_amount_positive",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["asset"], condition=models.Q(is_chosen=True), name="proposal_chose_asset"),
        ]


class ExcessFinding(models.Model):
    """Control of a case goes plainly beyond the need: found on a day, to be released on it; `releases` says what.

    `batch_id` is the batch of releases drafted for it. Two people may decide to keep it with a reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="excess_findings", db_index=False)
    state = models.CharField(max_length=12, default=ExcessState.OPEN.value)
    found_at = models.DateTimeField()
    due_on = models.DateField()
    need_fen = models.BigIntegerField()
    held_fen = models.BigIntegerField()
    tolerance_fen = models.BigIntegerField()
    releases = models.JSONField()
    basis = models.JSONField(default=list)
    batch_id = models.UUIDField(null=True)
    keep_reason = models.CharField(max_length=300, blank=True)
    keep_asked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    keep_asked_by_name = models.CharField(max_length=60, blank=True)
    keep_agreed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    keep_agreed_by_name = models.CharField(max_length=60, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(state__in=["open", "keep_asked"]), name="excess_open_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", keep_asked_by=None, keep_agreed_by=None, ended_at=None)
                | (models.Q(state="keep_asked", keep_asked_by__isnull=False, keep_agreed_by=None, ended_at=None)
                   & ~models.Q(keep_reason=""))
                | (models.Q(state="kept", keep_asked_by__isnull=False, keep_agreed_by__isnull=False,
                            ended_at__isnull=False) & ~models.Q(keep_reason=""))
                | models.Q(state="over", ended_at__isnull=False),
                name="excess_state_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(keep_agreed_by=None) | ~models.Q(keep_agreed_by=models.F("keep_asked_by")),
                name="excess_kept_by_two_people",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(
                fields=["court", "due_on"],
                condition=models.Q(state__in=["open", "keep_asked"]),
                name="excess_open",
            ),
            models.Index(fields=["case", "-found_at"], name="excess_of_case"),
        ]
