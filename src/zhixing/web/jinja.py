"""The Jinja2 environment of the console."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined


def environment(**options: Any) -> Environment:
    """An environment that escapes everything and refuses a missing value instead of printing a blank."""
    made = Environment(**{**options, "autoescape": True, "undefined": StrictUndefined, "trim_blocks": True})
    made.globals.update(static=static, url=reverse)
    return made
