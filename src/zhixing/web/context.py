"""What every page of the shell knows."""

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Values of the frame: rail, person, courts."""
    return {}
