"""Who did something, as the four-eyes constraint compares it."""

from zhixing.foundation.identity.actors import Actor


def key_of(actor: Actor) -> str:
    """user:5 for a person, system:funds.plan for a part of the house."""
    return f"user:{actor.user_id}" if actor.user_id is not None else f"system:{actor.name}"[:80]
