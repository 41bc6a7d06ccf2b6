"""What a set would come to, before anybody keeps it: the running total of the builder."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.foundation.identity.actors import Actor
from zhixing.freezes.operations.proposing import PROPOSERS, ProposalRefused, check_of, chosen_by_hand
from zhixing.freezes.queries.choosing import position_of

_GIVEN = "待填写"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The figures of a set in fen; `words` say why it cannot be taken so, or what the guard says of it."""

    items: int
    need_fen: int
    controlled_fen: int
    covered_fen: int
    gap_fen: int
    excess_fen: int
    needs_reason: bool
    is_refused: bool
    words: str


def weigh(*, case_id: UUID, asset_ids: Iterable[UUID], today: date, actor: Actor) -> Weighed:
    """What these assets of a case come to today; nothing is written. Raises CaseNotFound, NotAllowed."""
    position = position_of(case_id, today=today)
    actor.require(position.case.court_id, *PROPOSERS)
    keys = {str(asset_id) for asset_id in asset_ids} & position.assets.keys()
    try:
        choice = chosen_by_hand(position, keys, dict.fromkeys(keys, _GIVEN))
    except ProposalRefused as refused:
        return Weighed(
            len(keys),
            position.need_fen,
            position.controlled_fen,
            0,
            position.left_fen,
            0,
            False,
            True,
            str(refused),
        )
    check = check_of(choice, position)
    return Weighed(
        len(choice.chosen), choice.need_fen, choice.controlled_fen, choice.left_to_cover_fen - choice.gap_fen,
        choice.gap_fen, check.excess_fen, check.needs_reason, False, check.words,
    )  # fmt: skip
