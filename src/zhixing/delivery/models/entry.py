"""The parties' entry: who knocked, and the links that were made for them."""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case, Party
from zhixing.delivery.models.people import Address
from zhixing.delivery.models.serving import Carrier
from zhixing.delivery.rules.entry import LinkState
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7


class EntryKnock(models.Model):
    """Somebody asked at the entry for a link of their own. Written alike whether or not there is such a case or party, so that
    the answer and its time tell nothing; looked up afterwards, out of sight, and removed.

    It belongs to no court: which one it means is not known before the look. It holds no ID number, only its blind index.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    case_number = models.CharField(max_length=60)
    id_index = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case_number", "id_index"], name="knock_once"),
        ]


class EntryLink(models.Model):
    """A link to everything delivered to one party in one case, sent to an address that they confirmed. Good once and for a
    short time; the latest alone is good. The secret is derived and kept nowhere.

    It serves nothing by itself: a link whose call to the carrier had no answer is neither asked about nor sent again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entry_links", db_index=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="entry_links")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="entry_links", db_index=False)
    way = models.CharField(max_length=10)
    carrier = models.ForeignKey(
        Carrier, null=True, on_delete=models.PROTECT, related_name="entry_links", db_index=False
    )
    state = models.CharField(max_length=10, default=LinkState.READY.value)
    words = models.CharField(max_length=300, blank=True)
    token_sha256 = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    wrong = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    known_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token_sha256"], name="entry_link_token_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in LinkState]),
                name="entry_link_state_known",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=models.Q(state="ready"), name="entry_link_to_hand"),
        ]
