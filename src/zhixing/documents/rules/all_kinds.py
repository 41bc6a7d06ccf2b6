"""Every kind that stands on a paper, by its name: what a page offers, what an operation issues, what tests go through."""

from zhixing.documents.rules import coercion, endings, letters, restrictions
from zhixing.documents.rules.control_rulings import ASSISTANCE_NOTICE, CONTROL_RULING
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.paper import Kind

DRAFTED_BY_HAND: tuple[Kind, ...] = (
    *restrictions.KINDS,
    *coercion.KINDS,
    *endings.KINDS,
    *letters.KINDS,
)
"""The kinds an officer drafts from a form. Control rulings come from measures, never from a form."""
KINDS: dict[DocumentKind, Kind] = {
    one.kind: one for one in (CONTROL_RULING, ASSISTANCE_NOTICE, *DRAFTED_BY_HAND)
}
