"""Fixtures of the robot's tests, kept apart so that races can have them too."""

import pytest

from robot_world import Note, procedure
from zhixing.robot import actions
from zhixing.robot.operations import procedures as own_procedures
from zhixing.robot.queries import procedures


class Shelf:
    """The shipped procedures of a test: their texts by key."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def put(self, *texts: str) -> None:
        """Ship these and no others."""
        self.texts = {text.split('key = "')[1].split('"')[0]: text for text in texts}


@pytest.fixture
def note(monkeypatch: pytest.MonkeyPatch) -> Note:
    """The only action besides the house's own."""
    made = Note()
    monkeypatch.setitem(actions._ACTIONS, made.key, made)
    procedures.parsed.cache_clear()
    return made


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch, note: Note) -> Shelf:
    """One shipped procedure that writes a note in every case filed; a test may put others in its place."""
    made = Shelf()
    made.put(procedure())
    monkeypatch.setattr(procedures, "shipped_texts", lambda: made.texts)
    monkeypatch.setattr(own_procedures, "shipped_texts", lambda: made.texts)
    return made
