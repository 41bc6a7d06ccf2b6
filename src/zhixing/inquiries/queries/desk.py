"""What a liaison sees through a one-time link: little before they have said who they are, then the one question."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhixing.cases.personal import keys
from zhixing.foundation.clock import local_date
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import ControlOrder, DeskLink
from zhixing.inquiries.rules.controls import TERMED
from zhixing.inquiries.rules.kinds import AssetKind, RequestKind, UnitAction
from zhixing.inquiries.wire.messages import Action


@dataclass(frozen=True, slots=True)
class AskedAtDesk:
    """Who asks whom, until when. Nobody's name."""

    court: str
    court_phone: str
    unit: str
    expires_at: datetime
    is_control: bool


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
    return AskedAtDesk(
        link.court.name,
        link.court.phone,
        link.request.unit.name,
        link.expires_at,
        link.request.kind == RequestKind.CONTROL.value,
    )


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


@dataclass(frozen=True, slots=True)
class OrderAtDesk:
    """The order with the debtor's and the asset's full numbers, for a holder who has said who they are."""

    number: str
    case_number: str
    officer: str
    debtor: str
    id_number: str
    action: Action
    kind: AssetKind
    identifier: str
    amount_fen: int | None
    starts_on: date | None
    ends_on: date | None
    follows: str
    purpose: str
    ordered_on: date
    papers: tuple[tuple[str, str, UUID], ...]

    @property
    def act(self) -> str:
        """The word for what was ordered."""
        return UnitAction(self.action.value).label

    @property
    def has_term(self) -> bool:
        """Whether a term and a place in line belong to the act."""
        return self.action in TERMED


def order_at_desk(link_id: UUID) -> OrderAtDesk:
    """The order of a link; `papers` are (name on the page, number, key) of ruling and notice."""
    request_id = DeskLink.objects.values_list("request_id", flat=True).get(pk=link_id)
    row = ControlOrder.objects.select_related("case", "party", "request", "ruling", "notice").get(
        request_id=request_id
    )
    return OrderAtDesk(
        row.request.number, row.case.number, row.case.officer_name, row.party.name,
        unseal(keys(), row.party.id_sealed, purpose=Purpose.ID_NUMBER), Action(row.action), AssetKind(row.asset_kind),
        unseal(keys(), row.identifier_sealed, purpose=Purpose.ACCOUNT), row.amount_fen, row.starts_on, row.ends_on,
        row.original_number or row.original_case_number, row.purpose, local_date(row.ordered_at),
        (("ruling", row.ruling.number, row.ruling_id), ("notice", row.notice.number, row.notice_id)),
    )  # fmt: skip
