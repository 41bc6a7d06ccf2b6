"""What stands beside an issued document: its sentences taken apart, its editions in two languages, its check code."""

from typing import Any, ClassVar

from django.db import models

from zhixing.documents.models.issued import Document
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Spoken(models.Model):
    """An issued document taken apart: its blocks with what was filled in marked, and the wordings it was written in.

    `wordings` lists the versions of the court's own wording, each with the hash of its text.
    """

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="spoken"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    blocks: "models.JSONField[Any, Any]" = models.JSONField()
    wordings: "models.JSONField[Any, Any]" = models.JSONField(default=list)


class Edition(models.Model):
    """An issued document in two languages. The Chinese governs; `is_confirmed` when a translator confirmed every passage.

    `sources` lists what the passages came from; `content` and `engine` make the same bytes again. Only a confirmed
    edition bears the court's signature.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="editions")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    language = models.CharField(max_length=8)
    content: "models.JSONField[Any, Any]" = models.JSONField()
    content_sha256 = models.CharField(max_length=64)
    sources: "models.JSONField[Any, Any]" = models.JSONField()
    untranslated = models.IntegerField()
    is_confirmed = models.BooleanField()
    engine = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    unsigned_sha256 = models.CharField(max_length=64)
    pages = models.IntegerField()
    size = models.IntegerField()
    file = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "language", "content_sha256", "engine"], name="edition_once"
            ),
        ]


class CheckCode(models.Model):
    """What is kept of the code printed on a document, by which anybody may ask whether it is genuine."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="check_code"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    code_sha256 = models.BinaryField(unique=True)
