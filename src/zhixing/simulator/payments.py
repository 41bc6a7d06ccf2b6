"""Money that comes in for cases: who pays what, when, and what they write into the remark."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from zhixing.simulator.people import Census, Marriage, Party, surname_of
from zhixing.simulator.register import Case
from zhixing.simulator.styles import full_width


@dataclass(frozen=True, slots=True)
class Payment:
    """One bank line before it has a serial; a reversal's ``fen`` is negative; the last three are the truth."""

    at: datetime
    fen: int
    payer: str
    payer_account: str
    remark: str
    sub_account: str
    case: Case | None
    debtor: Party | None
    note: str | None


def draw_payments(
    rng: random.Random,
    census: Census,
    cases: Sequence[Case],
    marriages: dict[str, Marriage],
) -> list[Payment]:
    """What the debtors of seven cases in ten pay, with the strangers', the doubled and the reversed lines."""
    payments: list[Payment] = []
    for case in cases:
        if rng.random() < 0.72:
            payments += _pay_case(rng, census, case, marriages)
    for paid in list(payments):
        fate = rng.random()
        if fate < 0.013:
            payments.append(replace(paid, at=paid.at + timedelta(minutes=7), note="genuine second transfer"))
        elif fate < 0.026:
            payments.append(reversal(paid, paid.at + timedelta(minutes=30)))
    for _ in range(max(2, len(payments) // 66)):
        payments.append(_of_no_case(rng, census, cases))
    return payments


def reversal(paid: Payment, at: datetime) -> Payment:
    """The bank taking a line back: same payer, account, sub-account and amount, the remark prefixed."""
    return replace(paid, at=at, fen=-paid.fen, remark=f"冲正 {paid.remark}", debtor=None, note="reversal")


def office_hours(rng: random.Random, day: date) -> datetime:
    """A moment of the day at which the bank's counter takes money."""
    return datetime.combine(day, time(rng.randint(8, 17), rng.randrange(60), rng.randrange(60)))


def _pay_case(
    rng: random.Random, census: Census, case: Case, marriages: dict[str, Marriage]
) -> list[Payment]:
    day = case.filed + timedelta(days=rng.randint(10, 160))
    paid = []
    for fen in _instalments(rng, case.principal_fen):
        debtor = rng.choice(case.debtors)
        line = Payment(
            at=office_hours(rng, day),
            fen=fen,
            payer=debtor.name,
            payer_account=census.card(),
            remark="",
            sub_account="",
            case=case,
            debtor=debtor,
            note=None,
        )
        paid.append(_with_remark(rng, census, line, marriages=marriages, case=case, debtor=debtor))
        day += timedelta(days=rng.randint(5, 60))
    return paid


def _instalments(rng: random.Random, principal_fen: int) -> list[int]:
    """Half of those who pay, pay all; the others a part, in hundreds of yuan, most of them once."""
    times = rng.choices((1, 2, 3), weights=(82, 13, 5))[0]
    in_full = rng.random() < 0.55
    total = principal_fen if in_full else principal_fen * rng.randint(5, 80) // 100
    parts = []
    for left in range(times, 1, -1):
        part = max(10_000, total // left * rng.randint(20, 130) // 100 // 10_000 * 10_000)
        if part < total:
            parts.append(part)
            total -= part
    parts.append(total if in_full else max(10_000, total // 10_000 * 10_000))
    return parts


def _with_remark(
    rng: random.Random,
    census: Census,
    line: Payment,
    *,
    case: Case,
    debtor: Party,
    marriages: dict[str, Marriage],
) -> Payment:
    way = rng.choices(
        ("sub-account", "exact", "incomplete", "applicant", "other payer", "vague"),
        weights=(574, 143, 60, 52, 80, 91),
    )[0]
    if way == "sub-account":
        return replace(line, remark=rng.choice(("案款", "", "执行款", "还款")), sub_account=case.sub_account)
    if way == "exact":
        return replace(line, remark=exact_remark(rng, case))
    if way == "incomplete":
        return replace(line, remark=_incomplete_remark(rng, case, debtor))
    if way == "applicant":
        who = case.applicant.name
        return replace(line, remark=rng.choice((f"还{who}欠款", f"付{who}")))
    if way == "other payer":
        remark = rng.choice((f"替{debtor.name}交执行款", f"代{debtor.name}还款", debtor.name, "转账"))
        return replace(line, payer=_somebody_else(rng, census, debtor, marriages), remark=remark)
    vague = rng.choices(("转账", "执行案款", "法院执行", f"{debtor.name}执行款"), weights=(21, 13, 10, 6))[0]
    return replace(line, remark=vague)


def exact_remark(rng: random.Random, case: Case) -> str:
    """The whole case number in one of the four ways payers write it."""
    year, rest = case.number[1:5], case.number[6:]
    court = rest.split("执")[0]
    return rng.choice(
        (
            f"{year}年{court}执字第{case.sequence}号",
            case.number,
            f"{year}{court}执{case.sequence}",
            f"({year}){rest}执行款",
        )
    )


def _incomplete_remark(rng: random.Random, case: Case, debtor: Party) -> str:
    """A number that lacks the year or the court, in part with full-width digits."""
    digits = "".join(char for char in case.number[6:].split("执")[0] if char.isdigit())
    if rng.random() < 0.58:
        return f"{full_width(digits)}执{str(case.sequence).replace('2', '２')}案款"
    return f"执{case.sequence}号 {debtor.name}"


def _somebody_else(rng: random.Random, census: Census, debtor: Party, marriages: dict[str, Marriage]) -> str:
    """Who pays for a debtor: the spouse, a relative of the same surname, or an acquaintance."""
    marriage = marriages.get(debtor.id_number)
    chance = rng.random()
    if marriage is not None and not marriage.divorced and chance < 0.5:
        return marriage.spouse_name
    if debtor.person and chance < 0.75:
        for _ in range(20):
            relative = census.person_name(surname_of(debtor.name))
            if relative != debtor.name:
                return relative
    return census.person_name()


def _of_no_case(rng: random.Random, census: Census, cases: Sequence[Case]) -> Payment:
    """Money that came to the wrong account, now and then from somebody who is a debtor."""
    case = rng.choice(cases)
    payer = rng.choice((census.person_name(), census.firm_name(), rng.choice(case.debtors).name))
    return Payment(
        at=office_hours(rng, case.filed + timedelta(days=rng.randint(5, 120))),
        fen=rng.randint(50, 900) * 1000,
        payer=payer,
        payer_account=census.card(),
        remark=rng.choice(("诉讼费", "保证金", "货款", "利息", "退款")),
        sub_account="",
        case=None,
        debtor=None,
        note=None,
    )
