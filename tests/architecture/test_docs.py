"""What is written about the house agrees with the house."""

import re
import sys
from pathlib import Path

import pytest
from checks import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import law_docs

GUIDES = (
    "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md",
    *(str(file.relative_to(ROOT)) for file in sorted((ROOT / "docs").rglob("*.md"))),
)  # fmt: skip


def test_the_pages_on_the_law_are_current() -> None:
    made = law_docs.pages()
    assert len(made) > 20
    there = {file.name: file.read_text(encoding="utf-8") for file in law_docs.FOLDER.glob("*.md")}
    old = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    assert old == [], "run `make docs` and commit docs/law"


def broken_links(text: str, folder: Path) -> list[str]:
    """Links to files of the project that are not there."""
    targets = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", text)
    return [target for target in targets if not (folder / target).exists()]


def test_a_broken_link_is_found() -> None:
    assert broken_links("[a](no/such.md) [b](README.md) [c](https://example.org)", ROOT) == ["no/such.md"]


@pytest.mark.parametrize("name", GUIDES)
def test_no_guide_points_to_nothing(name: str) -> None:
    file = ROOT / name
    assert broken_links(file.read_text(encoding="utf-8"), file.parent) == []


@pytest.mark.parametrize("name", GUIDES[:5])
def test_commands_of_the_guides_exist(name: str) -> None:
    """Every `zhixing something` and `make something` in the guides is a command."""
    from zhixing.cli import main

    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)`", text)) - targets == set()
    assert (
        set(re.findall(r"(?:`|^\s*)zhixing ([a-z]\w*)", text, re.MULTILINE)) - main.commands.keys() == set()
    )


def test_decisions_are_numbered_without_gaps_and_listed() -> None:
    files = sorted(file.name for file in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    assert [name for name in files if f"({name})" not in index] == []
