"""Documents that were issued: what they say, the number they bear, the file that was stored once."""

import base64
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.cases.personal import keys
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, seal_content, unseal_content

_SEALED = "sealed"


def sealed_content(data: Mapping[str, Any]) -> dict[str, str]:
    """What a document says as its row keeps it when it shows a person's number in full: packed and sealed."""
    whole = json.dumps(data, ensure_ascii=False).encode()
    return {_SEALED: base64.b64encode(seal_content(keys(), whole, purpose=Purpose.DOCUMENT)).decode("ascii")}


class Document(models.Model):
    """A numbered document of a case.

    `nth` counts the documents of one series in the case from 1 and gives the suffix 之一, 之二; all rulings are one series.
    `content` is what the typesetter was given (read it through `said`), `engine` with what it was set, so that the same
    bytes can be made again. What goes to somebody who is no party, or to all of them, names an `addressee`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="documents")
    recipient = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="documents")
    addressee = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=40)
    series = models.CharField(max_length=40)
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
            models.UniqueConstraint(fields=["case", "series", "nth"], name="document_number_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["court", "-issued_at", "-id"], name="document_latest")]

    @property
    def said(self) -> dict[str, Any]:
        """What the typesetter was given, opened where it is kept sealed."""
        content: dict[str, Any] = self.content
        if _SEALED not in content:
            return content
        opened: dict[str, Any] = json.loads(
            unseal_content(keys(), base64.b64decode(content[_SEALED]), purpose=Purpose.DOCUMENT)
        )
        return opened

    @property
    def goes_to(self) -> str:
        """Whom the document speaks to, by name."""
        return self.addressee or (self.recipient.name if self.recipient else "")


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
    set_at = models.DateTimeField(null=True)
    """The time that the unsigned bytes bear, where they were set before the document was issued."""
