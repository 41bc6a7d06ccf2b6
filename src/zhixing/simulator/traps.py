"""Bank lines made to mislead: each looks like money of a case that it is not, or hides the case it is of.

A house may leave any of these unidentified. What it may never do is mark one to another case than the truth
names; where the truth names none, it may mark it to none.
"""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

from zhixing.simulator.payments import Payment, exact_remark, office_hours, reversal
from zhixing.simulator.people import Census, Party
from zhixing.simulator.register import Case

# Characters that banks' older systems cannot store, and what they print in their place.
_RARE = {"䶮": "龑", "㛃": "洁", "垚": "尧", "堃": "坤", "淼": "渺", "喆": "哲"}


def draw_traps(
    rng: random.Random, census: Census, cases: Sequence[Case], payments: Sequence[Payment]
) -> list[Payment]:
    """One of each kind for every hundred cases and two at the least, and reversals that come days later."""
    trapper = _Trapper(rng, census, cases)
    traps: list[Payment] = []
    for _ in range(max(2, len(cases) // 100)):
        traps += trapper.no_money_of_the_case_named()
        traps += trapper.hidden_case()
    lines_of_account = Counter(paid.payer_account for paid in payments)
    once = [paid for paid in payments if paid.case is not None and lines_of_account[paid.payer_account] == 1]
    for paid in rng.sample(once, min(len(once), max(2, len(once) // 150))):
        traps.append(reversal(paid, paid.at + timedelta(days=rng.randint(1, 9))))
    return traps


class _Trapper:
    def __init__(self, rng: random.Random, census: Census, cases: Sequence[Case]) -> None:
        self._rng = rng
        self._census = census
        self._cases = cases
        self._names_of_parties = {party.name for case in cases for party in (case.applicant, *case.debtors)}

    def no_money_of_the_case_named(self) -> list[Payment]:
        """A number stands in the remark, and it is not, or not only, the number of the money's case."""
        case, debtor = self._pick()
        stranger_case = self._case_of_strangers(case)
        year, court = case.number[1:5], case.number[6:].split("执")[0]
        next_door = court[:-1] + ("1" if court[-1] != "1" else "3")
        neighbour = case.sequence % len(self._cases) + 1
        kind = self._rng.choice("恢保异")
        recycled = exact_remark(self._rng, stranger_case)
        lines = [self._line(case, debtor, recycled, "recycled number", known=True)]
        for payer, remark, note in (
            (self._stranger(), case.number, "number without its party"),
            (debtor.name, f"（{year}）{next_door}执{case.sequence}号", "another court"),
            (debtor.name, f"（{int(year) - 1}）{court}执{case.sequence}号", "another year"),
            (debtor.name, f"（{year}）{court}执{kind}{case.sequence}号", "another kind of case"),
            (debtor.name, f"（{year}）{court}执{case.sequence}号、{neighbour}号", "two cases"),
        ):
            lines.append(self._line(case, debtor, remark, note, known=False, payer=payer))
        nowhere = f"{case.sub_account[:-6]}{len(self._cases) + self._rng.randint(1, 900):06}"
        lines.append(
            self._line(case, debtor, "案款", "sub-account of no case", known=False, sub_account=nowhere)
        )
        return lines

    def hidden_case(self) -> list[Payment]:
        """The case is known to whoever asks the payer; the remark says it oddly or says something else."""
        case, debtor = self._pick()
        spread = f"（ {case.number[1:5]} ）{case.number[6:].replace('执', ' 执 ')}"
        other = self._rng.choice(self._cases)
        lines = [
            self._line(case, debtor, remark, note, known=True)
            for remark, note in (
                (f"执行款电话{debtor.phone}", "telephone number"),
                (f"执{debtor.phone}号", "telephone number"),
                (spread, "spread number"),
            )
        ]
        respelt = _respelt(debtor.name)
        lines.append(self._line(case, debtor, case.number, "respelt payer", known=True, payer=respelt))
        lines.append(
            self._line(
                case,
                debtor,
                other.number,
                "remark names another case",
                known=True,
                sub_account=case.sub_account,
            )
        )
        return lines

    def _pick(self) -> tuple[Case, Party]:
        case = self._rng.choice(self._cases)
        return case, self._rng.choice(case.debtors)

    def _stranger(self) -> str:
        """Somebody who bears the name of no party to any case.

        A debtor's namesake who writes a stranger's number cannot be told from a debtor who has copied a remark, so the
        truth about such a line would be a guess.
        """
        while (name := self._census.person_name()) in self._names_of_parties:
            continue
        return name

    def _case_of_strangers(self, case: Case) -> Case:
        """Another case none of whose parties bears the name of a party of this one."""
        names = {party.name for party in (case.applicant, *case.debtors)}
        while True:
            other = self._rng.choice(self._cases)
            if names.isdisjoint(party.name for party in (other.applicant, *other.debtors)):
                return other

    def _line(
        self,
        case: Case,
        debtor: Party,
        remark: str,
        note: str,
        *,
        known: bool,
        payer: str | None = None,
        sub_account: str = "",
    ) -> Payment:
        return Payment(
            at=office_hours(self._rng, case.filed + timedelta(days=self._rng.randint(10, 160))),
            fen=self._rng.randint(5, 400) * 10_000,
            payer=payer or debtor.name,
            payer_account=self._census.card(),
            remark=remark,
            sub_account=sub_account,
            case=case if known else None,
            debtor=debtor if known else None,
            note=note,
        )


def _respelt(name: str) -> str:
    """A name as another system writes it: a rare character replaced, or spaces between the characters."""
    for rare, plain in _RARE.items():
        if rare in name:
            return name.replace(rare, plain)
    return " ".join(name) if len(name) <= 4 else name.replace("有限", " 有限")
