from collections.abc import Iterator
from pathlib import Path

import pytest

from zhixing.documents.fonts import check, install
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home

PROJECT_FONTS = Path(__file__).parents[3] / "var" / "fonts"


@pytest.fixture(scope="session")
def fonts_dir() -> Path:
    """The fonts of this home or of the working copy; installed once where there are none."""
    for folder in (home().fonts, PROJECT_FONTS):
        if folder.is_dir() and not check(folder).missing:
            return folder
    install(PROJECT_FONTS)
    return PROJECT_FONTS


@pytest.fixture(scope="session")
def renderer(fonts_dir: Path) -> Iterator[Renderer]:
    made = Renderer(fonts_dir, lanes=1)
    yield made
    made.close()
