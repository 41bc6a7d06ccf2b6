"""A register taken in: cases filed row by row, with their parties, titles and first clocks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from zhixing.cases.models import Case, CaseClock, CourtAccount, IntakeFile, Party, PartyRole, Title
from zhixing.cases.personal import sealed_account, sealed_id, sealed_phone
from zhixing.cases.rules.filing import clocks_at_filing
from zhixing.cases.rules.register import RegisterRow, RowDecision, check_register
from zhixing.cases.rules.register_parties import RegisterParty
from zhixing.cases.rules.sub_accounts import debtor_sub_account_of, sub_account_of
from zhixing.foundation import names
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import NewFact, record, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Membership, Role
from zhixing.foundation.identity.scope import courts_visible
from zhixing.foundation.keys import uuid7
from zhixing.foundation.tables import Table

ROWS_PER_TRANSACTION = 500
OFFICE_ROLES = (Role.OFFICER, Role.CLERK, Role.BUREAU_CHIEF)

Advance = Callable[[int, int], None]


@dataclass(slots=True)
class IntakeReport:
    """What became of a register: how many rows were filed and why the others were not."""

    accepted: int = 0
    decisions: list[RowDecision] = field(default_factory=list)

    @property
    def refused(self) -> list[RowDecision]:
        """The rows that were not filed."""
        return [decision for decision in self.decisions if decision.accepted is None]

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        return {
            "accepted": self.accepted,
            "refused": [
                {
                    "row": decision.row,
                    "number": decision.number,
                    "reasons": [
                        {
                            "code": str(reason.code),
                            "column": reason.column,
                            "value": reason.value,
                            "message": reason.message,
                        }
                        for reason in decision.reasons
                    ],
                }
                for decision in self.refused
            ],
            "warnings": [
                {
                    "row": decision.row,
                    "code": str(warning.code),
                    "column": warning.column,
                    "message": warning.message,
                }
                for decision in self.decisions
                if decision.accepted is not None
                for warning in decision.warnings
            ],
        }


def default_account(*, court: Court) -> CourtAccount:
    """The court's case-funds account; one without a number is made so that cases can have sub-accounts."""
    account, _ = CourtAccount.objects.get_or_create(
        court=court, is_default=True, defaults={"holder": f"{court.name}（执行案款专户）"}
    )
    return account


def name_court_account(
    *, court: Court, holder: str, bank_name: str, number: str, actor: Actor, now: datetime
) -> None:
    """Enter which bank account takes the court's case funds; shown on every notice."""
    actor.require(court.pk, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, Role.IT)
    account = default_account(court=court)
    if (account.holder, account.bank_name, account.number) == (holder, bank_name, number):
        return
    account.holder, account.bank_name, account.number = holder, bank_name, number
    account.save()
    record(
        court_id=court.pk, subject=f"court:{court.pk}", kind="court.account_named", at=now, actor=actor,
        body={"holder": holder, "bank": bank_name, "number": number},
    )  # fmt: skip


def take_register(
    *,
    court: Court,
    table: Table,
    file_name: str,
    file_sha256: str,
    now: datetime,
    actor: Actor,
    dry_run: bool = False,
    only_rows: frozenset[int] | None = None,
    advance: Advance | None = None,
) -> IntakeReport:
    """File the good rows of a register, row by row whole or not at all, and say why the others were refused.

    Rows are committed in groups; a kill between two groups loses nothing, and taking the same file again files only
    what is missing. `only_rows` limits filing to rows a person has accepted on the preview.
    """
    actor.require(court.pk, *OFFICE_ROLES)
    report = IntakeReport()
    with courts_visible([court.pk]):
        filed = set(Case.objects.filter(court=court).values_list("number", flat=True))
        officers = _officers_by_name(court)
    decisions = iter(check_register(table, court_code=court.code, already_filed=filed))
    while group := list(islice(decisions, ROWS_PER_TRANSACTION)):
        report.decisions += group
        good = [d.accepted for d in group if d.accepted and (only_rows is None or d.row in only_rows)]
        if good and not dry_run:
            with courts_visible([court.pk]):
                report.accepted += file_cases(court=court, rows=good, officers=officers, now=now, actor=actor)
        else:
            report.accepted += len(good)
        if advance:
            advance(len(report.decisions), len(table.rows))
    if not dry_run:
        with courts_visible([court.pk]):
            _note_intake(court, report, file_name, file_sha256, now, actor)
    return report


def _without_values(refused: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is kept of refused rows: no cell of theirs, because it may hold a person's number."""
    return [
        {**row, "reasons": [{k: v for k, v in reason.items() if k != "value"} for reason in row["reasons"]]}
        for row in refused
    ]


def _note_intake(
    court: Court, report: IntakeReport, file_name: str, file_sha256: str, now: datetime, actor: Actor
) -> None:
    IntakeFile.objects.create(
        court=court, name=file_name[-200:], sha256=file_sha256, taken_at=now, taken_by=actor.name,
        accepted=report.accepted, refused=_without_values(report.as_json()["refused"]),
    )  # fmt: skip
    record(
        court_id=court.pk, subject=f"court:{court.pk}", kind="register.taken", at=now, actor=actor,
        body={"file": file_name, "sha256": file_sha256, "accepted": report.accepted, "refused": len(report.refused)},
    )  # fmt: skip


def _officers_by_name(court: Court) -> dict[str, int]:
    rows = Membership.objects.filter(court=court, role=Role.OFFICER.value).values_list(
        "user__display_name", "user_id"
    )
    return dict(rows)


def file_cases(
    *, court: Court, rows: Sequence[RegisterRow], officers: dict[str, int], now: datetime, actor: Actor
) -> int:
    """File accepted rows in one transaction; a number already filed meanwhile is left out. The number filed."""
    scheme = default_account(court=court).sub_account_scheme
    with transaction.atomic():
        made = [(row, _case_of(court, row, scheme, officers)) for row in rows]
        Case.objects.bulk_create([case for _, case in made], ignore_conflicts=True)
        present = set(Case.objects.filter(id__in=[case.id for _, case in made]).values_list("id", flat=True))
        filed = [(row, case) for row, case in made if case.id in present]
        insert_rows([party for row, case in filed for party in _parties_of(row, case, scheme)])
        insert_rows([_title_of(row, case) for row, case in filed])
        insert_rows([clock for _, case in filed for clock in _clocks_of(case)])
        facts = [
            NewFact(
                court.pk, f"case:{case.id}", "case.filed", {"number": case.number, "register_row": row.row}
            )
            for row, case in filed
        ]
        if facts:
            record_many(facts=facts, at=now, actor=actor)
    return len(filed)


def _case_of(court: Court, row: RegisterRow, scheme: str, officers: dict[str, int]) -> Case:
    number = row.number
    return Case(
        id=uuid7(), court=court, number=number.text, year=number.year, type_code=number.type_code,
        sequence=number.sequence, filed_on=row.filed_on, officer_name=row.officer[:40],
        officer_id=officers.get(row.officer), cause=row.cause[:60],
        sub_account=sub_account_of(number, scheme), note=row.note,
    )  # fmt: skip


def _parties_of(row: RegisterRow, case: Case, scheme: str) -> Iterable[Party]:
    sides: tuple[tuple[PartyRole, tuple[RegisterParty, ...]], ...] = (
        (PartyRole.APPLICANT, row.applicants),
        (PartyRole.DEBTOR, row.debtors),
    )
    for role, parties in sides:
        for position, party in enumerate(parties):
            person = Party(
                case=case, court_id=case.court_id, role=role.value, position=position,
                name=party.name, name_key=names.comparing_key(party.name),
                kind="organisation" if party.is_organisation else "person",
                id_kind=str(party.id_kind), address=party.address[:200],
            )  # fmt: skip
            person.id_sealed, person.id_index, person.id_masked = sealed_id(party.id_number)
            if party.phone:
                person.phone_sealed, person.phone_index, person.phone_masked = sealed_phone(party.phone)
            if role is PartyRole.DEBTOR:
                person.sub_account = debtor_sub_account_of(
                    case.sub_account, sequence=case.sequence, position=position, scheme=scheme
                )
            if role is PartyRole.APPLICANT and position == 0 and row.account:
                person.bank_name = row.bank[:80]
                person.account_sealed, person.account_index, person.account_masked = sealed_account(
                    row.account
                )
            yield person


def _title_of(row: RegisterRow, case: Case) -> Title:
    return Title(
        case=case, court_id=case.court_id, number=row.title_number[:80], effective_on=row.effective_on,
        performance_ends_on=row.performance_ends_on, principal_fen=row.principal_fen,
        litigation_costs_fen=row.litigation_costs_fen or 0, interest_from=row.interest_from,
        rate_text=row.rate_text or "",
    )  # fmt: skip


def _clocks_of(case: Case) -> list[CaseClock]:
    return [
        CaseClock(
            case=case,
            court_id=case.court_id,
            kind=clock.kind.value,
            starts_on=clock.starts_on,
            due_on=clock.due_on,
            is_provisional=clock.is_provisional,
            officer_id=case.officer_id,
        )
        for clock in clocks_at_filing(case.filed_on)
    ]
