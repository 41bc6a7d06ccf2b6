"""The provider of this home: one a process, so that its keys are loaded once."""

from functools import lru_cache

from zhixing.documents.sealing.base import SealProvider
from zhixing.documents.sealing.local import LocalSeals
from zhixing.foundation.home import home


@lru_cache(maxsize=4)
def _seals_at(place: str) -> SealProvider:
    return LocalSeals(home().prepare().keys)


def seals() -> SealProvider:
    """Who seals this home's documents."""
    return _seals_at(str(home().root))
