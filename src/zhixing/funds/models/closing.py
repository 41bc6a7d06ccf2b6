"""Closed days and months, and the signed three-way statements they rest on. Rows are only ever added.

A court's books are closed *through* a date: no journal can be dated on it or before it any more (`sql/closed_periods.sql`).
What comes to light later is dated on the first open day, and a `LateEntry` keeps the day it belongs to.
"""

from enum import StrEnum
from typing import ClassVar

from django.db import models

from zhixing.cases.models import CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.funds.models.books import Journal


class ClosingKind(StrEnum):
    """A day is closed by the accountant, a month by the accountant and the bureau chief."""

    DAY = "day"
    MONTH = "month"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"day": "日结", "month": "月结"}[self.value]


class DailyProof(models.Model):
    """The three ways of one account at the end of one day, in one written form, signed by the house.

    `content` is canonical JSON; `sha256` is its hash, `signature` the Ed25519 signature over that hash. A day whose
    figures changed before it was closed has several: the latest stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=60)
    ledger_fen = models.BigIntegerField()
    statement_fen = models.BigIntegerField()
    difference_fen = models.BigIntegerField()
    is_even = models.BooleanField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    key_id = models.CharField(max_length=16)
    signature = models.CharField(max_length=128)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["bank_account", "-on", "-id"], name="proof_latest")]


class ClosingProposal(models.Model):
    """The accountant has checked a month and asks for its closing; the figures are those of that moment."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    closed_through = models.DateField()
    figures_sha256 = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=40)
    proposed_by_name = models.CharField(max_length=60)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["court", "-closed_through", "-id"], name="closing_proposal_latest")
        ]


class Closing(models.Model):
    """The books of a court are closed through a date. `statement_sha256` covers the signed statements of all accounts.

    Four eyes: whoever prepared a month cannot confirm it. `closed_by` and `confirmed_by` are keys (user:5).
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    kind = models.CharField(max_length=5)
    closed_through = models.DateField()
    figures = models.JSONField()
    statement_sha256 = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=40)
    closed_by_name = models.CharField(max_length=60)
    confirmed_by = models.CharField(max_length=40, blank=True)
    confirmed_by_name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "kind", "closed_through"], name="closing_once"),
            models.CheckConstraint(
                condition=models.Q(kind="day", confirmed_by="")
                | (
                    models.Q(kind="month")
                    & ~models.Q(confirmed_by="")
                    & ~models.Q(confirmed_by=models.F("closed_by"))
                ),
                name="closing_four_eyes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["court", "-closed_through"], name="closing_latest")]


class LateEntry(models.Model):
    """A journal that belongs to a closed day and was therefore dated later. `bank_fen` is what it did to the bank."""

    journal = models.OneToOneField(
        Journal, primary_key=True, on_delete=models.PROTECT, related_name="late", db_constraint=False
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    bank_account = models.ForeignKey(CourtAccount, on_delete=models.PROTECT, db_index=False)
    true_on = models.DateField()
    booked_on = models.DateField()
    bank_fen = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(booked_on__gt=models.F("true_on")), name="late_entry_is_later"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["bank_account", "true_on"], name="late_entry_by_day")]
