"""Work that fails is tried again with growing pauses, and after a limit left for a person (dead letter)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.sweeps.models import Failure

ATTEMPTS_MAX = 6
FIRST_PAUSE = timedelta(minutes=1)


def note(
    *, sweep: str, subject: str, error: str, now: datetime, longest_pause: timedelta | None = None
) -> Failure:
    """Write down that a piece of work failed; the pause doubles with each attempt, the sixth makes it a dead letter.

    What heals by itself (a bank's outage) names its longest pause: it is tried again for ever, never less often than that.
    """
    failure, _ = Failure.objects.select_for_update().get_or_create(
        sweep=sweep,
        subject=subject,
        resolved_at=None,
        defaults={"next_try_at": now, "last_error": error, "first_at": now},
    )
    failure.attempts += 1
    failure.last_error = error[-4000:]
    pause = FIRST_PAUSE * 2 ** min(failure.attempts - 1, 20)
    failure.next_try_at = now + (pause if longest_pause is None else min(pause, longest_pause))
    if longest_pause is None and failure.attempts >= ATTEMPTS_MAX and failure.dead_at is None:
        failure.dead_at = now
    failure.save()
    return failure


def resting(sweep: str, *, now: datetime) -> set[str]:
    """Subjects that a sweep must leave alone now: paused until later, or dead."""
    open_ones = Failure.objects.filter(sweep=sweep, resolved_at=None)
    return set(open_ones.exclude(dead_at=None, next_try_at__lte=now).values_list("subject", flat=True))


def tried(sweep: str) -> set[str]:
    """Subjects that this sweep has tried before without success."""
    return set(Failure.objects.filter(sweep=sweep, resolved_at=None).values_list("subject", flat=True))


def settle(*, sweep: str, subjects: Iterable[str], now: datetime, actor: Actor) -> int:
    """Mark failures as resolved, because the work succeeded or a person decided; the number resolved."""
    return Failure.objects.filter(sweep=sweep, subject__in=list(subjects), resolved_at=None).update(
        resolved_at=now, resolved_by=actor.name
    )


def try_again(*, failure_id: int, now: datetime) -> int:
    """A person asks for another round of attempts on a dead letter."""
    return Failure.objects.filter(pk=failure_id, resolved_at=None).update(
        dead_at=None, attempts=F("attempts") - F("attempts"), next_try_at=now
    )
