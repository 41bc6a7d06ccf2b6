"""A request of a signed-in person."""

from django.http import HttpRequest

from zhixing.foundation.identity.actors import Actor


class HouseRequest(HttpRequest):
    """A request that has passed `CourtScope`. `chosen_court` is the one picked in the top bar, None for all."""

    actor: Actor
    chosen_court: int | None
