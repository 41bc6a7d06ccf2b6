"""Who does something: a person with roles in courts, or a named part of the system."""

from dataclasses import dataclass, field

from zhixing.foundation.identity.roles import Role


class NotAllowed(PermissionError):
    """The actor's roles do not reach so far. Views answer it with 403 and record the attempt."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who acts. `courts` are those the actor may see; `roles` maps a court to the roles held in it."""

    user_id: int | None
    name: str
    courts: tuple[int, ...] = ()
    roles: dict[int, frozenset[Role]] = field(default_factory=dict)
    is_system: bool = False

    @classmethod
    def system(cls, part: str) -> "Actor":
        """A part of the system acting by itself, such as a sweep or an import run from the command line."""
        return cls(user_id=None, name=part, is_system=True)

    @property
    def key(self) -> str:
        """user:5 for a person, system:文书 for a part of the house: by this, two are one and the same or not."""
        return f"user:{self.user_id}" if self.user_id is not None else f"system:{self.name}"[:80]

    @property
    def reach(self) -> tuple[object, ...]:
        """Who this is and everything the roles reach, as a key: two actors of one reach may see and do the same."""
        return (self.key, self.courts, tuple(sorted(self.roles.items())))

    def has(self, court_id: int, *roles: Role) -> bool:
        """Whether the actor holds one of the roles in the court."""
        return bool(self.roles.get(court_id, frozenset()) & set(roles))

    def courts_as(self, *roles: Role) -> list[int]:
        """The courts in sight in which the actor holds one of the roles."""
        return [court for court in self.courts if self.has(court, *roles)]

    def require(self, court_id: int, *roles: Role) -> None:
        """Raise NotAllowed unless the actor is a part of the system or holds one of the roles in the court."""
        if not self.is_system and not self.has(court_id, *roles):
            titles = "、".join(role.label for role in roles)
            raise NotAllowed(f"此操作须由本院{titles}办理。")
