"""Suggestions for the lines of a statement that nobody can tell the case of."""

from collections.abc import Sequence
from datetime import datetime

from zhixing.foundation.identity.models import Court
from zhixing.funds.models import LineUse
from zhixing.funds.operations.receiving_lines import Taken
from zhixing.funds.operations.suggesting import suggest
from zhixing.funds.queries.suggestions import Waiting

Named = tuple[str, int, str]
"""A case by its number, the strength in hundredths, and the reasons."""


def candidates_for(*, court: Court, taken: Sequence[Taken], now: datetime) -> dict[str, list[Named]]:
    """Keep suggestions for the unidentified receipts among entered lines; what was suggested, by serial."""
    serials, lines = {}, []
    for line in taken:
        if line.use is LineUse.RECEIPT and line.unidentified is not None:
            said = line.line
            serials[line.id] = said.serial
            lines.append(
                Waiting(
                    id=line.id, payer=said.name, payer_key=said.name_key, fen=said.fen, on=said.at.date(),
                    remark=said.remark, sub_account=said.sub_account, account_index=line.account_index,
                )
            )  # fmt: skip
    found = suggest(court=court, lines=lines, now=now)
    return {
        serials[pk]: [(one.case.number, one.points, one.why) for one in ranked]
        for pk, ranked in found.items()
        if ranked
    }
