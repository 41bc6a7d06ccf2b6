"""Where a receipt's money is, who holds it, since when and until when: its way like a parcel's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.queries import FactLine
from zhixing.foundation.identity.roles import Role
from zhixing.funds.models import DeferralState, LineUse, PaymentState, PlanState, ReceiptState, StatementLine
from zhixing.funds.queries.deferrals import deferrals_of
from zhixing.funds.queries.lists import ReceiptDetail, ReceiptLine
from zhixing.funds.queries.payments import PaymentLine
from zhixing.funds.queries.plans import PlanView
from zhixing.law.amounts import yuan_text


class Mark(StrEnum):
    """How a stage stands. Only the bank's own word makes one confirmed."""

    AHEAD = "draft"
    WAITING = "waiting"
    DONE = "done"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    URGENT = "overdue"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way: what, how it stands, when (moment or day), by whom, the next term, where to look."""

    title: str
    mark: Mark
    word: str
    text: str = ""
    who: str = ""
    at: datetime | None = None
    on: date | None = None
    since: date | None = None
    until: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where the money is now, who must act, since when, until when; `until` None when nobody waits."""

    place: str
    hand: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class BankRecord:
    """The line as the bank wrote it, and the statement it came with."""

    serial: str
    booked_at: datetime
    fen: int
    balance_fen: int | None
    name: str
    account: str
    remark: str
    sub_account: str
    statement_id: UUID
    statement_name: str
    place: int
    reversed_serial: str
    reversed_on: date | None
    line_id: UUID
    is_hand: bool = False


def bank_record(receipt_id: UUID) -> BankRecord:
    """The bank's line of a receipt. One query."""
    line = StatementLine.objects.select_related("statement", "reversed_by").get(pk=receipt_id)
    back = getattr(line, "reversed_by", None)
    return BankRecord(
        line.serial, line.booked_at, line.fen, line.balance_fen, line.name, line.account_masked, line.remark,
        line.sub_account, line.statement_id, line.statement.name, line.place,
        back.serial if back else "", back.booked_on if back else None, line.pk,
        line.use == LineUse.HAND.value,
    )  # fmt: skip


def track(detail: ReceiptDetail, record: BankRecord) -> list[Stage]:
    """The stages, in the order of the way; those ahead are listed as such."""
    stages = [_arrival(record), _marking(detail)]
    if detail.receipt.state is ReceiptState.REVERSED:
        if record.is_hand:
            return [
                *stages,
                Stage("退票", Mark.ENDED, "已退票", "", on=local_date(detail.receipt.changed_at)),
            ]
        text = f"冲正流水 {record.reversed_serial}" if record.reversed_serial else ""
        return [*stages, Stage("银行冲正", Mark.ENDED, "已冲正", text, on=record.reversed_on)]
    stages += _deferring(detail)
    stages += _planning(detail)
    return [*stages, *_paying(detail)]


def _arrival(record: BankRecord) -> Stage:
    if record.is_hand:
        return Stage(
            "现金票据收取", Mark.DONE, "两名执行人员收取", record.remark, record.name, record.booked_at,
            url=f"/funds/hand/{record.line_id}/",
        )  # fmt: skip
    return Stage(
        "银行入账", Mark.CONFIRMED, "银行已入账", f"流水 {record.serial}，{record.statement_name} 第 {record.place} 行",
        record.name, record.booked_at, url=f"/funds/import/{record.statement_id}/",
    )  # fmt: skip


def _fact(detail: ReceiptDetail, kind: str) -> FactLine | None:
    return next((fact for fact in detail.track if fact.kind == kind), None)


def _marking(detail: ReceiptDetail) -> Stage:
    receipt = detail.receipt
    if receipt.case_id is None:
        if receipt.state is ReceiptState.REVERSED:
            return Stage("认领到案", Mark.ENDED, "未认领")
        return Stage(
            "认领到案", Mark.WAITING, "待认领", receipt.waits_for, "案款管理员、执行员", since=receipt.arrived_on,
            until=receipt.due_on,
        )  # fmt: skip
    fact = _fact(detail, "money.marked")
    reason = str(fact.body.get("reason", "")) if fact else ""
    by = f"依据{receipt.marked_by.label}" if receipt.marked_by else ""
    text = f"{receipt.case_number}，{by}" + (f"：{reason}" if reason else "")
    return Stage(
        "认领到案", Mark.DONE, "已标记", text, fact.actor_name if fact else "", fact.at if fact else None,
        url=f"/cases/{receipt.case_id}/",
    )  # fmt: skip


def _deferring(detail: ReceiptDetail) -> Iterator[Stage]:
    """The deferrals of the money, first to last; one that lasts shows its ground and its last day."""
    for one in reversed(deferrals_of(detail.receipt.id)):
        text, url = f"{one.ground_name}：{one.reason}", f"/funds/deferrals/{one.id}/"
        if one.state is DeferralState.PROPOSED:
            yield Stage(
                "延缓发放", Mark.WAITING, "待批准延缓", text, "执行局局长或者分管副院长", since=local_date(one.proposed_at),
                until=one.pay_by, url=url,
            )  # fmt: skip
        elif one.state is DeferralState.APPROVED:
            yield Stage(
                "延缓发放", Mark.WAITING, "延缓中", text, f"承办人（{one.decided_by}批准）", since=one.since, until=one.until,
                url=url,
            )  # fmt: skip
        elif one.state is DeferralState.ENDED:
            yield Stage(
                "延缓发放", Mark.ENDED, "延缓已结束", text, one.decided_by, on=one.cause_ended_on, url=url
            )
        else:
            yield Stage("延缓发放", Mark.ENDED, "不予延缓", one.refusal, one.decided_by, url=url)


def _planning(detail: ReceiptDetail) -> Iterator[Stage]:
    receipt = detail.receipt
    live = [
        plan
        for plan in detail.plans
        if plan.state in (PlanState.PROPOSED, PlanState.APPROVED) and not plan.is_repair
    ]
    if not live:
        last = next((plan for plan in detail.plans if plan.state is PlanState.REJECTED), None)
        if receipt.case_id is None:
            yield Stage("分配方案", Mark.AHEAD, "未到")
        else:
            text = receipt.waits_for if not last else f"上一方案被退回：{last.reason}"
            yield Stage(
                "分配方案",
                Mark.WAITING,
                "待制作",
                text,
                "承办人",
                since=receipt.arrived_on,
                until=receipt.pay_by,
            )
        yield Stage("审批", Mark.AHEAD, "未到")
        return
    plan = live[0]
    sums = "，".join(f"{line.kind.label} {yuan_text(line.fen, True)}" for line in plan.lines)
    yield Stage(
        "分配方案",
        Mark.DONE,
        "已提出",
        sums,
        plan.proposed_by,
        plan.proposed_at,
        url=f"/funds/plans/{plan.id}/",
    )
    yield _approval(plan, "审批")
    for repair in sorted(detail.plans, key=lambda one: one.proposed_at):
        if repair.is_repair and repair.state in (PlanState.PROPOSED, PlanState.APPROVED):
            yield _approval(repair, "更正收款信息后重发的审批")


def _approval(plan: PlanView, title: str) -> Stage:
    url = f"/funds/plans/{plan.id}/"
    if plan.state is PlanState.APPROVED:
        return Stage(title, Mark.DONE, "已批准", "", plan.decided_by, plan.decided_at, url=url)
    return Stage(
        title, Mark.WAITING, "待审批", f"由{Role(plan.approver_role).label}审批，提出人不能自己批准",
        Role(plan.approver_role).label, since=local_date(plan.proposed_at), until=plan.pay_by, url=url,
    )  # fmt: skip


def _paying(detail: ReceiptDetail) -> Iterator[Stage]:
    approved = [plan for plan in detail.plans if plan.state is PlanState.APPROVED]
    if not detail.payments:
        if approved and detail.receipt.state is ReceiptState.CLEARED:
            yield Stage(
                "付款", Mark.DONE, "无须付款", "全部抵作申请执行费或者转入应退款", approved[0].decided_by
            )
        else:
            yield Stage("付款", Mark.AHEAD, "未到")
            yield Stage("银行回执", Mark.AHEAD, "未到")
        return
    for payment in reversed(detail.payments):
        yield from _payment(payment)


def _payment(payment: PaymentLine) -> Iterator[Stage]:
    url = f"/funds/payments/{payment.id}/"
    text = f"{yuan_text(payment.fen, True)} 元 → {payment.payee} {payment.payee_account}"
    if payment.state is PaymentState.READY:
        since = local_date(payment.made_at)
        yield Stage(
            "付款", Mark.WAITING, "待送银行", text, "案款管理员", since=since, until=payment.pay_by, url=url
        )
        yield Stage("银行回执", Mark.AHEAD, "未到")
        return
    yield Stage("付款", Mark.DONE, "已送银行", text, "案款管理员", payment.sent_at, url=url)
    yield _answer(payment, url)


def _answer(payment: PaymentLine, url: str) -> Stage:
    since = local_date(payment.sent_at or payment.made_at)
    if payment.state is PaymentState.DONE:
        text = f"银行流水 {payment.bank_serial}" if payment.bank_serial else ""
        return Stage("银行回执", Mark.CONFIRMED, "银行已付", text, "银行", on=payment.paid_on, url=url)
    if payment.state is PaymentState.FAILED:
        why = payment.bank_text or payment.bank_code or "银行没有说明原因"
        word = "已退回，已提出更正" if payment.is_repaired else "银行退回"
        mark = Mark.ENDED if payment.is_repaired else Mark.REFUSED
        return Stage(
            "银行回执", mark, word, why, "" if payment.is_repaired else "案款管理员、执行员更正", payment.answered_at,
            until=None if payment.is_repaired else payment.pay_by, since=since, url=url,
        )  # fmt: skip
    if payment.state is PaymentState.UNKNOWN:
        text = f"以编号 {payment.reference} 向银行查询，不得重付"
        return Stage(
            "银行回执",
            Mark.URGENT,
            "结果不明",
            text,
            "案款管理员",
            since=since,
            until=payment.pay_by,
            url=url,
        )
    return Stage("银行回执", Mark.SENT, "等待银行", "", "银行", since=since, until=payment.pay_by, url=url)


def whereabouts(detail: ReceiptDetail, stages: list[Stage], line: ReceiptLine) -> Whereabouts:
    """Where the money is by the books, and whose hand is next: the blocker of `line`, read with its next hand."""
    receipt = detail.receipt
    waiting = next((stage for stage in stages if stage.mark in _WAITING), None)
    hand = line.waits_for if line.due_on and line.waits_for else "没有待办事项"
    since = line.waits_since or local_date(receipt.changed_at)
    return Whereabouts(_place(detail), hand, since, waiting.until if waiting else None)


_WAITING = frozenset({Mark.WAITING, Mark.SENT, Mark.URGENT, Mark.REFUSED})


def _place(detail: ReceiptDetail) -> str:
    receipt = detail.receipt
    if receipt.state is ReceiptState.UNIDENTIFIED:
        return "案款专户 · 不明款"
    if receipt.state is ReceiptState.REVERSED:
        return "已由银行冲回付款人"
    if not any(plan.state is PlanState.APPROVED for plan in detail.plans):
        return f"案款专户 · {receipt.case_number}子账户"
    states = {payment.state for payment in detail.payments if not payment.is_repaired}
    if PaymentState.FAILED in states:
        return f"案款专户 · {receipt.case_number}子账户（银行退回）"
    if states - {PaymentState.DONE}:
        return "案款专户 · 在途，付给" + "、".join(sorted({one.payee for one in detail.payments}))
    return (
        "已付给" + "、".join(sorted({one.payee for one in detail.payments}))
        if states
        else "已转入执行费或者应退款"
    )
