"""From a context to the blocks of its document."""

from zhixing.documents.rules.acceptance import acceptance_blocks
from zhixing.documents.rules.blocks import Block
from zhixing.documents.rules.contexts import AcceptanceNotice, Context, complete
from zhixing.documents.rules.enforcement import enforcement_blocks


def blocks_of(context: Context) -> tuple[Block, ...]:
    """Every block of the document in reading order.

    Raises MissingField or UnfitField, naming the document and the field, when the context is not complete.
    """
    complete(context)
    return written(context)


def written(context: Context) -> tuple[Block, ...]:
    """The blocks of a context that is known to be complete."""
    if isinstance(context, AcceptanceNotice):
        return acceptance_blocks(context)
    return enforcement_blocks(context)
