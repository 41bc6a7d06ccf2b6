"""Documents set ahead of being issued."""

from typing import ClassVar

from django.db import models

from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class ReadyPage(models.Model):
    """A document that was set ahead, with room for its signature, so that issuing it only signs.

    `key` is the fingerprint of everything that it says and of what it was set with, its number and day among them; a
    document that says anything else does not find it. The file lies at `file` and is used only as long as its hash is
    `sha256`; the rest is where the time and the signature go.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    unsigned_sha256 = models.CharField(max_length=64)
    unsigned_size = models.IntegerField()
    pages = models.IntegerField()
    dated_at = models.IntegerField()
    hole_start = models.IntegerField()
    hole_end = models.IntegerField()
    set_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "key"], name="ready_page_once"),
        ]

    @property
    def file(self) -> str:
        """Where the prepared file lies among the stored files."""
        return f"ready/{self.court_id}/{self.sha256}.pdf"
