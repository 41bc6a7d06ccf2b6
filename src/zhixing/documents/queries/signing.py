"""What waits for the president, and what came back."""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from zhixing.cases.personal import keys
from zhixing.documents.models import Awaiting, AwaitingState
from zhixing.documents.queries.wordings import count_waiting_for, waiting_versions
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.fact_forms import wish_from
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.returned import Adjusted
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.language import t
from zhixing.foundation.personal_data import Purpose, unseal_content

SHOWN_BACK_FOR = timedelta(days=14)
LIST_MOST = 200


@dataclass(frozen=True, slots=True)
class AwaitingLine:
    """A draft in the queue as a page shows it."""

    id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    kind: DocumentKind
    to: str
    state: AwaitingState
    asked_at: datetime
    asked_by: str
    asked_by_name: str
    decided_at: datetime | None
    decided_by_name: str
    reason: str
    document_id: UUID | None


def wish_parts(row: Awaiting) -> tuple[object, tuple[Adjusted, ...]]:
    """The facts of a draft and what was adjusted in it, opened. Raises UnfitField when its kind has changed since."""
    sealed = base64.b64decode(row.facts["sealed"])
    told = json.loads(unseal_content(keys(), sealed, purpose=Purpose.DOCUMENT))
    return wish_from(KINDS[DocumentKind(row.kind)], told)


def _line(row: Awaiting) -> AwaitingLine:
    return AwaitingLine(
        row.pk, row.court_id, row.case_id, row.case.number, DocumentKind(row.kind), row.to.name if row.to else "",
        AwaitingState(row.state), row.asked_at, row.asked_by, row.asked_by_name, row.decided_at, row.decided_by_name,
        row.reason, row.document_id,
    )  # fmt: skip


def _rows() -> QuerySet[Awaiting]:
    return Awaiting.objects.select_related("case", "to").defer("facts")


def awaiting_by_id(awaiting_id: UUID) -> AwaitingLine | None:
    """One draft; None when it may not be seen."""
    row = _rows().filter(pk=awaiting_id).first()
    return _line(row) if row else None


def awaiting_lines(court_ids: Iterable[int], *, waiting: bool) -> list[AwaitingLine]:
    """What waits, oldest first; or what was decided, latest first."""
    rows = _rows().filter(court_id__in=list(court_ids))
    if waiting:
        return [_line(row) for row in rows.filter(state="waiting").order_by("asked_at")[:LIST_MOST]]
    return [_line(row) for row in rows.exclude(state="waiting").order_by("-decided_at")[:LIST_MOST]]


def _mine(actor: Actor, today: date) -> QuerySet[Awaiting]:
    """What this person must do something about: sign, or look at again."""
    signs = actor.courts_as(Role.VICE_PRESIDENT)
    since = datetime.combine(today - SHOWN_BACK_FOR, datetime.min.time()).astimezone()
    to_sign = Q(state="waiting", court_id__in=signs) & ~Q(asked_by=actor.key)
    came_back = Q(state="sent_back", asked_by=actor.key, decided_at__gte=since)
    return Awaiting.objects.filter(to_sign | came_back)


def _approves(actor: Actor) -> list[int]:
    return [one for one in actor.courts if actor.has(one, Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)]


def count_of_duties(*, actor: Actor, today: date) -> int:
    """How much waits for this person, exact."""
    return _mine(actor, today).count() + count_waiting_for(actor, _approves(actor))


def duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Drafts to sign and drafts sent back, then wording to approve; oldest first."""
    rows = (
        _mine(actor, today).select_related("case", "to").defer("facts").order_by("state", "asked_at")[:limit]
    )
    found = [_duty(_line(row)) for row in rows]
    for one in waiting_versions(_approves(actor)):
        if len(found) < limit and one.proposed_by != actor.key:
            name = DocumentKind(one.kind).chosen_as if one.kind else one.use.label
            found.append(
                Duty(
                    "documents", Loss.ROUTINE, t(f"批准措辞：{name}", f"Approve wording: {name}"), one.source[:40],
                    one.effective_on, t("新的措辞须由另一人批准才能生效。", "New wording needs a second person."),
                    reverse("wording-version", args=[one.id]), t("查看", "Look"),
                )
            )  # fmt: skip
    return found


def _duty(one: AwaitingLine) -> Duty:
    page, name = reverse("signing-one", args=[one.id]), one.kind.document_name
    if one.state is AwaitingState.SENT_BACK:
        return Duty(
            "documents", Loss.RIGHTS_OF_PARTIES, t(f"被退回：{name}", f"Sent back: {name}"), one.case_number, None,
            t(f"退回理由：{one.reason}", f"Reason: {one.reason}"), page, t("处理", "Deal with it"),
        )  # fmt: skip
    return Duty(
        "documents", Loss.RIGHTS_OF_PARTIES, t(f"签发{name}", f"Sign: {name}"), one.case_number, None,
        t(f"{one.asked_by_name}起草，签发后编号盖章。", "Numbered and sealed once signed."), page, t("签发", "Sign"),
    )  # fmt: skip
