"""Who may see what."""

from collections.abc import Iterable

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Membership, Role, User
from zhixing.foundation.identity.reach import NARROW


class UnknownCourt(LookupError):
    """No court has this code."""


def court_by_code(code: str) -> Court:
    """The court whose code is `code`, with or without the province word (吉2424 or 2424)."""
    wanted = code.strip()
    court = Court.objects.filter(code=wanted).first() or Court.objects.filter(code__endswith=wanted).first()
    if court is None or not wanted:
        known = "、".join(Court.objects.values_list("code", flat=True))
        raise UnknownCourt(f"没有代字为“{code}”的法院。已登记：{known}。")
    return court


def courts(court_ids: Iterable[int]) -> list[Court]:
    """These courts in order of their codes."""
    return list(Court.objects.filter(id__in=list(court_ids)))


def all_court_ids() -> tuple[int, ...]:
    """Every court; for parts of the system that work for the whole house."""
    return tuple(Court.objects.order_by("id").values_list("id", flat=True))


def with_lower_courts(court_ids: set[int]) -> tuple[int, ...]:
    """The courts and every court below them. Three levels exist, so the loop ends after two rounds."""
    parents = list(Court.objects.values_list("id", "parent_id"))
    seen = set(court_ids)
    while True:
        lower = {court for court, parent in parents if parent in seen} - seen
        if not lower:
            return tuple(sorted(seen))
        seen |= lower


def actor_for(user: User) -> Actor:
    """The actor a signed-in person is. A role that opens single pages makes no court visible."""
    roles: dict[int, set[Role]] = {}
    for court_id, role in Membership.objects.filter(user=user).values_list("court_id", "role"):
        roles.setdefault(court_id, set()).add(Role(role))
    return Actor(
        user_id=user.pk,
        name=user.display_name,
        courts=with_lower_courts({court for court, held in roles.items() if not held <= NARROW}),
        roles={court: frozenset(held) for court, held in roles.items()},
    )
