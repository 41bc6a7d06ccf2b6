"""What the president signs: an officer's approval puts the draft before the president, and the act waits for the signature."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from zhixing.delivery.operations import deliver
from zhixing.documents.models import Awaiting, AwaitingState
from zhixing.documents.operations import Wish
from zhixing.documents.operations.signing import SigningRefused, ask_for_signature, withdraw
from zhixing.documents.rules.all_kinds import KINDS
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Signer
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Membership
from zhixing.foundation.identity.roles import Role
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import DONE, FAILED, WAITING, ActRefused, NotReversible
from zhixing.robot.rules.plans import Outcome

AWAITING = "awaiting:"
_HOUSE = Actor.system("智能辅助")
_NAME_MAX = 20


def is_signed_by_president(kind: DocumentKind) -> bool:
    """Whether the law wants the president's signature on the kind."""
    return kind in KINDS and KINDS[kind].signer is Signer.PRESIDENT


def president_of(court_id: int) -> str:
    """Who signs in a court: the one who holds the office in it. Raises ActRefused where nobody does."""
    rows = Membership.objects.filter(court_id=court_id, role=Role.VICE_PRESIDENT.value).order_by("user_id")
    name: str | None = rows.values_list("user__display_name", flat=True).first()
    if not name:
        raise ActRefused("本院没有登记可以代院长签发的人员，请先登记。")
    return name[:_NAME_MAX]


def put_before_president(wish: Wish, now: datetime, actor: Actor) -> Outcome:
    """The draft waits for the president; nothing is numbered or sealed yet."""
    key = ask_for_signature(wish=wish, now=now, actor=actor)
    return Outcome(WAITING, f"{AWAITING}{key}", f"{wish.kind.document_name}已送院长签发。")


def settled(acts: Sequence[Act], now: datetime, *, delivers: bool) -> dict[UUID, Outcome]:
    """What became of drafts before the president; one that was signed goes on to delivery where the act says so."""
    mine = {act.id: UUID(act.ref.removeprefix(AWAITING)) for act in acts if act.ref.startswith(AWAITING)}
    rows = Awaiting.objects.select_related("document").in_bulk(list(mine.values()))
    found: dict[UUID, Outcome] = {}
    for act in acts:
        row = rows.get(mine[act.id]) if act.id in mine else None
        if row is None or row.state == AwaitingState.WAITING.value:
            continue
        document = row.document
        if row.state != AwaitingState.SIGNED.value or document is None:
            why = row.reason or AwaitingState(row.state).label
            found[act.id] = Outcome(FAILED, act.ref, f"没有签发：{why}")
            continue
        words = f"{DocumentKind(document.kind).document_name} {document.number} 已签发"
        if delivers:
            people = [] if document.recipient_id else [UUID(one) for one in act.params["to"]]
            deliver(document_ids=[document.pk], party_ids=people, now=now, actor=_HOUSE)
            words += "并交付送达"
        found[act.id] = Outcome(DONE, f"document:{document.pk}", words)
    return found


def take_from_president(act: Act, now: datetime, actor: Actor) -> str:
    """Take a draft back that the president has not signed. Raises NotReversible."""
    try:
        withdraw(awaiting_id=UUID(act.ref.removeprefix(AWAITING)), now=now, actor=actor)
    except SigningRefused as refused:
        raise NotReversible(str(refused)) from None
    return "已从院长签发中撤回，尚未编号用印。"
