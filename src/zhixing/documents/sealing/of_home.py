"""The provider of this home by its settings: one a process, so that keys are loaded and sessions opened once."""

from functools import lru_cache
from pathlib import Path

from zhixing.documents.sealing.base import SealProvider
from zhixing.documents.sealing.elsewhere import NoSeals, SealsElsewhere
from zhixing.documents.sealing.local import LocalSeals
from zhixing.documents.sealing.server import ServerHolder
from zhixing.documents.sealing.settings import Module, Server, read_settings
from zhixing.documents.sealing.token import TokenHolder
from zhixing.foundation.home import home


@lru_cache(maxsize=4)
def _seals_at(place: str) -> SealProvider:
    return seals_by_settings(Path(place), home().prepare().keys)


def seals_by_settings(root: Path, keys: Path) -> SealProvider:
    """The provider that the settings below `root` name; where they are wrong, one that says so and seals nothing."""
    told = read_settings(root)
    own = keys / "seals"
    if told.faults:
        return NoSeals(told.faults, keys)
    if isinstance(told.holder, Module):
        return SealsElsewhere(TokenHolder(told.holder, own), told.seals, keys)
    if isinstance(told.holder, Server):
        return SealsElsewhere(ServerHolder(told.holder, told.seals, own), told.seals, keys)
    return LocalSeals(keys)


def seals() -> SealProvider:
    """Who seals this home's documents."""
    return _seals_at(str(home().root))
