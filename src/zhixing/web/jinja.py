"""The Jinja2 environment of the console."""

from typing import Any

from django.contrib.messages import get_messages
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from zhixing.foundation.language import t
from zhixing.web import figures
from zhixing.web.files import address_of
from zhixing.web.icons import icon


def url(name: str, *args: object, **kwargs: object) -> str:
    """The address of a view: `url("case", case.id)`."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def environment(**options: Any) -> Environment:
    """An environment that escapes everything and refuses a missing value instead of printing a blank."""
    for decided in ("autoescape", "undefined"):
        options.pop(decided, None)
    made = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, **options
    )
    made.globals.update(
        static=address_of,
        url=url,
        t=t,
        icon=icon,
        messages_of=get_messages,
        term_left=figures.term_left,
        mark_words=figures.mark_words,
    )
    made.filters.update(
        money=figures.money, wan=figures.wan, day=figures.day, moment=figures.moment, percent=figures.percent
    )
    return made
