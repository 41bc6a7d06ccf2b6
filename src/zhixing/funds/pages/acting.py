"""Posted forms of the money's pages: what every room has, and amounts."""

from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.posted import FIELD_MAX, attempt, field
from zhixing.law.amounts import AmountUnreadable, fen_of_yuan

__all__ = ["FIELD_MAX", "attempt", "fen_field", "field"]


def fen_field(request: HouseRequest, name: str) -> int:
    """A posted amount in yuan as fen. Raises ValueError in words."""
    text = field(request, name)
    try:
        return fen_of_yuan(text)
    except AmountUnreadable as unreadable:
        raise ValueError(f"金额“{text}”无法识别，请写成 1234.56。") from unreadable
