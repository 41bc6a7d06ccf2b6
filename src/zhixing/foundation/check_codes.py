"""Check codes printed on papers: read aloud, typed, looked up by a hash. Pure: their bits come from outside."""

import re

from zhixing.foundation.one_time_links import Secret, secret_hash

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O, U, so that a code can be read aloud and typed."""
CODE_SIGNS = 16
CODE_BYTES = 10
"""80 bits in a check code; a link holds 256."""
_COURT = re.compile(r"[1-9][0-9]{0,8}")
_SIGNS = re.compile(rf"[{ALPHABET}]{{{CODE_SIGNS}}}")
_MISREAD = str.maketrans("ILO", "110")


def code_text(court_id: int, random: bytes) -> str:
    """A check code as printed: 12-7K3M-9QXA-TB5D-PV2R, from ten bytes that nobody can guess."""
    if len(random) != CODE_BYTES:
        raise ValueError(f"查验码需要 {CODE_BYTES} 个随机字节。")
    number = int.from_bytes(random)
    signs = "".join(ALPHABET[number >> (5 * place) & 31] for place in reversed(range(CODE_SIGNS)))
    return "-".join([str(court_id), *(signs[start : start + 4] for start in range(0, CODE_SIGNS, 4))])


def read_code(text: str) -> Secret | None:
    """A check code as typed: small letters, spaces, and I, L, O for digits are forgiven. None when it cannot be one."""
    court, _, rest = text.strip().upper().partition("-")
    signs = re.sub(r"[\s-]", "", rest).translate(_MISREAD)
    if not _COURT.fullmatch(court.strip()) or not _SIGNS.fullmatch(signs):
        return None
    return Secret(int(court), secret_hash(f"code:{signs}"))
