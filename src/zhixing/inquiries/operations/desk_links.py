"""A unit's liaison answers one request on a page, through a signed link that works once, without an account.

The link says which court and which link it is, signed by the house; whether it still opens stands in the table. Before
anything is shown the holder gives the last four digits of the phone number that the unit's agreement names.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hmac import compare_digest
from uuid import UUID

from django.core import signing
from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.inquiries.models import DeskLink, Request
from zhixing.inquiries.operations.asking import ASKERS, AskingRefused
from zhixing.inquiries.operations.at_desk import body_of, check_waiting, lock_request, take_by_hand
from zhixing.inquiries.rules.kinds import UNDER_WAY, RequestKind
from zhixing.inquiries.wire.messages import Row

SALT = "zhixing-desk-link"
LINK_DAYS = 7
WRONG_MAX = 5
DIGITS = 4


class Holder(StrEnum):
    """What became of an answer to the question who the holder is."""

    RIGHT = "right"
    WRONG = "wrong"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class MadeDeskLink:
    """A link just made; its token is shown once."""

    id: UUID
    token: str
    expires_at: datetime


def make_desk_link(*, request_id: UUID, now: datetime, actor: Actor) -> MadeDeskLink:
    """A link for the liaison of the unit that was asked; an earlier one of the request closes.

    Raises AskingRefused for a request that waits for nothing, or a unit whose liaison has no phone number on record.
    """
    with transaction.atomic():
        request = lock_request(request_id)
        actor.require(request.court_id, *ASKERS)
        check_answerable(request)
        if len(_digits(request.unit.contact_phone)) < DIGITS:
            raise AskingRefused("该单位没有登记联络员电话，无法核对开链接的人。请先登记电话。")
        DeskLink.objects.filter(request=request, used_at=None, revoked_at=None).update(revoked_at=now)
        link = DeskLink.objects.create(
            court_id=request.court_id, request=request, made_at=now, made_by_name=actor.name[:60],
            expires_at=now + timedelta(days=LINK_DAYS),
        )  # fmt: skip
        record(
            court_id=request.court_id, subject=f"case:{request.case_id}", kind="desk_link.made", at=now, actor=actor,
            body={"request": request.number, "unit": request.unit.code, "expires_at": link.expires_at.isoformat()},
        )  # fmt: skip
    token = signing.dumps([str(link.id), link.court_id], salt=SALT)
    return MadeDeskLink(link.id, token, link.expires_at)


def read_desk_token(*, token: str) -> tuple[UUID, int] | None:
    """Link and court that a token names, None unless the house signed it."""
    try:
        link_id, court_id = signing.loads(token, salt=SALT)
        return UUID(link_id), int(court_id)
    except (signing.BadSignature, ValueError, TypeError):
        return None


def say_who(*, link_id: UUID, answer: str, now: datetime) -> Holder:
    """Check who holds the link. The fifth wrong answer closes it; each opening and closing is a fact."""
    with transaction.atomic():
        link = (
            DeskLink.objects.select_for_update(of=("self",)).select_related("request__unit").get(pk=link_id)
        )
        if not _is_open(link, now):
            return Holder.CLOSED
        request, right = link.request, _digits(link.request.unit.contact_phone)[-DIGITS:]
        liaison = Actor(user_id=None, name=f"{request.unit.name}联络员"[:60])
        if compare_digest(answer.strip().encode(), right.encode()):
            if link.opened_at is None:
                link.opened_at = now
                _note(request, "desk_link.opened", now, liaison)
            link.wrong = 0
            link.save(update_fields=["opened_at", "wrong"])
            return Holder.RIGHT
        link.wrong += 1
        if link.wrong >= WRONG_MAX:
            link.revoked_at = now
            _note(request, "desk_link.locked", now, liaison)
        link.save(update_fields=["wrong", "revoked_at"])
        return Holder.CLOSED if link.revoked_at else Holder.WRONG


def answer_through_link(
    *,
    link_id: UUID,
    liaison: str,
    rows: tuple[Row, ...],
    refused_because: str,
    as_of: datetime,
    now: datetime,
) -> UUID:
    """Take the liaison's answer, once. Raises AskingRefused for a link that is closed, or an answer that does not fit."""
    with transaction.atomic():
        link = open_link(link_id, liaison, now)
        request = lock_request(link.request_id)
        check_waiting(request, rows, refused_because)
        link.used_at = now
        link.save(update_fields=["used_at"])
        actor = Actor(user_id=None, name=f"{request.unit.name}·{liaison.strip()}"[:60])
        body = body_of(rows, refused_because, as_of, f"联络员{liaison.strip()[:40]}在线答复")
        return take_by_hand(request, body, via="desk", now=now, actor=actor)


def check_answerable(request: Request) -> None:
    """Raises AskingRefused for a question that waits for nothing. Of a control the holder may say more later: a waiting one
    came into force, an amount was wrong.
    """
    if request.kind != RequestKind.CONTROL.value:
        check_waiting(request, (), "")
    elif request.state not in {state.value for state in UNDER_WAY} | {"dead", "answered"}:
        raise AskingRefused("该请求不在等待回执。")


def open_link(link_id: UUID, liaison: str, now: datetime) -> DeskLink:
    """The link, locked, for a liaison who has said who they are. Raises AskingRefused for one that is closed."""
    link = DeskLink.objects.select_for_update(of=("self",)).get(pk=link_id)
    if not _is_open(link, now) or link.opened_at is None:
        raise AskingRefused("这个链接已经失效。")
    if len(liaison.strip()) < 2:
        raise AskingRefused("请填写经办人姓名。")
    return link


def _is_open(link: DeskLink, now: datetime) -> bool:
    return link.used_at is None and link.revoked_at is None and now < link.expires_at


def _digits(phone: str) -> str:
    return "".join(mark for mark in phone if mark.isascii() and mark.isdigit())


def _note(request: Request, kind: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=request.court_id, subject=f"case:{request.case_id}", kind=kind, at=now, actor=actor,
        body={"request": request.number, "unit": request.unit.code},
    )  # fmt: skip
