"""Who is warned at which rung of the ladder: the officer first, then the team, the bureau chief, the command centre.

A rung is reached on its working day, not on the calendar day, so before a long holiday a measure rises early. Somebody
away is replaced by the deputy at once; without one the bureau chief stands in.
"""

from datetime import date
from enum import StrEnum
from functools import lru_cache

from zhixing.foundation.identity.roles import Role
from zhixing.freezes.rules.ladder import steps_due


class Rung(StrEnum):
    """How high a measure has risen."""

    OFFICER = "officer"
    TEAM = "team"
    BUREAU_CHIEF = "bureau_chief"
    COMMAND_CENTRE = "command_centre"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "officer": "承办人",
            "team": "承办团队",
            "bureau_chief": "执行局局长",
            "command_centre": "指挥中心",
        }[self.value]


_FIRST_STEP = {Rung.OFFICER: 60, Rung.TEAM: 15, Rung.BUREAU_CHIEF: 7, Rung.COMMAND_CENTRE: 3}
DUTY_STEP = 30
"""From this warning on a measure is a duty of its officer; before, it stands in the due list."""
RUNG_OF_ROLE = {
    Role.CLERK: Rung.TEAM,
    Role.BUREAU_CHIEF: Rung.BUREAU_CHIEF,
    Role.VICE_PRESIDENT: Rung.COMMAND_CENTRE,
    Role.DUTY_OFFICER: Rung.COMMAND_CENTRE,
}


def rung_at(step: int) -> Rung:
    """The highest rung that has been warned once the warning of a step was given."""
    return next(rung for rung in reversed(Rung) if step <= _FIRST_STEP[rung] or rung is Rung.OFFICER)


@lru_cache(maxsize=64)
def reach(rung: Rung, today: date) -> date | None:
    """The last end of a measure that has risen to a rung by today; None when there is none ahead."""
    first = DUTY_STEP if rung is Rung.OFFICER else _FIRST_STEP[rung]
    ends = [due.expires_on for due in steps_due(today) if due.step <= first]
    return max(ends, default=None)


def rung_of(ends_on: date, today: date) -> Rung | None:
    """How high a measure that ends on a day has risen by today; None before the first warning."""
    step = next((due.step for due in steps_due(today) if due.expires_on == ends_on), None)
    return None if step is None else rung_at(step)
