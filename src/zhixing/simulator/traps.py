"""Bank lines made to mislead: each looks like money of a case that it is not, or hides the case it is of.

A house may leave any of these unidentified. What it may never do is mark one to another case than the truth
names; where the truth names none, it may mark it to none.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from zhixing.simulator.payments import Payment, exact_remark, office_hours, reversal
from zhixing.simulator.people import Census, Party
from zhixing.simulator.register import Case

# Characters that banks' older systems cannot store, and what they print in their place.
_RARE = {"䶮": "龑", "㛃": "洁", "垚": "尧", "堃": "坤", "淼": "渺", "喆": "哲"}


def draw_traps(
    rng: random.Random, census: Census, cases: Sequence[Case], payments: Sequence[Payment]
) -> list[Payment]:
    """One of each kind of trap for every hundred cases, two of each at the least."""
    traps: list[Payment] = []
    for _ in range(max(2, len(cases) // 100)):
        traps += _one_of_each(rng, census, cases)
    late = [
        paid for paid in payments if paid.fen > 0 and paid.case is not None and paid.note is None
    ]
    for paid in rng.sample(late, max(2, len(late) // 150)):
        traps.append(reversal(paid, paid.at + timedelta(days=rng.randint(1, 9))))
    return traps


def _one_of_each(rng: random.Random, census: Census, cases: Sequence[Case]) -> list[Payment]:
    def pick() -> tuple[Case, Party]:
        case = rng.choice(cases)
        return case, rng.choice(case.debtors)

    def line(
        case: Case, payer: str, remark: str, note: str, *, true: Case | None, debtor: Party | None, sub: str = ""
    ) -> Payment:
        at = office_hours(rng, case.filed + timedelta(days=rng.randint(10, 160)))
        fen = rng.randint(5, 400) * 10_000
        return Payment(at, fen, payer, census.card(), remark, sub, true, debtor, note)

    case, debtor = pick()
    other = rng.choice([one for one in cases if _strangers(one, case)])
    year, rest = case.number[1:5], case.number[6:]
    court = rest.split("执")[0]
    lines = [
        line(case, debtor.name, exact_remark(rng, other), "recycled number", true=case, debtor=debtor),
        line(
            case,
            census.person_name(),
            case.number,
            "number without its party",
            true=None,
            debtor=None,
        ),
    ]
    case, debtor = pick()
    lines.append(
        line(
            case,
            debtor.name,
            f"（{year}）{court[:-1]}{'1' if court[-1] != '1' else '3'}执{case.sequence}号",
            "another court",
            true=None,
            debtor=None,
        )
    )
    case, debtor = pick()
    lines.append(
        line(
            case,
            debtor.name,
            f"（{int(year) - 1}）{court}执{case.sequence}号",
            "another year",
            true=None,
            debtor=None,
        )
    )
    case, debtor = pick()
    kind = rng.choice(("恢", "保", "异"))
    lines.append(
        line(
            case,
            debtor.name,
            f"（{year}）{court}执{kind}{case.sequence}号",
            "another kind of case",
            true=None,
            debtor=None,
        )
    )
    case, debtor = pick()
    neighbour = case.sequence % len(cases) + 1
    lines.append(
        line(
            case,
            debtor.name,
            f"（{year}）{court}执{case.sequence}号、{neighbour}号",
            "two cases",
            true=None,
            debtor=None,
        )
    )
    return lines + _hidden(rng, cases, line_of=line)


def _hidden(rng: random.Random, cases: Sequence[Case], *, line_of: "_Line") -> list[Payment]:
    """Lines whose case is known to whoever looks closely: odd spellings, telephone numbers, other numbers."""

    def pick() -> tuple[Case, Party]:
        case = rng.choice(cases)
        return case, rng.choice(case.debtors)

    lines = []
    case, debtor = pick()
    lines.append(
        line_of(case, _respelt(debtor.name), case.number, "respelt payer", true=case, debtor=debtor)
    )
    case, debtor = pick()
    lines.append(
        line_of(
            case,
            debtor.name,
            f"执行款电话{debtor.phone}",
            "telephone number",
            true=case,
            debtor=debtor,
        )
    )
    case, debtor = pick()
    lines.append(
        line_of(
            case,
            debtor.name,
            f"执{debtor.phone}号",
            "telephone number",
            true=case,
            debtor=debtor,
        )
    )
    case, debtor = pick()
    spread = f"（ {case.number[1:5]} ）{case.number[6:].replace('执', ' 执 ')}"
    lines.append(
        line_of(case, debtor.name, spread, "spread number", true=case, debtor=debtor)
    )
    case, debtor = pick()
    other = rng.choice(cases)
    lines.append(
        line_of(
            case,
            debtor.name,
            other.number,
            "remark names another case",
            true=case,
            debtor=debtor,
            sub=case.sub_account,
        )
    )
    case, debtor = pick()
    nowhere = f"{case.sub_account[:-6]}{len(cases) + rng.randint(1, 900):06}"
    lines.append(
        line_of(case, debtor.name, "案款", "sub-account of no case", true=None, debtor=None, sub=nowhere)
    )
    return lines


def _strangers(one: Case, other: Case) -> bool:
    names = {party.name for party in (one.applicant, *one.debtors)}
    return names.isdisjoint(party.name for party in (other.applicant, *other.debtors))


def _respelt(name: str) -> str:
    """A name as another system writes it: a rare character replaced, or spaces between the characters."""
    for rare, plain in _RARE.items():
        if rare in name:
            return name.replace(rare, plain)
    return " ".join(name) if len(name) <= 4 else name.replace("有限", " 有限")
