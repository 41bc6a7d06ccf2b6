"""The one job there is: ring a sweep. Periodic bells ring every sweep even if every other bell was lost."""

from datetime import timedelta

from procrastinate.contrib.django import app

from zhixing.foundation.sweeps.engine import run_sweep, sweeps


@app.task(name="zhixing.sweep")
def ring_sweep(timestamp: int = 0, *, name: str) -> None:
    """Run one sweep. `timestamp` is what a periodic bell passes."""
    run_sweep(name)


def cron_of(every: timedelta) -> str:
    """The cron line for "every so often": minutes below an hour, hours below a day, else at night."""
    minutes = max(1, int(every.total_seconds() // 60))
    if minutes < 60:
        return f"*/{minutes} * * * *"
    hours = minutes // 60
    return f"7 */{hours} * * *" if hours < 24 else "7 3 * * *"


def hang_periodic_bells() -> None:
    """Register a periodic bell for each sweep; called once by the worker at start."""
    for name, sweep in sweeps().items():
        app.periodic(
            cron=cron_of(sweep.every),
            periodic_id=name,
            queueing_lock=f"sweep:{name}",
            task_kwargs={"name": name},
        )(ring_sweep)
