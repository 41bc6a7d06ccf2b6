"""A party's confirmed account, and the look at a party's full numbers."""

from datetime import datetime
from uuid import UUID

from zhixing.cases.models import Party
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.evidence.rules import sha256
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role


def name_party_account(*, party_id: UUID, bank_name: str, sealed: tuple[bytes, bytes, str]) -> None:
    """Put a confirmed account in place of the one a party gave before; who confirmed it the money room records."""
    account, index, masked = sealed
    Party.objects.filter(pk=party_id).update(
        bank_name=bank_name, account_sealed=account, account_index=index, account_masked=masked
    )


def view_personal_data(*, party_id: UUID, reason: str, now: datetime, actor: Actor) -> dict[str, str]:
    """The full numbers of a party for a person who gives a reason; the look itself is a fact."""
    from zhixing.cases.personal import opened

    party = Party.objects.select_related("case").get(pk=party_id)
    actor.require(party.court_id, *Role)
    if len(reason.strip()) < 4:
        raise ValueError("请写明查看完整证件号码的事由（至少四个字）。")
    record(
        court_id=party.court_id, subject=f"case:{party.case_id}", kind="personal_data.viewed", at=now, actor=actor,
        body={"party": str(party.id), "name_sha256": sha256(party.name.encode()), "reason": reason.strip()[:200]},
    )  # fmt: skip
    return opened(party)
