"""What a liaison sees through a one-time link: little before they have said who they are, then the one question."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhixing.cases.personal import keys
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import DeskLink
from zhixing.inquiries.rules.kinds import AssetKind


@dataclass(frozen=True, slots=True)
class AskedAtDesk:
    """Who asks whom, until when. Nobody's name."""

    court: str
    court_phone: str
    unit: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class QuestionAtDesk:
    """The question with the debtor's full number, for a holder who has said who they are."""

    number: str
    case_number: str
    officer: str
    debtor: str
    id_number: str
    kinds: str
    purpose: str


def asked_at_desk(link_id: UUID, *, now: datetime) -> AskedAtDesk | None:
    """What an open link says to anybody; None when it opens nothing."""
    rows = DeskLink.objects.filter(pk=link_id, used_at=None, revoked_at=None, expires_at__gt=now)
    link = rows.select_related("court", "request__unit").first()
    if link is None:
        return None
    return AskedAtDesk(link.court.name, link.court.phone, link.request.unit.name, link.expires_at)


def question_at_desk(link_id: UUID) -> QuestionAtDesk:
    """The question of a link. Its being shown was recorded when the holder said who they are."""
    request = (
        DeskLink.objects.select_related("request__case", "request__party", "request__inquiry")
        .get(pk=link_id)
        .request
    )
    return QuestionAtDesk(
        request.number, request.case.number, request.case.officer_name, request.party.name,
        unseal(keys(), request.party.id_sealed, purpose=Purpose.ID_NUMBER),
        "、".join(AssetKind(kind).label for kind in request.items), request.inquiry.purpose if request.inquiry else "",
    )  # fmt: skip
