"""Kills a piece of work at random points: a child process does it and is ended with SIGKILL while it does.

`ZHIXING_KILLS` says how many kills the tests of the money room make altogether: 40 without it, 200 for the record.
"""

import os
import random
import signal
import time
import traceback
from collections.abc import Callable

from django.db import connections

KILLS = int(os.environ.get("ZHIXING_KILLS", "40"))


def run_and_kill(job: Callable[[], object], *, after_seconds: float | None) -> bool:
    """Run `job` in a forked child and kill it after a while; whether it was still at work then.

    The child has database connections of its own: the parent's are closed before the fork.
    """
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            job()
            connections.close_all()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if after_seconds is not None:
        time.sleep(after_seconds)
        done, status = os.waitpid(child, os.WNOHANG)
        if done == 0:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return True
    else:
        _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) != 0:
        raise AssertionError("the work failed by itself; see the child's traceback")
    return False


def kill_many_times(job: Callable[[], object], *, kills: int, longest_seconds: float, seed: int) -> int:
    """Run `job` over and over and kill it at random points until it was killed `kills` times; the runs it took.

    The job must begin anew each time it is finished, or the kills would find nothing to kill.
    """
    dice = random.Random(seed)
    killed = runs = 0
    while killed < kills:
        runs += 1
        killed += run_and_kill(job, after_seconds=dice.uniform(0.0, longest_seconds))
        if runs > kills * 20:
            raise AssertionError(f"only {killed} of {kills} kills hit: make the work longer")
    return runs
