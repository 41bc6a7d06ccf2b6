"""The link in a message: short enough for an SMS, 128 bits that nobody guesses."""

import base64

from zhixing.foundation.one_time_links import token_text


def link_token(court_id: int, drawn: bytes) -> str:
    """The secret part of a link from sixteen bytes that only the house can draw."""
    return token_text(court_id, base64.urlsafe_b64encode(drawn).decode("ascii").rstrip("="))
