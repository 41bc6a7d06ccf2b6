"""A hit of the search box: every room that can be searched answers with these."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: its kind in a word, its name, a line about it, and where it is shown."""

    kind: str
    title: str
    detail: str
    url: str

    @property
    def subject(self) -> str:
        """The detail, under the name that the search page reads."""
        return self.detail
