"""Links for parties: made by the court for one party of one case, opened by who knows the end of the ID number.

A link proposes and shows; it never moves money. What a payee enters waits for a person who takes it over, and then goes
the way of every change of account: another person calls back on the number on file, it cools off, it is paid again.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.cases.personal import keys, opened, sealed_account
from zhixing.foundation import names
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identifiers import BadIdentifier, read_account
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.one_time_links import Answer, Answered
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.funds.models import (
    LinkKind,
    PartyLink,
    PayeeAccount,
    Payment,
    PaymentState,
    Plan,
    ProposalState,
    RepairProposal,
)
from zhixing.funds.operations.paying import repair_payment
from zhixing.funds.rules.party_codes import Asking, answers, read_token, token_text

REPAIR_VALID = timedelta(days=7)
TRACK_VALID = timedelta(days=180)
SEEN_AGAIN = timedelta(minutes=10)
"""Looking at a page again within this time is no new fact."""
MAKERS = (Role.OFFICER, Role.CLERK, Role.FUND_ACCOUNTANT)
REPAIRERS = (Role.OFFICER, Role.FUND_ACCOUNTANT)


class PartyLinkRefused(ValueError):
    """The link cannot be made, or what came through it cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link. The secret part is known only here: it is shown once and never again."""

    link: PartyLink
    token: str


def party_of_payee(payment: Payment) -> Party | None:
    """The party of the case that a payment is for; None for a third party, who must come to the court."""
    if payment.plan_line.party is not None:
        return payment.plan_line.party
    key = names.comparing_key(payment.payee_name)
    if payment.case is None:
        return None
    return Party.objects.filter(case=payment.case, name_key=key).order_by("role", "position").first()


def make_repair_link(*, payment_id: UUID, now: datetime, actor: Actor) -> MadeLink:
    """A link through which the payee of a failed payment may enter an account, once; an earlier one dies.

    Raises PartyLinkRefused, NotAllowed.
    """
    with transaction.atomic():
        rows = Payment.objects.select_for_update(of=("self",)).select_related("plan_line__party")
        payment = rows.get(pk=payment_id)
        actor.require(payment.court_id, *REPAIRERS)
        _must_be_open(payment)
        party = party_of_payee(payment)
        if party is None or payment.case_id is None:
            raise PartyLinkRefused("收款人不是本案当事人，无法在线核对身份，请通知其到院办理更正。")
        for old in PartyLink.objects.select_for_update().filter(
            payment=payment, used_at=None, revoked_at=None
        ):
            _revoke(old, now, actor)
        return _make(LinkKind.REPAIR, party, payment, REPAIR_VALID, now, actor)


def make_track_link(*, party_id: UUID, now: datetime, actor: Actor) -> MadeLink:
    """A link through which a party may follow the money of their case for half a year. Raises NotAllowed."""
    with transaction.atomic():
        party = Party.objects.select_related("case").get(pk=party_id)
        actor.require(party.court_id, *MAKERS)
        return _make(LinkKind.TRACK, party, None, TRACK_VALID, now, actor)


def _make(
    kind: LinkKind, party: Party, payment: Payment | None, valid: timedelta, now: datetime, actor: Actor
) -> MadeLink:
    token = token_text(party.court_id, secrets.token_urlsafe(32))
    read = read_token(token)
    if read is None:
        raise PartyLinkRefused("链接没有生成，请重试。")
    link = PartyLink.objects.create(
        court_id=party.court_id, case_id=party.case_id, party=party, kind=kind.value, payment=payment,
        token_sha256=read.sha256, made_at=now, made_by_name=actor.name[:60], expires_at=now + valid,
    )  # fmt: skip
    _fact(link, "party_link.made", now, actor, payment=str(payment.id) if payment else "")
    return MadeLink(link, token)


def revoke_link(*, link_id: UUID, now: datetime, actor: Actor) -> None:
    """Let a link die before its day. Raises NotAllowed."""
    with transaction.atomic():
        link = PartyLink.objects.select_for_update(of=("self",)).get(pk=link_id)
        actor.require(link.court_id, *MAKERS)
        if link.revoked_at is None:
            _revoke(link, now, actor)


def _revoke(link: PartyLink, now: datetime, actor: Actor) -> None:
    link.revoked_at, link.revoked_by_name = now, actor.name[:60]
    link.save(update_fields=["revoked_at", "revoked_by_name"])
    _fact(link, "party_link.revoked", now, actor)


def _fact(link: PartyLink, kind: str, now: datetime, actor: Actor, **more: str) -> None:
    record(
        court_id=link.court_id, subject=f"case:{link.case_id}", kind=kind, at=now, actor=actor,
        body={"link": str(link.id), "kind": link.kind, "party": str(link.party_id)} | more,
    )  # fmt: skip


def holder_of(*, court_id: int) -> Actor:
    """The one who holds a link, as facts name them: without roles, and nothing but the one court in sight."""
    return Actor(None, "当事人（通过链接）", (court_id,))


# ---- through the link ------------------------------------------------------------------------------------------------


def is_alive(link: PartyLink, now: datetime) -> bool:
    """Whether a link still opens anything."""
    return link.revoked_at is None and link.used_at is None and now < link.expires_at


def identify(*, link_id: UUID, answer: str, now: datetime) -> Answer:
    """Take the answer to who the holder is: the last six signs of the party's ID number. Wrong answers count and lock.

    The answer is compared even when the link is locked, so that the time taken tells nothing.
    """
    with transaction.atomic():
        link = (
            PartyLink.objects.select_for_update(of=("self",))
            .select_related("party")
            .filter(pk=link_id)
            .first()
        )
        if link is None or not is_alive(link, now):
            return Answer(Answered.GONE)
        asking = Asking(link.wrong, link.locked_until)
        is_right = answers(opened(link.party)["id"], answer)
        if asking.is_locked(now):
            return Answer(Answered.LOCKED)
        if is_right:
            link.wrong, link.locked_until = 0, None
            link.save(update_fields=["wrong", "locked_until"])
            _fact(link, "party_link.identified", now, holder_of(court_id=link.court_id))
            return Answer(Answered.RIGHT)
        after = asking.after_wrong(now)
        link.wrong, link.locked_until = after.wrong, after.locked_until
        link.save(update_fields=["wrong", "locked_until"])
        _fact(link, "party_link.wrong_answer", now, holder_of(court_id=link.court_id))
        return Answer(Answered.LOCKED if after.is_locked(now) else Answered.WRONG, after.left)


def note_seen(*, link_id: UUID, now: datetime) -> None:
    """That a party looked at their page is a fact, at most once in ten minutes."""
    with transaction.atomic():
        link = PartyLink.objects.select_for_update(of=("self",)).get(pk=link_id)
        if link.seen_at is None or now - link.seen_at >= SEEN_AGAIN:
            link.seen_at = now
            link.save(update_fields=["seen_at"])
            _fact(link, "party_link.seen", now, holder_of(court_id=link.court_id))


def propose_repair_by_payee(
    *, link_id: UUID, payee_bank: str, payee_account: str, now: datetime
) -> RepairProposal:
    """Take the account that the identified payee entered. It waits for a call-back; the link is used up.

    The account must be the party's own: the name is the one on file and cannot be changed here. Raises PartyLinkRefused
    with nothing changed.
    """
    with transaction.atomic():
        link = (
            PartyLink.objects.select_for_update(of=("self",))
            .select_related("party", "payment")
            .get(pk=link_id)
        )
        if link.kind != LinkKind.REPAIR.value or link.payment is None or not is_alive(link, now):
            raise PartyLinkRefused("链接已经失效，请联系法院。")
        payment = Payment.objects.select_for_update(of=("self",)).get(pk=link.payment.pk)
        _must_be_open(payment)
        bank = payee_bank.strip()
        if len(bank) < 2:
            raise PartyLinkRefused("请填写开户银行。")
        try:
            number = read_account(payee_account).number
        except BadIdentifier as error:
            raise PartyLinkRefused(str(error)) from error
        RepairProposal.objects.filter(payment=payment, state=ProposalState.WAITING.value).update(
            state=ProposalState.REFUSED.value, decided_at=now, reason="收款人重新提交"
        )
        sealed, _, masked = sealed_account(number)
        proposal = RepairProposal.objects.create(
            court_id=link.court_id, payment=payment, link=link, payee_name=payment.payee_name,
            payee_bank=bank[:80], payee_account_sealed=sealed, payee_account_masked=masked, made_at=now,
        )  # fmt: skip
        link.used_at = now
        link.save(update_fields=["used_at"])
        _fact(
            link,
            "payment.repair_offered",
            now,
            holder_of(court_id=link.court_id),
            payment=str(payment.id),
            account=masked,
        )
        return proposal


def _must_be_open(payment: Payment) -> None:
    if payment.state != PaymentState.FAILED.value:
        raise PartyLinkRefused("该笔付款没有被银行退回，不需要更正。")
    if Plan.objects.filter(repairs=payment, state__in=["proposed", "approved"]).exists():
        raise PartyLinkRefused("该笔付款已经提出更正，请勿重复。")


# ---- what a person decides about it ----------------------------------------------------------------------------------


def accept_proposal(*, proposal_id: UUID, reason: str, now: datetime, actor: Actor) -> Plan | PayeeAccount:
    """Take the payee's account over as a repair: a change of the party's account, which another person calls back about
    and which cools off, or, for the account on file, a plan that another person approves.

    Raises PartyLinkRefused, RepairRefused, NotAllowed.
    """
    with transaction.atomic():
        proposal = _waiting(proposal_id, actor)
        if len(reason.strip()) < 2:
            raise PartyLinkRefused("请写明采纳的依据。")
        number = unseal(keys(), proposal.payee_account_sealed, purpose=Purpose.ACCOUNT)
        made = repair_payment(
            payment_id=proposal.payment_id, payee_name=proposal.payee_name, payee_bank=proposal.payee_bank,
            payee_account=number, reason=f"收款人本人经链接提交：{reason.strip()}", now=now, actor=actor,
        )  # fmt: skip
        _decide(proposal, ProposalState.ACCEPTED, reason.strip(), now, actor)
        return made


def refuse_proposal(*, proposal_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Do not take the payee's account; a new link may be made. Raises PartyLinkRefused, NotAllowed."""
    with transaction.atomic():
        proposal = _waiting(proposal_id, actor)
        if len(reason.strip()) < 2:
            raise PartyLinkRefused("请写明不采纳的理由。")
        _decide(proposal, ProposalState.REFUSED, reason.strip(), now, actor)


def _waiting(proposal_id: UUID, actor: Actor) -> RepairProposal:
    proposal = (
        RepairProposal.objects.select_for_update(of=("self",)).select_related("link").get(pk=proposal_id)
    )
    actor.require(proposal.court_id, *REPAIRERS)
    if proposal.state != ProposalState.WAITING.value:
        raise PartyLinkRefused("这份更正已经处理，请刷新页面。")
    return proposal


def _decide(proposal: RepairProposal, state: ProposalState, reason: str, now: datetime, actor: Actor) -> None:
    proposal.state, proposal.decided_at = state.value, now
    proposal.decided_by_name, proposal.reason = actor.name[:60], reason[:300]
    proposal.save(update_fields=["state", "decided_at", "decided_by_name", "reason"])
    _fact(
        proposal.link, f"payment.repair_{state.value}", now, actor, payment=str(proposal.payment_id),
        reason=reason[:200],
    )  # fmt: skip
