"""The statements of this room that are written in SQL, one purpose a file."""

from functools import cache
from importlib import resources


@cache
def statement(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (resources.files("zhixing.robot") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
