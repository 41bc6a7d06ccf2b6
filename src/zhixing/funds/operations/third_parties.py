"""A payee who is no party: announced to all parties first, allowed by another person after the days have passed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.cases.personal import sealed_account
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identifiers import BadIdentifier, read_account
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.names import comparing_key
from zhixing.funds.models import Receipt, ReceiptState, ThirdGround, ThirdPartyPayee, ThirdState
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.payees import PAYEE_PROPOSERS, WAITING_FOR_PAYEE, PayeeRefused, policy_of
from zhixing.funds.operations.withdrawing import withdraw_proposed
from zhixing.law.case_funds import payee_allowed

__all__ = [
    "DECIDERS",
    "ThirdGround",
    "allow_third_payee",
    "announce_third_payee",
    "note_objection",
    "refuse_third_payee",
]

DECIDERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


def announce_third_payee(
    *,
    instead_of: UUID,
    name: str,
    bank_name: str,
    account: str,
    ground: ThirdGround,
    authority: str,
    told: Mapping[UUID, str],
    now: datetime,
    actor: Actor,
) -> ThirdPartyPayee:
    """Announce to all parties that an applicant's money is to go to somebody else.

    `told` says of every party of the case how they were told. `authority` names the special power of attorney, or the
    note of the collegial panel's review. Raises PayeeRefused, NotAllowed.
    """
    with transaction.atomic():
        party = Party.objects.select_for_update(no_key=True, of=("self",)).get(pk=instead_of)
        actor.require(party.court_id, *PAYEE_PROPOSERS)
        _check(party, name, ground, authority)
        try:
            number = read_account(account).number
        except BadIdentifier as error:
            raise PayeeRefused(str(error)) from error
        sealed, _, masked = sealed_account(number)
        today = local_date(now)
        row = ThirdPartyPayee.objects.create(
            court_id=party.court_id, case_id=party.case_id, instead_of=party, name=name.strip()[:200],
            bank_name=bank_name.strip()[:80], account_sealed=sealed, account_masked=masked, ground=ground.value,
            authority=authority.strip()[:300], announced_to=_announced(party, told, today), announced_on=today,
            waits_until=today + timedelta(days=policy_of(party.court_id).announce_days), proposed_at=now,
            proposed_by=key_of(actor), proposed_by_name=actor.name[:60],
        )  # fmt: skip
        _record(row, "payee.third_announced", row.authority, now, actor)
        return row


def _check(party: Party, name: str, ground: ThirdGround, authority: str) -> None:
    if len(authority.strip()) < 6:
        raise PayeeRefused(
            "请写明特别授权委托书（日期、权限）。"
            if ground is ThirdGround.AGENT
            else "请写明合议庭审查笔录的日期和意见。"
        )
    if not name.strip() or comparing_key(name) == party.name_key:
        raise PayeeRefused("收款人就是当事人本人，按收款账户变更办理。")
    live = [ThirdState.ANNOUNCED.value, ThirdState.ALLOWED.value]
    if ThirdPartyPayee.objects.filter(instead_of=party, state__in=live).exists():
        raise PayeeRefused("该申请执行人已有一名案外收款人，请先撤销。")


def _announced(party: Party, told: Mapping[UUID, str], today: object) -> list[dict[str, str]]:
    everybody = list(Party.objects.filter(case_id=party.case_id).order_by("role", "position"))
    missing = [one.name for one in everybody if len(told.get(one.pk, "").strip()) < 2]
    if missing:
        raise PayeeRefused(f"还没有告知全部当事人：{'、'.join(missing)}。")
    return [{"party": one.name, "how": told[one.pk].strip()[:120], "on": str(today)} for one in everybody]


def note_objection(*, third_id: UUID, text: str, now: datetime, actor: Actor) -> None:
    """A party objects; nothing is paid to the announced payee until somebody has dealt with it."""
    with transaction.atomic():
        row = _row(third_id)
        actor.require(row.court_id, *PAYEE_PROPOSERS, *DECIDERS)
        if row.state == ThirdState.REFUSED.value or len(text.strip()) < 4:
            raise PayeeRefused("请写明异议人和异议内容；已不予发放的无须再记。")
        row.objection, row.state = text.strip()[:300], ThirdState.ANNOUNCED.value
        row.save(update_fields=["objection", "state"])
        _record(row, "payee.third_objected", row.objection, now, actor)


def allow_third_payee(*, third_id: UUID, decision: str, now: datetime, actor: Actor) -> None:
    """Allow the payee after the announcement: another person, no objection left unanswered. Raises PayeeRefused."""
    with transaction.atomic():
        receipts = _receipts_of(third_id)
        row = _decided_by_another(third_id, actor)
        if row.state != ThirdState.ANNOUNCED.value:
            raise PayeeRefused(f"{ThirdState(row.state).label}，请刷新。")
        if local_date(now) <= row.waits_until:
            raise PayeeRefused(f"公示期至 {row.waits_until:%Y-%m-%d}，次日起方可审核。")
        if row.objection and len(decision.strip()) < 4:
            raise PayeeRefused("有当事人提出异议，请写明如何处理。")
        payee_allowed(
            to_applicant=False, refund_to_payer=False, panel_reviewed=row.ground == ThirdGround.PANEL.value,
            special_authority=row.ground == ThirdGround.AGENT.value, on=local_date(now),
        )  # fmt: skip
        _decide(row, ThirdState.ALLOWED, decision, now, actor)
        withdraw_proposed(
            receipts=receipts,
            reason="改付公示的案外收款人，重新拟定。",
            now=now,
            actor=actor,
            only_party=row.instead_of_id,
        )
        _record(row, "payee.third_allowed", row.decision, now, actor)
        _free(receipts, now, actor)


def refuse_third_payee(*, third_id: UUID, decision: str, now: datetime, actor: Actor) -> None:
    """The money goes to the applicant after all. Stopping is safe: anybody of the office may."""
    if len(decision.strip()) < 2:
        raise PayeeRefused("请写明不予发放的理由。")
    with transaction.atomic():
        receipts = _receipts_of(third_id)
        row = _row(third_id)
        actor.require(row.court_id, *PAYEE_PROPOSERS, *DECIDERS)
        if row.state == ThirdState.REFUSED.value:
            raise PayeeRefused("已经不予发放，请刷新。")
        _decide(row, ThirdState.REFUSED, decision, now, actor)
        _record(row, "payee.third_refused", row.decision, now, actor)
        _free(receipts, now, actor)


def _row(third_id: UUID) -> ThirdPartyPayee:
    party_id = ThirdPartyPayee.objects.values_list("instead_of_id", flat=True).get(pk=third_id)
    Party.objects.select_for_update(no_key=True, of=("self",)).get(pk=party_id)
    return ThirdPartyPayee.objects.select_for_update(of=("self",)).get(pk=third_id)


def _decided_by_another(third_id: UUID, actor: Actor) -> ThirdPartyPayee:
    row = _row(third_id)
    actor.require(row.court_id, *DECIDERS)
    if actor.user_id is None or key_of(actor) == row.proposed_by:
        raise NotAllowed("案外收款人须由提出人以外的人员审核。")
    return row


def _decide(row: ThirdPartyPayee, state: ThirdState, decision: str, now: datetime, actor: Actor) -> None:
    row.state, row.decided_at, row.decision = state.value, now, decision.strip()[:300]
    row.decided_by, row.decided_by_name = key_of(actor), actor.name[:60]
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name", "decision"])


def _receipts_of(third_id: UUID) -> list[Receipt]:
    case_id = ThirdPartyPayee.objects.values_list("case_id", flat=True).get(pk=third_id)
    return list(Receipt.objects.select_for_update(of=("self",)).filter(case_id=case_id).order_by("pk"))


def _free(receipts: list[Receipt], now: datetime, actor: Actor) -> None:
    waiting = [one.pk for one in receipts if one.blocked_by in WAITING_FOR_PAYEE]
    Receipt.objects.filter(pk__in=waiting, state=ReceiptState.MARKED.value).update(
        blocked_by="", blocked_text="", changed_at=now, changed_by=actor.name[:60]
    )


def _record(row: ThirdPartyPayee, kind: str, text: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=row.court_id, subject=f"case:{row.case_id}", kind=kind, at=now, actor=actor,
        body={"payee": str(row.id), "name": row.name, "masked": row.account_masked, "text": text[:200],
              "told": [f"{one['party']}：{one['how']}" for one in row.announced_to]},
    )  # fmt: skip
