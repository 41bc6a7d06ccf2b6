"""What receipts do to the claims of people whom a control hit wrongly: released when the last holder has let go."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.models import ClaimedOrder, ControlReceipt, WrongPersonClaim
from zhixing.inquiries.rules.controls import ClaimState
from zhixing.inquiries.wire.messages import Result


def settle_claims(*, order_ids: Sequence[UUID], now: datetime, actor: Actor) -> int:
    """End the claims all of whose releases the holders have confirmed; how many. Called with orders that got a receipt."""
    touched = ClaimedOrder.objects.filter(release_id__in=order_ids).values_list("claim_id", flat=True)
    claims = WrongPersonClaim.objects.select_for_update(of=("self",)).filter(
        pk__in=list(touched), state=ClaimState.RELEASING.value
    )
    ended = 0
    for claim in claims.order_by("pk"):
        chosen = ClaimedOrder.objects.filter(claim=claim, is_chosen=True)
        releases = list(chosen.values_list("release_id", flat=True))
        if not all(_is_let_go(release_id) for release_id in releases):
            continue
        claim.state, claim.ended_at = ClaimState.RELEASED.value, now
        claim.save(update_fields=["state", "ended_at"])
        ended += 1
        record(
            court_id=claim.court_id, subject=f"claim:{claim.id}", kind="claim.released", at=now, actor=actor,
            body={"releases": [str(one) for one in releases], "within_time": now <= claim.due_at},
        )  # fmt: skip
    return ended


def _is_let_go(release_id: UUID | None) -> bool:
    last = ControlReceipt.objects.filter(order_id=release_id).order_by("-place").first()
    return last is not None and last.result == Result.CONTROLLED.value
