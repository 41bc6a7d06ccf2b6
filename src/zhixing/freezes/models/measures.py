"""Measures under watch and what happened to them.

A measure keeps what the office wrote and beside it the last day to rely on. Events are appended. A measure
without an end keeps none and is red until a person supplies it.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.freezes.rules.gaps import GapKind
from zhixing.freezes.rules.stages import MeasureStage

__all__ = [
    "EventKind",
    "Gap",
    "GapKind",
    "LedgerFile",
    "Measure",
    "MeasureEvent",
    "MeasureStage",
    "MeasureState",
    "NightlyCheck",
    "Pending",
]


class MeasureState(StrEnum):
    """What is stored of a measure's standing; whether it has lapsed follows from the day."""

    WATCHED = "watched"
    NO_END = "no_end"
    RELEASED = "released"


class EventKind(StrEnum):
    """What can happen to a measure."""

    IMPORTED = "imported"
    SHORTENED = "shortened"
    END_ENTERED = "end_entered"
    END_CORRECTED = "end_corrected"
    RELEASED = "released"
    ENTERED_FROM_PAPER = "entered_from_paper"
    LINKED = "linked"
    CONTROLLED = "controlled"
    PARTLY = "partly"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    CARRIED_OVER = "carried_over"
    RENEWAL_DRAFTED = "renewal_drafted"
    RENEWAL_WITHDRAWN = "renewal_withdrawn"
    RENEWAL_SENT = "renewal_sent"
    RENEWED = "renewed"
    RENEWAL_PARTLY = "renewal_partly"
    RENEWAL_REFUSED = "renewal_refused"
    RELEASE_DRAFTED = "release_drafted"
    RELEASE_WITHDRAWN = "release_withdrawn"
    RELEASE_SENT = "release_sent"
    RELEASE_REFUSED = "release_refused"
    PARTLY_RELEASED = "partly_released"
    DELIVERED = "delivered"
    WAITING_ADVANCED = "waiting_advanced"
    WAITING_EFFECTIVE = "waiting_effective"
    WAITING_MOVED_UP = "waiting_moved_up"
    NOT_RENEWED_ASKED = "not_renewed_asked"
    NOT_RENEWED = "not_renewed"
    NOT_RENEWED_REFUSED = "not_renewed_refused"
    HANDED_OVER = "handed_over"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _EVENT_LABELS[self.value]


_EVENT_LABELS = {
    "imported": "由手工台账接管",
    "shortened": "按法定最长期限缩短",
    "end_entered": "补录届满日",
    "end_corrected": "更正届满日",
    "released": "解除",
    "entered_from_paper": "由纸质文书登记",
    "linked": "台账续行并入首次措施",
    "controlled": "协助单位已控制",
    "partly": "协助单位部分控制",
    "refused": "协助单位未控制",
    "unknown": "协助单位结果不明",
    "carried_over": "保全转为执行措施",
    "renewal_drafted": "拟续行",
    "renewal_withdrawn": "撤回续行",
    "renewal_sent": "已发出续行",
    "renewed": "协助单位已续行",
    "renewal_partly": "协助单位部分续行",
    "renewal_refused": "协助单位未续行",
    "release_drafted": "拟解除",
    "release_withdrawn": "撤回解除",
    "release_sent": "已发出解除",
    "release_refused": "协助单位未解除",
    "partly_released": "协助单位已解除超出部分",
    "delivered": "纸质文书已送达",
    "waiting_advanced": "在先措施已失效，待协助单位确认",
    "waiting_effective": "轮候转为正式",
    "waiting_moved_up": "在先措施减少，轮候顺位前移",
    "not_renewed_asked": "提请不再续行",
    "not_renewed": "批准不再续行",
    "not_renewed_refused": "不同意不再续行",
    "handed_over": "移交其他法院",
}


class Pending(StrEnum):
    """How far a renewal or a release of a measure has come. Only the holder's receipt ends it well."""

    NONE = ""
    DRAFTED = "drafted"
    APPROVED = "approved"
    SENT = "sent"
    BY_HAND = "by_hand"
    REFUSED = "refused"


class Measure(models.Model):
    """A freeze, seal or seizure. `ends_on` is the last day to rely on, `stated_end` the cell as the office wrote it.

    `row_key` and `copy_number` keep the same ledger from being taken over twice, and keep two equal rows of it apart.
    `order_number`, `unit_id` and `asset_id` say which control order made it, at which unit, of which asset; they are empty
    for measures on paper. `confirmed_until` is the end the holder's last receipt states, `term_starts_on` the first day of
    the term that runs now when it is not the first. A waiting measure stands at `place` behind `waits_behind` (of this
    house) and `ahead` (of others, the last of them until `ahead_until`); `advanced_on` is the day on which none of them
    was left, before the holder confirmed. `renewal` and `lifting` say how far each has come, and since when. `trouble` is the holder's last word when it was not a plain yes.
    `value_fen` is what is lost with the measure: its amount, at most what is owed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="measures", db_index=False)
    debtor = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, db_index=False)
    debtor_written = models.CharField(max_length=500)
    asset_class = models.CharField(max_length=10)
    special = models.CharField(max_length=20, blank=True)
    asset_kind = models.CharField(max_length=500)
    description = models.CharField(max_length=500, blank=True)
    holder = models.CharField(max_length=500, blank=True)
    action = models.CharField(max_length=10)
    is_renewal = models.BooleanField(default=False)
    is_waiting = models.BooleanField(default=False)
    starts_on = models.DateField()
    stated_end = models.CharField(max_length=500, blank=True)
    stated_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    amount_fen = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, default="ledger")
    state = models.CharField(max_length=10)
    confirmed_by_holder = models.BooleanField(default=False)
    officer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False)
    flags = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    released_on = models.DateField(null=True)
    row_key = models.BinaryField(max_length=16)
    copy_number = models.SmallIntegerField(default=1)
    order_number = models.CharField(max_length=80, blank=True, db_default="")
    unit_id = models.UUIDField(null=True)
    asset_id = models.UUIDField(null=True)
    term_starts_on = models.DateField(null=True)
    confirmed_until = models.DateField(null=True)
    value_fen = models.BigIntegerField(null=True)
    renews = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="renewed_by", db_index=False
    )
    waits_behind = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="waiting", db_index=False
    )
    place = models.SmallIntegerField(null=True)
    ahead = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    ahead_until = models.DateField(null=True)
    advanced_on = models.DateField(null=True)
    stage = models.CharField(max_length=12, blank=True, db_default="")
    original_case_number = models.CharField(max_length=80, blank=True, db_default="")
    entrusted_by = models.CharField(max_length=200, blank=True, db_default="")
    handed_over_to = models.CharField(max_length=200, blank=True, db_default="")
    handed_over_on = models.DateField(null=True)
    renewal = models.CharField(max_length=10, blank=True, db_default="")
    lifting = models.CharField(max_length=10, blank=True, db_default="")
    renewal_since = models.DateField(null=True)
    lifting_since = models.DateField(null=True)
    trouble = models.CharField(max_length=12, blank=True, db_default="")
    trouble_words = models.CharField(max_length=400, blank=True, db_default="")
    do_not_renew_reason = models.CharField(max_length=200, blank=True, db_default="")
    do_not_renew_by = models.CharField(max_length=60, blank=True, db_default="")
    do_not_renew_approved_by = models.CharField(max_length=60, blank=True, db_default="")
    do_not_renew_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "row_key", "copy_number"], name="measure_once"),
            models.CheckConstraint(
                condition=models.Q(state="watched", ends_on__isnull=False, released_on=None)
                | models.Q(state="no_end", ends_on=None, released_on=None)
                | models.Q(state="released", released_on__isnull=False),
                name="measure_state_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="measure_ends_after_start",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "ends_on", "id"], include=["officer"], condition=models.Q(state="watched"), name="measure_due"
            ),
            models.Index(
                fields=["officer", "ends_on", "id"], condition=models.Q(state="watched"), name="measure_due_officer"
            ),
            models.Index(fields=["court", "id"], condition=models.Q(state="no_end"), name="measure_no_end"),
            models.Index(fields=["officer", "id"], condition=models.Q(state="no_end"), name="measure_no_end_officer"),
            models.Index(fields=["court", "-released_on", "id"], condition=models.Q(state="released"),
                         name="measure_released"),
            models.Index(fields=["court", "id"], condition=~models.Q(trouble="") & ~models.Q(state="released"),
                         name="measure_in_trouble"),
            models.Index(
                fields=["court", "ends_on", "id"],
                condition=(~models.Q(renewal="") | ~models.Q(lifting="") | ~models.Q(do_not_renew_reason=""))
                & ~models.Q(state="released"),
                name="measure_under_way",
            ),
            models.Index(fields=["order_number"], condition=~models.Q(order_number=""), name="measure_by_order"),
            models.Index(
                fields=["court", "id"],
                condition=models.Q(is_waiting=True, advanced_on__isnull=False) & ~models.Q(state="released"),
                name="measure_advanced",
            ),
            models.Index(fields=["asset_id"], condition=models.Q(asset_id__isnull=False), name="measure_of_asset"),
            models.Index(fields=["waits_behind"], condition=models.Q(waits_behind__isnull=False),
                         name="measure_waiting_behind"),
            models.Index(fields=["renews"], condition=models.Q(renews__isnull=False), name="measure_renewing"),
            models.Index(fields=["court", "id"], condition=models.Q(is_waiting=True) & ~models.Q(state="released"),
                         name="measure_waiting"),
            models.Index(fields=["case", "court", "officer"], condition=~models.Q(state="released"),
                         name="measure_of_open_case"),
            models.Index(fields=["court", "officer", "id"],
                         condition=models.Q(confirmed_by_holder=False) & ~models.Q(state="released"),
                         name="measure_no_receipt"),
            models.Index(fields=["court", "id"], condition=models.Q(officer=None) & ~models.Q(state="released"),
                         name="measure_no_owner"),
            models.Index(fields=["court", "id"], condition=models.Q(holder="") & ~models.Q(state="released"),
                         name="measure_no_holder"),
            models.Index(fields=["court", "id"],
                         condition=models.Q(handed_over_on__isnull=False) & ~models.Q(state="released"),
                         name="measure_handed_over"),
        ]  # fmt: skip


class MeasureEvent(models.Model):
    """One thing that happened to a measure. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="events", db_index=False)
    kind = models.CharField(max_length=20)
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=60)
    body = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["measure", "at", "id"], name="event_of_measure")]


class Gap(models.Model):
    """Something the nightly check found missing on a measure; cleared when it is no longer so.

    That a holder has not confirmed is no row here, or most of a hand-kept ledger would be rows: it is read from the measures
    that the last check looked at.
    """

    # Measures are never deleted; a constraint would lock and write each of them for every gap.
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, related_name="gaps", db_index=False, db_constraint=False
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=20)
    found_on = models.DateField()
    cleared_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["measure", "kind"], condition=models.Q(cleared_on=None), name="gap_open_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "kind", "measure"], condition=models.Q(cleared_on=None), name="gap_open"
            )
        ]


class NightlyCheck(models.Model):
    """The last nightly check of a court: `through` is the key of the last measure it looked at."""

    court = models.OneToOneField(Court, primary_key=True, on_delete=models.PROTECT)
    on = models.DateField()
    through = models.UUIDField()
    at = models.DateTimeField()


class LedgerFile(models.Model):
    """A hand-kept ledger that was taken over, with what became of its rows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)
    imported = models.IntegerField()
    duplicates = models.IntegerField()
    flagged = models.JSONField()
    refused = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["court", "-taken_at"], name="ledger_latest")]
