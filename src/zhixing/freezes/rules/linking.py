"""Whether two rows of a ledger name the same asset at the same holder, whatever the width of their letters."""

import unicodedata


def same_asset(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """Class, description and holder agree once spaces, width and case are left out, and none of them is empty."""
    plain = [tuple(_plain(part) for part in parts) for parts in (one, other)]
    return all(plain[0]) and plain[0] == plain[1]


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()
