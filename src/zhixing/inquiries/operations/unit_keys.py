"""A unit's next key: entered by one person, compared with the unit by another, then believed; the old one ends on its day."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.inquiries.models import KeyProposal, Unit, UnitKey
from zhixing.inquiries.operations.registering import REGISTRARS, UnitRefused, checked_key, rotate_key


def propose_key(
    *, unit_id: UUID, new_key: str, old_ends: datetime, now: datetime, actor: Actor
) -> KeyProposal:
    """Enter a unit's next key; nothing signed with it is believed yet. Raises UnitRefused, NotAllowed."""
    with transaction.atomic():
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        actor.require(unit.court_id, *REGISTRARS)
        key = checked_key(new_key)
        if UnitKey.objects.filter(unit=unit, kid=key.kid).exists():
            raise UnitRefused(f"公钥 {key.kid} 已经登记。")
        if KeyProposal.objects.filter(unit=unit, decided_at=None).exists():
            raise UnitRefused("该单位已有一把公钥等待复核。")
        made = KeyProposal.objects.create(
            court_id=unit.court_id, unit=unit, public_key=str(key), kid=key.kid, old_ends=max(old_ends, now),
            proposed_by_id=actor.user_id, proposed_by_name=actor.name[:60], proposed_at=now,
        )  # fmt: skip
        record(
            court_id=unit.court_id, subject=f"unit:{unit.id}", kind="unit.key_proposed", at=now, actor=actor,
            body={"code": unit.code, "kid": key.kid},
        )  # fmt: skip
    return made


def decide_key(*, proposal_id: UUID, accept: bool, now: datetime, actor: Actor) -> UnitKey | None:
    """Another person than the one who entered it takes the key over, or refuses it. Raises UnitRefused, NotAllowed."""
    with transaction.atomic():
        proposal = KeyProposal.objects.select_for_update(of=("self",)).get(pk=proposal_id)
        actor.require(proposal.court_id, *REGISTRARS)
        if proposal.decided_at is not None:
            raise UnitRefused("这把公钥已经复核过了。")
        if actor.user_id is not None and actor.user_id == proposal.proposed_by_id:
            raise NotAllowed("公钥须由录入人以外的人与该单位核对后确认。")
        proposal.decided_by_id, proposal.decided_by_name = actor.user_id, actor.name[:60]
        proposal.decided_at, proposal.accepted = now, accept
        proposal.save()
        if accept:
            return rotate_key(
                unit_id=proposal.unit_id,
                new_key=proposal.public_key,
                old_ends=proposal.old_ends,
                now=now,
                actor=actor,
            )
        record(
            court_id=proposal.court_id, subject=f"unit:{proposal.unit_id}", kind="unit.key_refused", at=now, actor=actor,
            body={"kid": proposal.kid},
        )  # fmt: skip
    return None
