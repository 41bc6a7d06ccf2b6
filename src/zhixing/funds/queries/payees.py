"""Whose account is confirmed, what is being changed, and why money to somebody waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhixing.cases.models import Party
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import (
    UNSETTLED,
    LineKind,
    PayeeAccount,
    PayeeState,
    Plan,
    PlanLine,
    ThirdPartyPayee,
    ThirdState,
)

CONFIRMERS = (Role.OFFICER, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF)
"""Who may be the second person of a change."""


def open_changes(party_ids: Iterable[UUID]) -> dict[UUID, PayeeAccount]:
    """The changes that are not settled yet, by party. One query."""
    rows = PayeeAccount.objects.filter(party_id__in=list(party_ids), state__in=UNSETTLED)
    return {row.party_id: row for row in rows}


def change_text(change: PayeeAccount) -> str:
    """Why money to the party waits, in words."""
    if change.state == PayeeState.COOLING.value and change.effective_on:
        return f"收款账户变更已核实，冷静期至 {change.effective_on:%Y-%m-%d}"
    since = f"{change.proposed_by_name}于 {local_date(change.proposed_at):%Y-%m-%d} 提出"
    return f"收款账户变更待他人回拨核实（{since}）"


def third_payees(party_ids: Iterable[UUID]) -> dict[UUID, ThirdPartyPayee]:
    """The payees announced or allowed in place of parties. One query."""
    live = [ThirdState.ANNOUNCED.value, ThirdState.ALLOWED.value]
    rows = ThirdPartyPayee.objects.select_related("instead_of").filter(
        instead_of_id__in=list(party_ids), state__in=live
    )
    return {row.instead_of_id: row for row in rows}


def third_text(third: ThirdPartyPayee) -> str:
    """Why money to a payee who is no party waits, in words."""
    if third.objection:
        return f"案外收款人{third.name}：当事人有异议，待处理"
    return f"案外收款人{third.name}公示至 {third.waits_until:%Y-%m-%d}，之后由他人审核"


def blockers(plan: Plan, lines: Iterable[PlanLine]) -> list[str]:
    """Why a proposed plan may not be approved now, each in words; empty when nothing stands against it. Three queries."""
    return _blockers([(plan, lines)])[plan.pk]


def _blockers(plans: Iterable[tuple[Plan, Iterable[PlanLine]]]) -> dict[UUID, list[str]]:
    transfers = {
        plan.pk: (plan, [line for line in lines if line.payee_account_sealed is not None])
        for plan, lines in plans
    }
    every = [line for _, lines in transfers.values() for line in lines]
    parties = Party.objects.in_bulk({line.party_id for line in every if line.party_id})
    changes = open_changes(parties)
    thirds = ThirdPartyPayee.objects.in_bulk({line.third_party_id for line in every if line.third_party_id})
    found: dict[UUID, list[str]] = {}
    for key, (plan, lines) in transfers.items():
        words = [_against(plan, line, parties, changes, thirds) for line in lines]
        found[key] = [text for text in dict.fromkeys(words) if text]
    return found


def _against(
    plan: Plan,
    line: PlanLine,
    parties: dict[UUID, Party],
    changes: dict[UUID, PayeeAccount],
    thirds: dict[UUID, ThirdPartyPayee],
) -> str:
    """What stands against one transfer; empty when nothing does."""
    third = thirds.get(line.third_party_id) if line.third_party_id else None
    if third is not None:
        return "" if third.state == ThirdState.ALLOWED.value else third_text(third)
    party = parties.get(line.party_id) if line.party_id else None
    if party is None:
        of_applicant = line.kind == LineKind.APPLICANT.value
        return f"{line.payee_name}：收款账户没有经过登记确认，请撤回后重新拟定" if of_applicant else ""
    if party.pk in changes:
        return f"{party.name}：{change_text(changes[party.pk])}"
    if bytes(line.payee_account_sealed or b"") == bytes(party.account_sealed or b""):
        return ""
    return f"{party.name}：收款账户在方案拟定后已经变更，请撤回后重新拟定"


def blockers_of(plan_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The blockers of plans on a page, only of those that have some. Five queries."""
    plans = Plan.objects.filter(pk__in=list(plan_ids)).prefetch_related("lines")
    waiting = _blockers((plan, plan.lines.all()) for plan in plans)
    return {pk: words for pk, words in waiting.items() if words}


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step on the way of an account."""

    state: PayeeState
    text: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account of a party for the page."""

    id: UUID | None
    party_id: UUID
    party: str
    case_id: UUID
    case_number: str
    court_id: int
    holder: str
    bank: str
    account: str
    source: str
    state: PayeeState
    reason: str
    proposed_at: datetime | None
    proposed_by: str
    proposed_by_key: str
    called: str
    confirmed_by: str
    effective_on: date | None
    steps: tuple[StepLine, ...] = ()

    @property
    def is_called(self) -> bool:
        """Whether the call to the number on file is recorded."""
        return bool(self.called)


def _line(row: PayeeAccount) -> AccountLine:
    called = (
        f"{row.called_by_name} 拨打登记号码 {row.called_number_masked}：{row.called_said}"
        if row.called_by
        else ""
    )
    return AccountLine(
        id=row.id, party_id=row.party_id, party=row.party.name, case_id=row.case_id, case_number=row.case.number,
        court_id=row.court_id, holder=row.holder_name, bank=row.bank_name, account=row.account_masked,
        source=row.source, state=PayeeState(row.state), reason=row.reason, proposed_at=row.proposed_at,
        proposed_by=row.proposed_by_name, proposed_by_key=row.proposed_by, called=called,
        confirmed_by=row.confirmed_by_name, effective_on=row.effective_on,
        steps=tuple(
            StepLine(PayeeState(step.state), step.text, step.at, step.by_name)
            for step in sorted(row.steps.all(), key=lambda one: (one.at, one.id))
        ),
    )  # fmt: skip


def accounts_of_case(case_id: UUID) -> list[AccountLine]:
    """Every account of the applicants of a case, newest first; one only known from filing is listed as such."""
    rows = (
        PayeeAccount.objects.filter(case_id=case_id).select_related("party", "case").prefetch_related("steps")
    )
    lines = [_line(row) for row in rows.order_by("-proposed_at", "-id")]
    known = {line.party_id for line in lines}
    filed = (
        Party.objects.filter(case_id=case_id, role="applicant").exclude(pk__in=known).select_related("case")
    )
    for party in filed.order_by("position"):
        if party.account_sealed is not None:
            lines.append(
                AccountLine(
                    None, party.pk, party.name, party.case_id, party.case.number, party.court_id, party.name,
                    party.bank_name, party.account_masked, "filing", PayeeState.EFFECTIVE, "立案时提供", None, "", "",
                    "", "", party.case.filed_on,
                )
            )  # fmt: skip
    return lines


def account_line(account_id: UUID) -> AccountLine | None:
    """One account that may be seen."""
    rows = (
        PayeeAccount.objects.filter(pk=account_id).select_related("party", "case").prefetch_related("steps")
    )
    row = rows.first()
    return _line(row) if row else None


def to_confirm(actor: Actor) -> list[AccountLine]:
    """The changes that wait for this person as the second pair of eyes."""
    courts = actor.courts_as(*CONFIRMERS)
    rows = PayeeAccount.objects.filter(court_id__in=courts, state=PayeeState.PROPOSED.value)
    rows = rows.exclude(proposed_by=f"user:{actor.user_id}").select_related("party", "case")
    return [_line(row) for row in rows.prefetch_related("steps").order_by("proposed_at", "id")[:200]]


def thirds_of_case(case_id: UUID) -> list[ThirdPartyPayee]:
    """The payees of a case who are no party, newest first."""
    rows = ThirdPartyPayee.objects.filter(case_id=case_id).select_related("instead_of")
    return list(rows.order_by("-proposed_at", "-id"))
