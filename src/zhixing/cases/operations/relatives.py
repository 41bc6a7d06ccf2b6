"""The spouses of debtors, from a civil-affairs record."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from zhixing.cases.models import Relative
from zhixing.cases.operations.filing import OFFICE_ROLES
from zhixing.cases.personal import index_of_id
from zhixing.cases.rules.relatives import Marriage, Person, Relation, RowFault, marriages
from zhixing.foundation import names
from zhixing.foundation.database.rows import insert_rows, select_any
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.foundation.tables import Table


@dataclass(slots=True)
class RelativesReport:
    """What became of a civil-affairs record; `strangers` are rows neither of whose two people is a debtor here."""

    rows: int = 0
    noted: int = 0
    known: int = 0
    strangers: int = 0
    faults: list[RowFault] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The report as the command line prints it."""
        refused = [{"row": one.row, "column": one.column, "message": one.message} for one in self.faults]
        return {
            "rows": self.rows, "noted": self.noted, "known": self.known, "strangers": self.strangers,
            "refused": refused,
        }  # fmt: skip


def note_relatives(
    *, court: Court, table: Table, file_name: str, file_sha256: str, now: datetime, actor: Actor
) -> RelativesReport:
    """Keep the spouses of debtors from a civil-affairs record, matched by exact ID number on either side.

    Namesakes with another number are strangers and nothing of them is kept. A later record that says divorced replaces
    the marriage; the same record again changes nothing. Rows that cannot be read are reported and left out.
    """
    actor.require(court.pk, *OFFICE_ROLES)
    report, good = RelativesReport(rows=len(table.rows)), list[Marriage]()
    for one in marriages(table):
        if isinstance(one, RowFault):
            report.faults.append(one)
        else:
            good.append(one)
    index_of = {
        number: index_of_id(number)
        for number in {
            person.id_number for one in good for person in (one.holder, one.spouse) if person.id_number
        }
    }
    with transaction.atomic():
        query = "SELECT DISTINCT id_index FROM cases_party WHERE id_index = ANY (%s) AND court_id = %s AND role = 'debtor'"
        debtors = {bytes(index) for (index,) in select_any(query, list(index_of.values()), court.pk)}
        said = {}
        for one in good:
            mine = [pair for pair in one.sides() if index_of[pair[0].id_number] in debtors]
            report.strangers += not mine
            for person, other in mine:
                row = _relative(court, one, person, other, index_of, file_name, now)
                said[bytes(row.person_index), bytes(row.id_index), row.name_key] = row
        _keep_relatives(court, said, report)
        if report.noted:
            record(
                court_id=court.pk, subject=f"court:{court.pk}", kind="relatives.noted", at=now, actor=actor,
                body={"file": file_name, "sha256": file_sha256, "noted": report.noted, "refused": len(report.faults)},
            )  # fmt: skip
    return report


def _relative(
    court: Court, one: Marriage, person: Person, other: Person, index_of: dict[str, bytes], source: str, now: datetime
) -> Relative:  # fmt: skip
    return Relative(
        id=uuid7(), court=court, person_index=index_of[person.id_number], relation=Relation.SPOUSE.value,
        name=other.name, name_key=names.comparing_key(other.name), id_index=index_of.get(other.id_number, b""),
        id_masked=names.mask_id_number(other.id_number) if other.id_number else "", since=one.since,
        has_ended=one.has_ended, ended_on=one.ended_on, source=source[-200:], noted_at=now,
    )  # fmt: skip


def _keep_relatives(
    court: Court, said: dict[tuple[bytes, bytes, str], Relative], report: RelativesReport
) -> None:
    """Insert what is new and replace what has changed."""
    before = Relative.objects.select_for_update().filter(
        court=court, person_index__in=list({key[0] for key in said}), relation=Relation.SPOUSE.value
    )  # fmt: skip
    outdated = []
    for row in before:
        new = said.get((bytes(row.person_index), bytes(row.id_index), row.name_key))
        if new is None:
            continue
        if (row.since, row.has_ended, row.ended_on) == (new.since, new.has_ended, new.ended_on):
            del said[bytes(row.person_index), bytes(row.id_index), row.name_key]
            report.known += 1
        else:
            outdated.append(row.pk)
    Relative.objects.filter(pk__in=outdated).delete()
    insert_rows(list(said.values()))
    report.noted += len(said)
