"""Where this installation keeps its state: `ZHIXING_HOME`, by default `./var`."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one installation. Creating one touches nothing; `prepare` makes the folders."""

    root: Path

    @property
    def keys(self) -> Path:
        """Secrets: readable by the owner only."""
        return self.root / "keys"

    @property
    def files(self) -> Path:
        """Stored documents and statements."""
        return self.root / "files"

    @property
    def fonts(self) -> Path:
        """Fonts of the court and those that were installed."""
        return self.root / "fonts"

    @property
    def logs(self) -> Path:
        """Logs of the processes and of PostgreSQL."""
        return self.root / "logs"

    @property
    def run(self) -> Path:
        """Locks and process numbers; may be deleted while nothing runs."""
        return self.root / "run"

    def prepare(self) -> "Home":
        """Make the folders that are missing; keys are closed to everyone else."""
        for folder in (self.root, self.files, self.fonts, self.logs, self.run):
            folder.mkdir(parents=True, exist_ok=True)
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self


def home() -> Home:
    """The home named by the environment."""
    return _home_at(os.environ.get("ZHIXING_HOME") or "var", os.getcwd())


@lru_cache(maxsize=16)
def _home_at(place: str, here: str) -> Home:
    return Home((Path(here) / place).resolve())
