"""What is right: the answers to the files, kept apart from them in ``truth/``."""

import json
from collections.abc import Sequence
from typing import Any

from zhixing.simulator.freeze_ledger import Measure
from zhixing.simulator.register import Case, Row
from zhixing.simulator.statement import Line
from zhixing.simulator.units import Units

Records = list[dict[str, Any]]


def cases(found: Sequence[Case]) -> Records:
    """Every case as it truly is, the refused ones too."""
    return [
        {
            "number": case.number,
            "sub_account": case.sub_account,
            "principal_fen": case.principal_fen,
            "applicant": case.applicant.id_number,
            "debtors": [debtor.id_number for debtor in case.debtors],
        }
        for case in found
    ]


def register(rows: Sequence[Row]) -> Records:
    """The rows that must be refused, with the row as the spreadsheet counts it, and why."""
    return [
        {"row": row.number, "number": row.case.number, "why": row.mistake.value}
        for row in rows
        if row.mistake is not None
    ]


def freezes(measures: Sequence[Measure]) -> Records:
    """Every measure with its true last day and what the ledger has wrong about it, if anything."""
    return [
        {
            "row": measure.row,
            "number": measure.case.number,
            "kind": measure.kind,
            "start": measure.start.isoformat(),
            "end": measure.end.isoformat(),
            "bad": measure.bad,
        }
        for measure in measures
    ]


def statement(lines: Sequence[Line]) -> Records:
    """Every bank line with the case its money is of; ``debtor`` and ``note`` only where there is one."""
    records: Records = []
    for line in lines:
        paid = line.payment
        record: dict[str, Any] = {
            "serial": line.serial,
            "fen": paid.fen,
            "case": paid.case.number if paid.case else None,
        }
        if paid.debtor is not None:
            record["debtor"] = paid.debtor.id_number
        if paid.note is not None:
            record["note"] = paid.note
        records.append(record)
    return records


def units(known: Units) -> Records:
    """How many lines each unit has, then the namesakes whom no inquiry may touch."""
    records: Records = [{"unit": unit.name, "rows": len(unit.lines)} for unit in known.files]
    records.append({"namesakes_of_debtors_who_owe_nothing": list(known.namesakes)})
    return records


def encode(records: Records) -> bytes:
    """One value a line, as the sample has it, so that two truths compare line by line."""
    return json.dumps(records, ensure_ascii=False, indent=0).encode()
