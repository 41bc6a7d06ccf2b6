"""What a party is told about money, in Chinese and Korean: arrival, deferral, payment, return.

Nothing here holds a full account number: the bank and the masked number are enough to know one's own account.
"""

from dataclasses import dataclass
from datetime import date

from zhixing.law.amounts import yuan_text
from zhixing.law.case_funds import DEFERRAL_NAMES, Deferral
from zhixing.law.working_days import period_end

TELL_WITHIN_DAYS = 3
"""The house's own term: nothing about a party's money is left untold longer."""

_GROUNDS_KO = {
    Deferral.DISTRIBUTION: "집행금 배당 절차가 필요함",
    Deferral.FROZEN_ELSEWHERE: "다른 사건 또는 범죄 혐의로 신청집행인의 금원이 보전·동결됨",
    Deferral.NOT_COLLECTED: "통지 후에도 신청집행인이 수령하지 않음",
    Deferral.STAYED: "사건의 집행이 중지 또는 유예됨",
    Deferral.OTHER_GOOD_REASON: "기타 정당한 사유",
}


@dataclass(frozen=True, slots=True)
class Words:
    """One message in both languages."""

    zh: str
    ko: str


def tell_by(on: date) -> date:
    """Until when a party must be told of what happened on a day."""
    return period_end(on, days=TELL_WITHIN_DAYS).last_day


def _day_zh(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _day_ko(on: date) -> str:
    return f"{on.year}년 {on.month}월 {on.day}일"


def of_arrival(*, number: str, fen: int, on: date, pay_by: date, to_applicant: bool) -> Words:
    """Money came in for a case: the applicant learns until when it is paid, the debtor that it counts."""
    sum_ = yuan_text(fen, True)
    zh = f"{number}案件于{_day_zh(on)}收到执行款{sum_}元。"
    ko = f"{number} 사건의 집행금 {sum_}위안이 {_day_ko(on)} 법원 계좌에 입금되었습니다. "
    if to_applicant:
        return Words(
            zh + f"本院将于{_day_zh(pay_by)}前核算、发放。",
            ko + f"법원은 {_day_ko(pay_by)}까지 정산하여 지급합니다.",
        )
    return Words(zh + "该款自到账之日起计入已履行数额。", ko + "이 금액은 입금일부터 이행액에 산입됩니다.")


def of_deferral(*, number: str, fen: int, ground: Deferral, until: date) -> Words:
    """The money will be paid later: why, up to which day, and when then."""
    sum_ = yuan_text(fen, True)
    return Words(
        f"{number}案件执行款{sum_}元因“{DEFERRAL_NAMES[ground]}”经批准延缓发放，至{_day_zh(until)}止；事由消失后十日内发放。",
        f"{number} 사건의 집행금 {sum_}위안은 다음 사유로 승인을 받아 지급이 연기되었습니다: {_GROUNDS_KO[ground]}. "
        f"기한은 {_day_ko(until)}까지이며, 사유가 없어진 날부터 10일 이내에 지급합니다.",
    )


def of_payment(
    *, number: str, fen: int, on: date, payee: str, bank: str, masked: str, to_applicant: bool
) -> Words:
    """The money left: the applicant learns into which account (masked), the debtor that it was passed on."""
    sum_ = yuan_text(fen, True)
    if not to_applicant:
        return Words(
            f"{number}案件执行款{sum_}元已于{_day_zh(on)}发放给{payee}。",
            f"{number} 사건의 집행금 {sum_}위안이 {_day_ko(on)} {payee}에게 지급되었습니다.",
        )
    account = f"{bank} {masked}".strip()
    return Words(
        f"{number}案件执行款{sum_}元已于{_day_zh(on)}汇入{payee}的账户（{account}），请查收。",
        f"{number} 사건의 집행금 {sum_}위안이 {_day_ko(on)} {payee}의 계좌({account})로 송금되었습니다. 확인하시기 바랍니다.",
    )


def of_return(*, number: str, fen: int, on: date, masked: str, reason: str) -> Words:
    """The bank sent the money back: the applicant is asked to check the account."""
    sum_ = yuan_text(fen, True)
    why_zh, why_ko = (f"（{reason}）", f" (사유: {reason})") if reason else ("", "")
    return Words(
        f"{number}案件执行款{sum_}元于{_day_zh(on)}被银行退回{why_zh}，收款账户 {masked}。款项仍在本院，请尽快核对并补正收款信息。",
        f"{number} 사건의 집행금 {sum_}위안이 {_day_ko(on)} 은행에서 반환되었습니다{why_ko}. 수취 계좌 {masked}. "
        "금원은 법원에 보관되어 있으니 수취 정보를 조속히 확인하여 정정하여 주십시오.",
    )
