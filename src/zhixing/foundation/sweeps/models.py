"""Runs of sweeps and what no retry could mend."""

from typing import ClassVar

from django.db import models

from zhixing.foundation.keys import uuid7


class SweepRun(models.Model):
    """One run of a sweep: open while `finished_at` is empty; `outcome` is done, failed or overdue."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    name = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.BigIntegerField(default=0)
    outcome = models.CharField(max_length=10, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "-started_at"], name="run_by_name")]


class Failure(models.Model):
    """A piece of work that failed: retried with growing pauses, then left as a dead letter for a person."""

    sweep = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.TextField()
    first_at = models.DateTimeField()
    dead_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sweep", "subject"], condition=models.Q(resolved_at=None), name="failure_open_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["-dead_at"], name="failure_dead")]
