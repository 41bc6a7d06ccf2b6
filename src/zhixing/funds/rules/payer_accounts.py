"""The third certain mark: an account that has been proven for a debtor pays again in his one open case.

Every condition must hold; where one does not, the money waits for a person and the account is a reason among others.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhixing.funds.rules.marking import KnownCase, Marked, MarkedBy, Traces, is_neutral


@dataclass(frozen=True, slots=True)
class ProvenCase:
    """The case an account was proven for. `left_fen` is what of principal and costs has not come in."""

    case: KnownCase
    is_open: bool
    filed_on: date
    left_fen: int


def by_payer_account(
    traces: Traces,
    *,
    payer_key: str,
    fen: int,
    at: datetime,
    proven: Collection[ProvenCase],
    proven_since: datetime | None,
    names_of_account: Collection[str],
    open_cases_of_name: Collection[UUID],
    refused: bool,
) -> Marked | None:
    """The case, when nothing at all speaks for another one; nothing otherwise.

    The account is the debtor's own: the bank has never shown it under another name (`names_of_account`), and the proof is
    older than the line. `proven` are all cases the account's money was ever put to by sub-account, exact number or a person;
    `open_cases_of_name` are all open cases of the court with a party of the payer's name, on either side, so that a
    namesake or a second case is enough to leave the line to a person. `refused` says that a person has ever said no to
    money of this account.
    """
    if refused or len(proven) != 1 or not payer_key or not is_neutral(traces, payer_key):
        return None
    (only,) = proven
    if not only.is_open or payer_key not in only.case.debtors or payer_key in only.case.applicants:
        return None
    if set(open_cases_of_name) != {only.case.id}:
        return None
    if set(names_of_account) != {payer_key} or proven_since is None or at <= proven_since:
        return None
    if at.date() < only.filed_on or not 0 < fen <= only.left_fen:
        return None
    return Marked(only.case, MarkedBy.PAYER_ACCOUNT)
