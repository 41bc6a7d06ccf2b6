"""Money put aside for refund or deposit, rules given beforehand and their sample, a court's settings: what the pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from zhixing.cases.models import Party
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import (
    Deposit,
    FundsPolicy,
    PayoutReview,
    PayoutRule,
    PolicyChange,
    ReviewState,
    RuleState,
)
from zhixing.funds.rules.court_settings import SETTINGS, Setting
from zhixing.funds.rules.payments import may_approve
from zhixing.law.case_funds import DEPOSIT_NAMES, Approver, DepositGround

ROWS_MAX = 300

_HELD = """
SELECT r.line_id, r.court_id, c.id, c.number, l.name, l.account_masked, (l.account_sealed IS NOT NULL AND l.name <> ''),
       l.booked_on, put.fen - coalesce(gone.fen, 0),
       EXISTS (SELECT 1 FROM funds_plan p WHERE p.receipt_id = r.line_id AND p.source = %s AND p.state = 'proposed')
  FROM (SELECT p.receipt_id, sum(x.fen) AS fen FROM funds_planline x JOIN funds_plan p ON p.id = x.plan_id
         WHERE p.state = 'approved' AND x.kind = %s AND x.payee_account_sealed IS NULL GROUP BY p.receipt_id) AS put
  LEFT JOIN (SELECT p.receipt_id, sum(p.pool_fen) AS fen FROM funds_plan p
              WHERE p.state = 'approved' AND p.source = %s GROUP BY p.receipt_id) AS gone USING (receipt_id)
  JOIN funds_receipt r ON r.line_id = put.receipt_id JOIN funds_statementline l ON l.id = r.line_id
  JOIN cases_case c ON c.id = r.case_id
 WHERE put.fen > coalesce(gone.fen, 0) ORDER BY l.booked_on, r.line_id LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class HeldLine:
    """What of a receipt lies aside, in fen, and whether its way out is proposed."""

    receipt_id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    payer: str
    payer_account: str
    can_go_back: bool
    on: date
    fen: int
    is_proposed: bool


def _held(source: str, kind: str) -> list[HeldLine]:
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [source, kind, source, ROWS_MAX])
        rows = cursor.fetchall()
    return [
        HeldLine(receipt, court, case, number, payer, account, can, on, int(fen), proposed)
        for receipt, court, case, number, payer, account, can, on, fen, proposed in rows
    ]


def refunds_held() -> list[HeldLine]:
    """Overpaid money that waits to go back to its payer, oldest first."""
    return _held("refund_payable", "refund")


def deposits_held() -> list[HeldLine]:
    """Deposited money that still lies with the court, oldest first."""
    return _held("deposit", "deposit")


@dataclass(frozen=True, slots=True)
class DepositLine:
    """A deposit whose creditor is to be told, or was."""

    id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    payee: str
    fen: int
    cost_fen: int
    ground: str
    notice_due_on: date | None
    noticed_on: date | None
    notice_text: str


def deposit_notices() -> list[DepositLine]:
    """Approved deposits, those to be told first."""
    rows = Deposit.objects.exclude(notice_due_on=None).select_related("case")
    return [
        DepositLine(
            row.id, row.court_id, row.case_id, row.case.number, row.payee_name, row.fen, row.cost_fen,
            DEPOSIT_NAMES[DepositGround(row.ground)], row.notice_due_on, row.noticed_on, row.notice_text,
        )
        for row in sorted(rows[:ROWS_MAX], key=lambda one: (one.noticed_on is not None, one.notice_due_on or date.max))
    ]  # fmt: skip


def applicants_with_account(case_ids: Sequence[UUID]) -> dict[UUID, Party]:
    """The one applicant of each case to whom a deposit can be released; cases with several are left out."""
    found: dict[UUID, list[Party]] = {}
    for party in Party.objects.filter(case_id__in=list(case_ids), role="applicant"):
        found.setdefault(party.case_id, []).append(party)
    return {
        key: people[0]
        for key, people in found.items()
        if len(people) == 1 and people[0].account_sealed is not None
    }


# ---- rules given beforehand ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule given beforehand, in fen."""

    id: UUID
    court_id: int
    case_id: UUID
    case_number: str
    payee: str
    account: str
    each_fen: int
    total_fen: int
    used_fen: int
    valid_until: date
    state: RuleState
    tier: str
    reason: str
    proposed_by: str
    proposed_by_key: str
    given_by: str
    ended: str

    @property
    def left_fen(self) -> int:
        """What may still be paid under it."""
        return self.total_fen - self.used_fen


def _rule_line(row: PayoutRule) -> RuleLine:
    ended = f"{row.ended_by_name}：{row.ended_reason}" if row.ended_reason else ""
    return RuleLine(
        row.id, row.court_id, row.case_id, row.case.number, row.payee.name, row.payee_account_masked, row.each_fen,
        row.total_fen, row.used_fen, row.valid_until, RuleState(row.state), row.tier, row.reason, row.proposed_by_name,
        row.proposed_by, row.given_by_name, ended,
    )  # fmt: skip


def payout_rules(*, case_id: UUID | None = None) -> list[RuleLine]:
    """Rules, those to be given first, then the active ones, then the others; of one case if it is given."""
    rows = PayoutRule.objects.select_related("case", "payee")
    if case_id is not None:
        rows = rows.filter(case_id=case_id)
    order = list(RuleState)
    lines = [_rule_line(row) for row in rows.order_by("-proposed_at", "-id")[:ROWS_MAX]]
    return sorted(lines, key=lambda line: order.index(line.state))


def may_give(rule: RuleLine, actor: Actor) -> bool:
    """Whether this person may give a proposed rule."""
    roles = [Role(tier.value) for tier in may_approve(Approver(rule.tier))]
    return (
        rule.state is RuleState.PROPOSED
        and actor.has(rule.court_id, *roles)
        and rule.proposed_by_key != f"user:{actor.user_id}"
    )


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A payment by rule that was drawn for a look afterwards."""

    id: UUID
    court_id: int
    plan_id: UUID
    case_number: str
    fen: int
    drawn_at: datetime
    given_by: str
    given_by_key: str
    state: ReviewState
    result: str


def reviews(*, open_only: bool = True) -> list[ReviewLine]:
    """The sample: what waits for a look, oldest first; or what was looked at, latest first."""
    rows = PayoutReview.objects.select_related("plan__case", "rule")
    if open_only:
        rows = rows.filter(state=ReviewState.OPEN.value).order_by("drawn_at", "id")
    else:
        rows = rows.exclude(state=ReviewState.OPEN.value).order_by("-reviewed_at", "-id")
    return [
        ReviewLine(
            row.id, row.court_id, row.plan_id, row.plan.number, row.plan.pool_fen, row.drawn_at, row.rule.given_by_name,
            row.given_by, ReviewState(row.state), f"{row.reviewed_by_name}：{row.reason}" if row.reviewed_by else "",
        )
        for row in rows[:ROWS_MAX]
    ]  # fmt: skip


# ---- a court's settings ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting with its value and the change that waits for a second person."""

    setting: Setting
    value: int
    pending: PolicyChange | None

    @property
    def shown(self) -> int:
        """The value as a person writes it: yuan for money."""
        return self.value // 100 if self.setting.is_money else self.value


def settings_of(court_id: int) -> list[SettingLine]:
    """The settings of a court in the order of the page."""
    policy = FundsPolicy.objects.filter(court_id=court_id).first() or FundsPolicy(court_id=court_id)
    pending = {row.setting: row for row in PolicyChange.objects.filter(court_id=court_id, state="proposed")}
    return [SettingLine(one, getattr(policy, name), pending.get(name)) for name, one in SETTINGS.items()]


def setting_changes(court_id: int) -> list[PolicyChange]:
    """The latest changes of a court's settings."""
    return list(PolicyChange.objects.filter(court_id=court_id).order_by("-proposed_at", "-id")[:50])
