"""What earlier marks prove about a payer's account or name, and what persons have said no to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from zhixing.cases.models import Case, Relative
from zhixing.foundation.clock import local_date
from zhixing.foundation.database.rows import select_any
from zhixing.foundation.identity.models import Court
from zhixing.funds.models import Lesson
from zhixing.funds.rules.marking import MarkedBy
from zhixing.funds.rules.suggestion_facts import CaseFacts, Link, LinkKind

_PROOFS = """
SELECT l.account_index, r.case_id, min(l.booked_at), min(r.marked_by)
  FROM funds_statementline l JOIN funds_receipt r ON r.line_id = l.id
 WHERE l.account_index = ANY (%s) AND l.bank_account_id = ANY (%s)
   AND r.case_id IS NOT NULL AND r.state <> 'reversed' AND r.marked_by IN ('sub_account', 'case_number', 'person')
 GROUP BY l.account_index, r.case_id
"""


class Payer(Protocol):
    """What a line says of its payer."""

    @property
    def id(self) -> UUID:
        """The receipt's id."""
        ...

    @property
    def payer_key(self) -> str:
        """The payer's name for comparing."""
        ...

    @property
    def account_index(self) -> bytes | None:
        """The blind index of the payer's account."""
        ...


@dataclass(frozen=True, slots=True)
class Proof:
    """An account whose money was of this case."""

    case_id: UUID
    at: datetime
    by: MarkedBy

    @property
    def on(self) -> date:
        """The day it came."""
        return local_date(self.at)


@dataclass(frozen=True, slots=True)
class Said:
    """The last word of a person on a receipt and a case."""

    receipt_id: UUID
    case_id: UUID
    is_of_case: bool
    payer_key: str
    account_index: bytes | None
    on: date
    by: str
    reason: str


def proofs_of_accounts(court: Court, indexes: Sequence[bytes]) -> dict[bytes, list[Proof]]:
    """The cases each account has paid for, proven by sub-account, exact number or a person; never by itself."""
    accounts = list(court.accounts.values_list("pk", flat=True))
    found: dict[bytes, list[Proof]] = {}
    for index, case_id, at, by in select_any(_PROOFS, indexes, accounts):
        found.setdefault(bytes(index), []).append(Proof(case_id, at, MarkedBy(by)))
    return found


_LESSONS = """
SELECT DISTINCT ON (receipt_id, case_id)
       receipt_id, case_id, is_of_case, payer_key, account_index, taught_at, taught_by, reason
  FROM funds_lesson WHERE {column} = ANY (%s) AND court_id = %s ORDER BY receipt_id, case_id, id DESC
"""


def lessons_about(court: Court, column: str, wanted: Sequence[object]) -> list[Said]:
    """The last words on receipts whose `account_index`, `payer_key` or `receipt_id` is among those wanted."""
    if column not in ("account_index", "payer_key", "receipt_id"):
        raise ValueError(column)
    rows = select_any(_LESSONS.format(column=column), wanted, court.pk)
    return [
        Said(
            row[0],
            row[1],
            row[2],
            row[3],
            bytes(row[4]) if row[4] else None,
            local_date(row[5]),
            row[6],
            row[7],
        )
        for row in rows
    ]


@dataclass(slots=True)
class Memory:
    """Proofs and lessons by what they are looked up by."""

    proofs: dict[bytes, list[Proof]] = field(default_factory=dict)
    by_account: dict[bytes, list[Said]] = field(default_factory=dict)
    by_payer: dict[str, list[Said]] = field(default_factory=dict)
    by_receipt: dict[UUID, list[Said]] = field(default_factory=dict)

    def cases_of(self, line: Payer) -> set[UUID]:
        """The cases that a payer's account or name was put to before."""
        found = {proof.case_id for proof in self.proofs.get(line.account_index or b"", ())}
        return found | {said.case_id for said in self._said(line) if said.is_of_case}

    def _said(self, line: Payer) -> list[Said]:
        return self.by_account.get(line.account_index or b"", []) + self.by_payer.get(line.payer_key, [])

    def links(
        self, line: Payer, case_id: UUID, debtors: Collection[str], facts: Mapping[UUID, CaseFacts]
    ) -> Iterator[Link]:
        """What is remembered of a payer and a case, or another case of the same debtor, in words."""

        def same_debtor(other: UUID) -> bool:
            known = facts.get(other)
            return known is not None and any(side.key in debtors for side in known.debtors)

        for said in self.by_receipt.get(line.id, ()):
            if said.case_id == case_id and not said.is_of_case:
                yield Link(LinkKind.REFUSED, f"{said.by}于 {said.on.isoformat()} 否定过：{said.reason}")
        for said in self._said(line):
            account = said.account_index is not None and said.account_index == line.account_index
            kind, what = (LinkKind.ACCOUNT, "此账户") if account else (LinkKind.PAYER, "该付款人")
            when = f"{said.on.isoformat()}"
            if said.receipt_id == line.id:
                continue
            if said.is_of_case and said.case_id == case_id:
                yield Link(kind, f"{what}曾由{said.by}认领至该案，{when}")
            elif said.is_of_case and same_debtor(said.case_id):
                near = LinkKind.DEBTOR_ACCOUNT if account else kind
                yield Link(near, f"{what}曾由{said.by}认领至该被执行人，{when}")
            elif not said.is_of_case and said.case_id == case_id:
                yield Link(LinkKind.DOUBTED, f"{what}的另一笔款曾被{said.by}否定属于该案，{when}")
        for proof in self.proofs.get(line.account_index or b"", ()):
            if proof.by is not MarkedBy.PERSON and proof.case_id == case_id:
                yield Link(
                    LinkKind.ACCOUNT, f"此账户 {proof.on.isoformat()} 付过该案案款（{proof.by.label}）"
                )
            elif proof.by is not MarkedBy.PERSON and same_debtor(proof.case_id):
                yield Link(
                    LinkKind.DEBTOR_ACCOUNT,
                    f"此账户 {proof.on.isoformat()} 付过同一被执行人的案款（{proof.by.label}）",
                )


def memory_of(court: Court, lines: Sequence[Payer]) -> Memory:
    """What is remembered of the payers of lines, in a few queries."""
    indexes = list({line.account_index for line in lines if line.account_index})
    memory = Memory(proofs=proofs_of_accounts(court, indexes))
    if not Lesson.objects.filter(court=court).exists():
        return memory
    for said in lessons_about(court, "account_index", indexes):
        memory.by_account.setdefault(said.account_index or b"", []).append(said)
    for said in lessons_about(court, "payer_key", list({line.payer_key for line in lines if line.payer_key})):
        memory.by_payer.setdefault(said.payer_key, []).append(said)
    for said in lessons_about(court, "receipt_id", [line.id for line in lines]):
        memory.by_receipt.setdefault(said.receipt_id, []).append(said)
    return memory


def horizon(court: Court) -> str:
    """What is known now that could change a suggestion: the newest case, lesson and record of a relative."""
    newest = [
        Case.objects.filter(court=court).order_by("-id").values_list("id", flat=True).first(),
        Lesson.objects.filter(court=court).order_by("-id").values_list("id", flat=True).first(),
        Relative.objects.filter(court=court).order_by("-id").values_list("id", flat=True).first(),
    ]
    return " ".join(str(key or "-") for key in newest)
