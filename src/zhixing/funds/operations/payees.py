"""The account a party is paid to: a change is proposed, called back, confirmed by another person, and cools off."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party
from zhixing.cases.operations import name_party_account
from zhixing.cases.personal import sealed_account
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identifiers import BadIdentifier, read_account
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.names import comparing_key
from zhixing.funds.models import (
    UNSETTLED,
    FundsPolicy,
    PayeeAccount,
    PayeeSource,
    PayeeState,
    PayeeStep,
    Payment,
    Plan,
    PlanLine,
    Receipt,
    ReceiptState,
)
from zhixing.funds.operations.actors import key_of
from zhixing.funds.operations.withdrawing import withdraw_proposed
from zhixing.funds.queries.payees import CONFIRMERS

PAYEE_PROPOSERS = (Role.OFFICER, Role.CLERK, Role.FUND_ACCOUNTANT)
WAITING_FOR_PAYEE = ("payee_change", "no_payee_account", "third_party")
"""Why receipts wait that a settled change sets free."""


class PayeeRefused(ValueError):
    """The account cannot be taken or confirmed like this; the message says what is missing."""


def policy_of(court_id: int) -> FundsPolicy:
    """What a court has set, or the defaults."""
    return FundsPolicy.objects.filter(court_id=court_id).first() or FundsPolicy(court_id=court_id)


def propose_account(
    *,
    party_id: UUID,
    holder_name: str,
    bank_name: str,
    account: str,
    reason: str,
    now: datetime,
    actor: Actor,
    repairs: Payment | None = None,
) -> PayeeAccount:
    """Propose that a party be paid to another account. Until it is effective the old one stays and money waits.

    The holder must be the party: anybody else is a payee who is no party. Raises PayeeRefused, NotAllowed.
    """
    with transaction.atomic():
        party = Party.objects.select_for_update(no_key=True, of=("self",)).get(pk=party_id)
        actor.require(party.court_id, *PAYEE_PROPOSERS)
        if len(reason.strip()) < 4:
            raise PayeeRefused("请写明变更理由和来源（谁、何时、以什么方式提出）。")
        if comparing_key(holder_name) != party.name_key:
            raise PayeeRefused("户名与当事人姓名不一致：付给他人须按案外收款人公示并审查。")
        if PayeeAccount.objects.filter(party=party, state__in=UNSETTLED).exists():
            raise PayeeRefused("该当事人已有一项账户变更在办理，请先办结。")
        try:
            number = read_account(account).number
        except BadIdentifier as error:
            raise PayeeRefused(str(error)) from error
        sealed, index, masked = sealed_account(number)
        if party.account_index is not None and bytes(party.account_index) == index:
            raise PayeeRefused("与现用账户相同，无须变更；开户行写错的，在退回的付款上更正。")
        _keep_filed(party, now)
        row = PayeeAccount.objects.create(
            court_id=party.court_id, case_id=party.case_id, party=party, holder_name=holder_name.strip()[:200],
            bank_name=bank_name.strip()[:80], account_sealed=sealed, account_index=index, account_masked=masked,
            source=(PayeeSource.REPAIR if repairs else PayeeSource.CHANGE).value, state=PayeeState.PROPOSED.value,
            reason=reason.strip()[:300], repairs=repairs, proposed_at=now, proposed_by=key_of(actor),
            proposed_by_name=actor.name[:60],
        )  # fmt: skip
        _step(row, "payee.change_proposed", row.reason, now, actor)
        return row


def _keep_filed(party: Party, now: datetime) -> None:
    """The account given at filing becomes a row of the history before anything replaces it."""
    if party.account_sealed is None or PayeeAccount.objects.filter(party=party).exists():
        return
    filed_on = party.case.filed_on
    PayeeAccount.objects.create(
        court_id=party.court_id, case_id=party.case_id, party=party, holder_name=party.name,
        bank_name=party.bank_name, account_sealed=party.account_sealed, account_index=party.account_index or b"",
        account_masked=party.account_masked, source=PayeeSource.FILING.value, state=PayeeState.EFFECTIVE.value,
        reason="立案时提供", proposed_at=now, proposed_by="system:filing", proposed_by_name="立案登记",
        confirmed_on=filed_on, effective_on=filed_on,
    )  # fmt: skip


def call_back(*, account_id: UUID, said: str, now: datetime, actor: Actor) -> None:
    """Record the call to the party's number on file, never a number from the request. Raises PayeeRefused, NotAllowed."""
    with transaction.atomic():
        row = _locked(account_id, actor)
        if row.state != PayeeState.PROPOSED.value:
            raise PayeeRefused(f"该变更{PayeeState(row.state).label}，不再需要回拨。")
        if not row.party.phone_masked:
            raise PayeeRefused("没有登记电话，不能回拨核实：请当事人到院，先补登电话再办理。")
        if len(said.strip()) < 4:
            raise PayeeRefused("请写明通话内容（谁接听、如何答复）。")
        row.called_at, row.called_by, row.called_by_name = now, key_of(actor), actor.name[:60]
        row.called_number_masked, row.called_said = row.party.phone_masked, said.strip()[:300]
        row.save(
            update_fields=["called_at", "called_by", "called_by_name", "called_number_masked", "called_said"]
        )
        _step(row, "payee.called_back", f"{row.called_number_masked}：{row.called_said}", now, actor)


def confirm_account(*, account_id: UUID, now: datetime, actor: Actor) -> PayeeAccount:
    """Confirm a change as the second person; from then on it cools off for the court's days, then it is effective."""
    with transaction.atomic():
        row = _locked(account_id, actor)
        if row.state != PayeeState.PROPOSED.value:
            raise PayeeRefused(f"该变更{PayeeState(row.state).label}，请刷新。")
        if row.called_by is None:
            raise PayeeRefused("还没有回拨登记号码核实，不能确认。")
        today = local_date(now)
        row.state, row.confirmed_on = PayeeState.COOLING.value, today
        row.confirmed_by, row.confirmed_by_name = key_of(actor), actor.name[:60]
        row.effective_on = today + timedelta(days=policy_of(row.court_id).cooling_off_days)
        row.save(update_fields=["state", "confirmed_on", "confirmed_by", "confirmed_by_name", "effective_on"])
        _step(row, "payee.confirmed", f"冷静期至 {row.effective_on:%Y-%m-%d}", now, actor)
    if row.effective_on <= today:
        take_effect(account_id=account_id, now=now, actor=actor)
        row.refresh_from_db()
    return row


def refuse_account(*, account_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Refuse a change, or stop one that cools off; the old account stays. Anybody of the office may: stopping is safe."""
    if len(reason.strip()) < 2:
        raise PayeeRefused("请写明不予变更的理由。")
    with transaction.atomic():
        receipts = _receipts_of(account_id)
        row = _locked(account_id, actor, second=False)
        if row.state not in UNSETTLED:
            raise PayeeRefused(f"该变更{PayeeState(row.state).label}，请刷新。")
        _end(row, PayeeState.REFUSED, reason.strip(), now)
        _step(row, "payee.refused", row.ended_reason, now, actor)
        _free(receipts, now, actor)


def take_effect(*, account_id: UUID, now: datetime, actor: Actor) -> bool:
    """Make a confirmed account the one that is paid to, once it has cooled off. Whether this call did it.

    Proposed plans of the case that print the old account are withdrawn and made anew; approved ones keep it.
    """
    with transaction.atomic():
        receipts = _receipts_of(account_id)
        row = _row(account_id)
        if (
            row.state != PayeeState.COOLING.value
            or row.effective_on is None
            or row.effective_on > local_date(now)
        ):
            return False
        old = PayeeAccount.objects.select_for_update().filter(
            party=row.party, state=PayeeState.EFFECTIVE.value
        )
        for one in old:
            _end(one, PayeeState.REPLACED, "由新账户替换", now)
            PayeeStep.objects.create(
                court_id=one.court_id, account=one, state=one.state, text=one.ended_reason, at=now, by=key_of(actor),
                by_name=actor.name[:60],
            )  # fmt: skip
        row.state = PayeeState.EFFECTIVE.value
        row.save(update_fields=["state"])
        sealed = bytes(row.account_sealed), bytes(row.account_index), row.account_masked
        name_party_account(party_id=row.party_id, bank_name=row.bank_name, sealed=sealed)
        withdraw_proposed(
            receipts=receipts,
            reason="收款账户变更，按新账户重新拟定。",
            now=now,
            actor=actor,
            only_party=row.party_id,
        )
        _step(row, "payee.effective", "", now, actor)
        _free(receipts, now, actor)
        return True


def adopt_bank_name(*, plan: Plan, line: PlanLine, now: datetime, actor: Actor) -> None:
    """The approver of a repair has confirmed the corrected name of the bank: the same account is paid to from now on."""
    party = line.party
    if party is None or party.account_sealed is None:
        return
    _keep_filed(party, now)
    for old in PayeeAccount.objects.select_for_update().filter(party=party, state=PayeeState.EFFECTIVE.value):
        _end(old, PayeeState.REPLACED, "更正开户行", now)
    today = local_date(now)
    row = PayeeAccount.objects.create(
        court_id=party.court_id, case_id=party.case_id, party=party, holder_name=line.payee_name,
        bank_name=line.payee_bank, account_sealed=party.account_sealed, account_index=party.account_index or b"",
        account_masked=party.account_masked, source=PayeeSource.REPAIR.value, state=PayeeState.EFFECTIVE.value,
        reason=line.reason, repairs_id=plan.repairs_id, same_account=True, proposed_at=plan.proposed_at,
        proposed_by=plan.proposed_by, proposed_by_name=plan.proposed_by_name, confirmed_on=today,
        confirmed_by=key_of(actor), confirmed_by_name=actor.name[:60], effective_on=today,
    )  # fmt: skip
    sealed = bytes(party.account_sealed), bytes(party.account_index or b""), party.account_masked
    name_party_account(party_id=party.pk, bank_name=line.payee_bank, sealed=sealed)
    _step(row, "payee.bank_corrected", f"开户行更正为{line.payee_bank}", now, actor)


def effective_now(*, now: datetime, limit: int, actor: Actor) -> list[UUID]:
    """Let every confirmed account whose cooling-off has ended take effect; the accounts."""
    due = PayeeAccount.objects.filter(state=PayeeState.COOLING.value, effective_on__lte=local_date(now))
    keys = due.order_by("effective_on", "id").values_list("id", flat=True)[:limit]
    return [key for key in keys if take_effect(account_id=key, now=now, actor=actor)]


def _receipts_of(account_id: UUID) -> list[Receipt]:
    """The receipts of the account's case, locked first and in order, as everybody locks them."""
    case_id = PayeeAccount.objects.values_list("case_id", flat=True).get(pk=account_id)
    rows = Receipt.objects.select_for_update(of=("self",)).filter(case_id=case_id)
    return list(rows.order_by("pk"))


def _row(account_id: UUID) -> PayeeAccount:
    """The account with its party locked before it: a change and an approval never cross."""
    party_id = PayeeAccount.objects.values_list("party_id", flat=True).get(pk=account_id)
    Party.objects.select_for_update(no_key=True, of=("self",)).get(pk=party_id)
    return (
        PayeeAccount.objects.select_for_update(of=("self",))
        .select_related("party", "case")
        .get(pk=account_id)
    )


def _locked(account_id: UUID, actor: Actor, *, second: bool = True) -> PayeeAccount:
    row = _row(account_id)
    actor.require(row.court_id, *CONFIRMERS, *(() if second else PAYEE_PROPOSERS))
    if second and (actor.user_id is None or key_of(actor) == row.proposed_by):
        raise NotAllowed("账户变更须由提出人以外的人员回拨核实并确认。")
    return row


def _end(row: PayeeAccount, state: PayeeState, reason: str, now: datetime) -> None:
    row.state, row.ended_at, row.ended_reason = state.value, now, reason[:300]
    row.save(update_fields=["state", "ended_at", "ended_reason"])


def _free(receipts: list[Receipt], now: datetime, actor: Actor) -> None:
    """Money that waited for the account is planned again."""
    waiting = [one.pk for one in receipts if one.blocked_by in WAITING_FOR_PAYEE]
    Receipt.objects.filter(pk__in=waiting, state=ReceiptState.MARKED.value).update(
        blocked_by="", blocked_text="", changed_at=now, changed_by=actor.name[:60]
    )


def _step(row: PayeeAccount, kind: str, text: str, now: datetime, actor: Actor) -> None:
    PayeeStep.objects.create(
        court_id=row.court_id, account=row, state=row.state, text=text[:300], at=now, by=key_of(actor),
        by_name=actor.name[:60],
    )  # fmt: skip
    record(
        court_id=row.court_id, subject=f"case:{row.case_id}", kind=kind, at=now, actor=actor,
        body={"account": str(row.id), "party": str(row.party_id), "masked": row.account_masked, "text": text[:200]},
    )  # fmt: skip
