"""Whom has to be told what about money, and the public notice of money that nobody has claimed."""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.receipts import Receipt


class Told(StrEnum):
    """What a party is told."""

    ARRIVAL = "arrival"
    DEFERRAL = "deferral"
    PAYMENT = "payment"
    RETURN = "return"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"arrival": "到账", "deferral": "延缓发放", "payment": "已发放", "return": "付款退回"}[
            self.value
        ]


class TellingState(StrEnum):
    """Whether the party was told."""

    DUE = "due"
    TOLD = "told"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"due": "待告知", "told": "已告知"}[self.value]


class TellingDue(models.Model):
    """A party that must be told of a fact about money, in its words; sent by whatever carries messages.

    `fact` is the fact it follows from: each party is told of a fact once. Texts hold masked account numbers only.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tellings")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="tellings", db_index=False)
    fact = models.UUIDField()
    what = models.CharField(max_length=10)
    fen = models.BigIntegerField()
    text_zh = models.CharField(max_length=400)
    text_ko = models.CharField(max_length=400)
    due_on = models.DateField()
    state = models.CharField(max_length=6, default=TellingState.DUE.value)
    channel = models.CharField(max_length=20, blank=True)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    told_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["fact", "party"], name="told_of_a_fact_once"),
            models.CheckConstraint(
                condition=models.Q(state="due", told_at=None, channel="")
                | (models.Q(state="told", told_at__isnull=False) & ~models.Q(channel="")),
                name="told_when_and_how",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["court", "state", "due_on", "id"], name="telling_list")]


class PublicNotice(models.Model):
    """A month's public notice of unclaimed money (不明款认领公告): what it says, and the file that was stored once."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    month = models.DateField()
    nth = models.IntegerField()
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    total_fen = models.BigIntegerField()
    content = models.JSONField()
    engine = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    pages = models.IntegerField()
    file = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "month", "nth"], name="public_notice_once")
        ]


class PublicNoticeEntry(models.Model):
    """One receipt in a public notice."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="entries", db_index=False)
    receipt = models.OneToOneField(Receipt, on_delete=models.PROTECT, related_name="public_notice")
    place = models.IntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["notice", "place"], name="public_notice_place_once")
        ]
