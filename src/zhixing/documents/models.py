"""Documents that were issued: what they say, the number they bear, the file that was stored once."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class Document(models.Model):
    """A numbered document of a case.

    `nth` counts the documents of one kind in the case from 1 and gives the suffix 之一, 之二. `content` is what the
    typesetter was given, `engine` with what it was set, so that the same bytes can be made again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    recipient = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    nth = models.IntegerField()
    number = models.CharField(max_length=60)
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    content = models.JSONField()
    engine = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    pages = models.IntegerField()
    size = models.IntegerField()
    file = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "kind", "nth"], name="document_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["court", "-issued_at", "-id"], name="document_latest")]


class Signature(models.Model):
    """How an issued document was sealed. The file begins with the unsigned bytes, which can still be made again."""

    document = models.OneToOneField(
        Document, primary_key=True, on_delete=models.PROTECT, related_name="signature"
    )
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    provider = models.CharField(max_length=40)
    level = models.CharField(max_length=20)
    certificate_sha256 = models.CharField(max_length=64)
    unsigned_sha256 = models.CharField(max_length=64)
    unsigned_size = models.IntegerField()
    signed_at = models.DateTimeField()
