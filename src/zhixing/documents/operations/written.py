"""Documents written in the wording of their court, for many cases at once."""

from collections.abc import Collection
from datetime import date

from zhixing.documents.queries.wordings import wordings_of
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.contexts import AcceptanceNotice, EnforcementNotice, complete
from zhixing.documents.rules.drafts import Drafted, drafted, worded
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.made_kinds import MADE_KINDS
from zhixing.documents.rules.paper import Kind, Paper


class CourtWordings:
    """The courts' own wording in force on a day, read once."""

    def __init__(self, court_ids: Collection[int], on: date) -> None:
        self._own = wordings_of(set(court_ids), on)

    def write(self, kind: Kind, paper: Paper, facts: object, *, court_id: int) -> Drafted:
        """The document in the court's wording. Raises DocumentRefused."""
        return drafted(kind, paper, facts, self._own.get((court_id, kind.kind.value)))

    def write_made(self, kind: DocumentKind, context: object, *, court_id: int) -> Drafted:
        """A document that stands on a context alone, in the court's wording. Raises DocumentRefused."""
        if isinstance(context, AcceptanceNotice | EnforcementNotice):
            complete(context)
        one = MADE_KINDS[kind]
        blocks: tuple[Block, ...] = one.write(context)
        return worded(one, blocks, None, context, self._own.get((court_id, kind.value)))
