"""When a plan may be paid by a rule given beforehand, and which of them are drawn for a look afterwards."""

import hashlib
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a rule allows: fen each and in total, what of it is used, until which day."""

    each_fen: int
    total_fen: int
    used_fen: int
    valid_until: date


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of the plan and its case on the day."""

    fen: int
    on: date
    proposed_by_system: bool
    only_to_locked_payee: bool
    applicants: int
    is_suspended: bool
    is_deferred: bool
    is_disputed: bool


def stands_against(allowance: Allowance, circumstances: Circumstances) -> list[str]:
    """Why the rule does not pay this plan, each in words; empty when it does."""
    checks = (
        (circumstances.on > allowance.valid_until, f"授权已于 {allowance.valid_until:%Y-%m-%d} 届满"),
        (circumstances.fen > allowance.each_fen, "超出单笔上限"),
        (allowance.used_fen + circumstances.fen > allowance.total_fen, "超出累计上限"),
        (not circumstances.proposed_by_system, "方案不是系统按法定顺序拟定的"),
        (not circumstances.only_to_locked_payee, "收款人或者账户与授权不一致"),
        (circumstances.applicants != 1, "不止一名申请执行人"),
        (circumstances.is_suspended, "案件中止或者暂缓"),
        (circumstances.is_deferred, "款项延缓发放"),
        (circumstances.is_disputed, "有异议或者分配程序未结束"),
    )
    return [words for stands, words in checks if stands]


def is_drawn(plan_id: UUID, *, percent: int) -> bool:
    """Whether a payment is looked at afterwards: by the hash of its key, so anybody can check the draw.

    `percent` from 0 to 100; 100 draws every payment.
    """
    number = int.from_bytes(hashlib.sha256(plan_id.bytes).digest()[:8], "big")
    return number % 100 < percent
