"""Any file a bank sends as statement: which kind it is, and the statements in it."""

from collections.abc import Sequence

from zhixing.foundation.sheets import UnreadableFile, read_sheets
from zhixing.funds.rules.camt import looks_like_xml, read_camt
from zhixing.funds.rules.layout_defaults import DEFAULTS
from zhixing.funds.rules.layouts import Layout, Place, read_by, recognise
from zhixing.funds.rules.statement import BankStatement, StatementRefused, read_statement


class LayoutUnknown(StatementRefused):
    """No layout fits the table: somebody must teach this bank once. The message says what the usual reading misses."""


def read_statements(content: bytes, layouts: Sequence[Layout] = ()) -> tuple[BankStatement, ...]:
    """The statements in a file: a camt message, or a table by a layout the court taught, a usual one, or its headings.

    Raises StatementRefused with the place that is wrong, LayoutUnknown when the table's columns mean nothing to us.
    """
    if looks_like_xml(content):
        return read_camt(content)
    place = place_of(content, layouts)
    if place is not None:
        return (read_by(place),)
    try:
        return (read_statement(content),)
    except StatementRefused as refused:
        if not isinstance(refused.__cause__, UnreadableFile):
            raise
        raise LayoutUnknown(f"{refused}这家银行的表格可以先教一次。", None) from refused


def place_of(content: bytes, layouts: Sequence[Layout]) -> Place | None:
    """Where a taught layout fits, else one of the usual ones. Raises StatementRefused when the file is no table."""
    try:
        sheets = read_sheets(content)
    except UnreadableFile as error:
        raise StatementRefused(str(error)) from error
    return recognise(sheets, layouts) or recognise(sheets, DEFAULTS)
