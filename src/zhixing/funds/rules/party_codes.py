"""Check codes, links and the question who holds one, as this room uses them: all come from the foundation."""

from zhixing.foundation.check_codes import ALPHABET, CODE_BYTES, CODE_SIGNS, code_text, read_code
from zhixing.foundation.one_time_links import (
    ANSWER_SIGNS,
    LOCKED_FOR,
    WRONG_IN_ROW,
    WRONG_MOST,
    Asking,
    Secret,
    answers,
    is_same_secret,
    read_token,
    token_text,
)

__all__ = [
    "ALPHABET",
    "ANSWER_SIGNS",
    "CODE_BYTES",
    "CODE_SIGNS",
    "LOCKED_FOR",
    "WRONG_IN_ROW",
    "WRONG_MOST",
    "Asking",
    "Secret",
    "answers",
    "code_text",
    "is_same_secret",
    "read_code",
    "read_token",
    "token_text",
]
