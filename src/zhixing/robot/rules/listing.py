"""Who of a case may be put on the list of defaulters, and whose restriction a lifting speaks of."""

from uuid import UUID

from zhixing.cases.rules.findings import About
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.robot.rules.views import CaseView, PartyView

STATED = (About.REPORT_BREACHED.value, About.QUALIFIES_FOR_LIST.value)
"""What a person states of a debtor that may put the debtor on the list."""
NEVER = (About.DEBTOR_MINOR.value, About.DEBTOR_DECEASED.value)
LISTED = RestrictionKind.DEFAULTER.value
LIFTS = {
    DocumentKind.CONSUMPTION_LIFT: RestrictionKind.CONSUMPTION.value,
    DocumentKind.DEFAULTER_REMOVAL: LISTED,
}
ANY_TERM = frozenset(
    {EndCause.TERM_ENDED, EndCause.EARLY_DECISION, EndCause.WRONG_ENTRY, EndCause.WRONG_DETAILS}
)
"""What ends an entry that has a term; every other cause waits for the end of it (法释〔2017〕7号 第10条第二款)."""


def to_list(view: CaseView, about: str) -> dict[UUID, str]:
    """The debtors of whom it was stated, with the words, who are not on the list and whom the law does not leave out."""
    held = {one.party_id for one in view.restrictions if one.kind == LISTED and one.lifted_on is None}
    never = {party for kind in NEVER for party in view.stated.get(kind, {})}
    said = view.stated.get(about, {})
    return {
        party.id: said[party.id]
        for party in view.debtors
        if party.id in said and party.id not in held and party.id not in never
    }


def concerned(view: CaseView, kind: DocumentKind, people: tuple[PartyView, ...]) -> tuple[PartyView, ...]:
    """Of the people those whose restriction a lifting paper speaks of: where a cause was noted only those it was noted for."""
    if kind not in LIFTS:
        return people
    standing = [one for one in view.restrictions if one.kind == LIFTS[kind] and one.lifted_on is None]
    chosen = [one for one in standing if one.cause] or standing
    whom = {one.party_id for one in chosen}
    return tuple(party for party in people if party.id in whom)


def cause_words(view: CaseView, kind: DocumentKind, party_id: UUID | None, performed: str) -> str:
    """Why what stands on a party goes, as its paper says it; `performed` where nothing else was noted."""
    for one in view.restrictions:
        if (one.kind, one.party_id, one.lifted_on) == (LIFTS[kind], party_id, None) and one.cause:
            cause = EndCause(one.cause)
            return performed if cause is EndCause.PERFORMED else cause.label
    return performed
