"""One measurement: what was done, how fast, and beside what."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table. `value` and `beside` are in `unit`; `expected` says what the ratio should reach."""

    what: str
    unit: str
    value: float
    peer: str
    beside: float
    expected: str
    met: bool
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times the peer."""
        return self.value / self.beside if self.beside else float("nan")


def seconds(job: Callable[[], object], *, runs: int = 3, warm: bool = True) -> float:
    """The median of several runs in seconds."""
    if warm:
        job()
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        taken.append(time.perf_counter() - start)
    return median(taken)
