"""The renderer that a home's fonts make, one a process, and the name under which stored documents remember it."""

from functools import lru_cache
from importlib.metadata import version

from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home


@lru_cache(maxsize=4)
def _renderer_at(place: str) -> Renderer:
    return Renderer(home().fonts, court_fonts=home().root / "court-fonts")


def renderer() -> Renderer:
    """The renderer of this process and home."""
    return _renderer_at(str(home().root))


def engine() -> str:
    """With what documents are set now: compiler, templates and fonts. The same engine makes the same bytes."""
    made_with = renderer()
    return f"typst-{version('typst')}+{made_with.templates_sha256[:12]}+{made_with.font_set.sha256[:12]}"
