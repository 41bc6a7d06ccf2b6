"""What goes wrong at the bank, decided by the seed and the payment's own reference, not by the order of calls."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Reason(StrEnum):
    """ISO 20022 reason codes this bank gives."""

    AC01 = "AC01"
    AC02 = "AC02"
    AC04 = "AC04"
    AM03 = "AM03"
    AM04 = "AM04"
    AM05 = "AM05"
    AM10 = "AM10"
    AM18 = "AM18"
    BE04 = "BE04"


WORDS = {
    Reason.AC01: "收款账号有误",
    Reason.AC02: "付款账号不是本账户",
    Reason.AC04: "收款账户已销户",
    Reason.AM03: "币种不是人民币",
    Reason.AM04: "余额不足",
    Reason.AM05: "重复的付款指令",
    Reason.AM10: "控制总额与明细不符",
    Reason.AM18: "笔数与明细不符",
    Reason.BE04: "收款人信息缺失或与账号不符",
}


@dataclass(frozen=True, slots=True)
class Faults:
    """How many in a thousand go wrong, by kind; all zero is a faultless bank.

    ``rejected``: refused at once as closed accounts, beside the card numbers that fail Luhn, which always
    are. ``returned``: executed, and sent back one to three days later. ``duplicated``: notified twice in the same
    bytes. ``late``: notified up to two days late. ``lost``: the file never arrives and no answer comes.
    ``timed_out``: the file is accepted and the answer lost.
    ``out_of_order``: what is due together is handed out in another order than it happened.
    """

    rejected: int = 0
    returned: int = 0
    duplicated: int = 0
    late: int = 0
    lost: int = 0
    timed_out: int = 0
    out_of_order: bool = False

    def __post_init__(self) -> None:
        for share in (self.rejected, self.returned, self.duplicated, self.late, self.lost, self.timed_out):
            if not 0 <= share <= 1000:
                raise ValueError(f"故障比例以千分计，应在 0 至 1000 之间，收到 {share}。")

    @classmethod
    def a_bad_day(cls) -> "Faults":
        """Every fault at once, often enough to be met in a hundred payments."""
        return cls(
            rejected=30, returned=50, duplicated=100, late=150, lost=150, timed_out=200, out_of_order=True
        )


@dataclass(frozen=True, slots=True)
class Chance:
    """Dice whose throw depends on the seed, the kind of fault and the reference alone."""

    seed: int

    def below(self, kind: str, reference: str, limit: int) -> int:
        """A number from 0 to ``limit`` - 1."""
        digest = hashlib.sha256(f"{self.seed}:{kind}:{reference}".encode()).digest()
        return int.from_bytes(digest[:8]) % limit

    def strikes(self, kind: str, reference: str, per_mille: int) -> bool:
        """Whether a fault of this kind befalls this reference."""
        return self.below(kind, reference, 1000) < per_mille

    def return_reason(self, reference: str) -> Reason:
        """Why a transfer comes back."""
        return (Reason.AC01, Reason.AC04, Reason.BE04)[self.below("reason", reference, 3)]

    def days_until_return(self, reference: str) -> timedelta:
        """One to three days."""
        return timedelta(days=1 + self.below("return-days", reference, 3))

    def lateness(self, reference: str) -> timedelta:
        """One to forty-eight hours."""
        return timedelta(hours=1 + self.below("lateness", reference, 48))
