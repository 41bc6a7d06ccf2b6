"""The secret agreed with a carrier: a file among the home's keys, never in the database."""

import re
from pathlib import Path

from zhixing.foundation.home import home

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
"""What a carrier's code may be; it names the file."""


def secret_file(court_id: int, code: str) -> Path:
    """Where the secret of a carrier lies."""
    return home().keys / f"carrier-{court_id}-{code}"


def secret_of(court_id: int, code: str) -> bytes:
    """The secret agreed with a carrier; empty where none is stored."""
    if not CODE.fullmatch(code):
        return b""
    try:
        return secret_file(court_id, code).read_bytes()
    except FileNotFoundError:
        return b""
