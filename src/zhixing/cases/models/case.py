"""A case and what belongs to it.

Rows that state law or money are appended: a recovery is never edited, its reversal is a row of its own. Numbers of
persons, phones and accounts are stored sealed, with a keyed index for equality and a masked form for lists.
"""

from typing import ClassVar

from django.db import models

from zhixing.cases.rules.kinds import CaseStatus
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7


class CourtAccount(models.Model):
    """The court's case-funds account (案款专户) and how its bank writes sub-accounts (一案一账号)."""

    court = models.ForeignKey(Court, on_delete=models.PROTECT, related_name="accounts")
    holder = models.CharField(max_length=80)
    bank_name = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=34, blank=True)
    sub_account_scheme = models.CharField(max_length=80, default="{court_digits}{year}{sequence:06d}")
    is_default = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["court"], condition=models.Q(is_default=True), name="one_default_account"
            ),
            models.UniqueConstraint(
                fields=["court", "number"], condition=~models.Q(number=""), name="account_number_once"
            ),
        ]


class Case(models.Model):
    """An enforcement case."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=40)
    year = models.IntegerField()
    type_code = models.CharField(max_length=6)
    sequence = models.IntegerField()
    filed_on = models.DateField()
    officer_name = models.CharField(max_length=40)
    officer = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL)
    cause = models.CharField(max_length=60)
    sub_account = models.CharField(max_length=40)
    status = models.CharField(max_length=10, default=CaseStatus.OPEN.value)
    concluded_on = models.DateField(null=True)
    closing_kind = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "number"], name="case_number_once"),
            models.UniqueConstraint(fields=["court", "sub_account"], name="sub_account_once"),
            models.CheckConstraint(
                condition=models.Q(status="open", concluded_on=None, closing_kind="")
                | (models.Q(status="concluded", concluded_on__isnull=False) & ~models.Q(closing_kind="")),
                name="concluded_has_day_and_kind",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "status", "filed_on", "id"], name="case_list"),
            models.Index(fields=["officer", "status", "filed_on", "id"], name="case_of_officer"),
            models.Index(fields=["sequence"], name="case_by_sequence"),
            models.Index(fields=["court", "concluded_on"], name="case_by_conclusion"),
        ]


class Party(models.Model):
    """A party of a case. `name` is as written, `name_key` is for comparing.

    `sub_account` is a debtor's own number under the case's (一案一账号); empty for applicants and where the bank's scheme
    has no room for it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=10)
    position = models.SmallIntegerField()
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    id_kind = models.CharField(max_length=20)
    id_sealed = models.BinaryField()
    id_index = models.BinaryField(max_length=16)
    id_masked = models.CharField(max_length=24)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.BinaryField(max_length=16, null=True)
    phone_masked = models.CharField(max_length=24, blank=True)
    address = models.CharField(max_length=200, blank=True)
    bank_name = models.CharField(max_length=80, blank=True)
    account_sealed = models.BinaryField(null=True)
    account_index = models.BinaryField(max_length=16, null=True)
    account_masked = models.CharField(max_length=40, blank=True)
    sub_account = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "role", "position"], name="party_place_once"),
            models.UniqueConstraint(
                fields=["court", "sub_account"],
                condition=~models.Q(sub_account=""),
                name="debtor_account_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name_key"], opclasses=["varchar_pattern_ops"], name="party_by_name"),
            models.Index(fields=["id_index"], name="party_by_id"),
            models.Index(
                fields=["phone_index"], condition=models.Q(phone_index__isnull=False), name="party_by_phone"
            ),
        ]


class Relative(models.Model):
    """Somebody a debtor is or was married to, as the civil-affairs record says.

    The debtor is named by the index of the ID number, so the record holds for every case of the same person. Kept only
    for persons who are debtors here; where the record names no day of a divorce, `has_ended` alone says it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    person_index = models.BinaryField(max_length=16)
    relation = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    id_index = models.BinaryField(max_length=16)
    id_masked = models.CharField(max_length=24, blank=True)
    since = models.DateField(null=True)
    has_ended = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)
    source = models.CharField(max_length=200)
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["court", "person_index", "relation", "id_index", "name_key"], name="relative_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["name_key"], condition=models.Q(has_ended=False), name="relative_by_name"),
            models.Index(fields=["court", "-id"], name="relative_latest"),
        ]


class Title(models.Model):
    """The enforceable title (执行依据) of a case, and what it orders in money. Amounts in fen."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="title")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=80)
    effective_on = models.DateField()
    performance_ends_on = models.DateField(null=True)
    principal_fen = models.BigIntegerField()
    litigation_costs_fen = models.BigIntegerField(default=0)
    interest_from = models.DateField(null=True)
    rate_text = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(principal_fen__gt=0), name="principal_is_positive"),
            models.CheckConstraint(
                condition=models.Q(litigation_costs_fen__gte=0), name="costs_not_negative"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["principal_fen"], name="title_by_principal")]


class Recovery(models.Model):
    """Money that counts against the debt from the day `on`; a reversal is a negative row with its own reference."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="recoveries")
    on = models.DateField()
    fen = models.BigIntegerField()
    source = models.CharField(max_length=80, unique=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=~models.Q(fen=0), name="recovery_not_zero")]
        indexes: ClassVar = [models.Index(fields=["court", "on"], name="recovery_by_day")]


class CaseClock(models.Model):
    """A time limit that runs in a case. Done when what it asks for has happened.

    While a stay that law deducts runs, the limit stands still since `paused_since`; `due_on` holds the days deducted so far.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    due_on = models.DateField()
    is_provisional = models.BooleanField(default=False)
    paused_since = models.DateField(null=True)
    done_on = models.DateField(null=True)
    officer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "kind"], name="clock_once")]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "due_on", "id"], condition=models.Q(done_on=None), name="clock_running"
            ),
            models.Index(
                fields=["officer", "due_on", "id"], condition=models.Q(done_on=None), name="clock_of_officer"
            ),
        ]


class Suspension(models.Model):
    """Days that do not count: `not_counted` for clocks, `interest_stops` for the doubled part."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="suspensions")
    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    interest_stops = models.BooleanField(default=False)


class CaseRules(models.Model):
    """What a court sets for its cases where the ground was recalled and not held against the text."""

    court = models.OneToOneField(Court, primary_key=True, on_delete=models.PROTECT, related_name="case_rules")
    stayed_may_close = models.BooleanField(default=False)
    set_at = models.DateTimeField(null=True)
    set_by_name = models.CharField(max_length=60, blank=True)


class IntakeFile(models.Model):
    """A register file that was taken in, with what became of its rows."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    taken_by = models.CharField(max_length=60)
    accepted = models.IntegerField()
    refused = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["court", "-taken_at"], name="intake_latest")]
