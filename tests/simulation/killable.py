"""A process that can be killed at any instant: `python killable.py DATABASE`, used through `Killable`.

It loads the house once and then forks a child for each line read from standard input (`module:function`), so that a kill
costs milliseconds and not the second that loading takes. For each child it writes the number, and after the child's end
`0` when the function came to its end, or the signal that killed it.
"""

import importlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType


class Killable:
    """Runs functions in children and kills them; `with Killable("database name") as victim`."""

    def __init__(self, database: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, database], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._hear("ready")

    def __enter__(self) -> "Killable":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def kill_after(self, seconds: float, function: str) -> bool:
        """Start the function, kill its process after so many seconds; whether the kill came before its end."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{function}\n")
        self._process.stdin.flush()
        child = int(self._hear())
        time.sleep(seconds)
        try:
            os.kill(child, signal.SIGKILL)
        except ProcessLookupError:
            pass
        return int(self._hear()) == signal.SIGKILL

    def kill_often(self, times: int, function: str, *, seconds_max: float, seed: int) -> int:
        """Kill the function so many times, each at a random moment; how many kills came before its end."""
        moments = random.Random(seed)
        return sum(self.kill_after(moments.uniform(0, seconds_max), function) for _ in range(times))

    def _hear(self, expected: str = "") -> str:
        assert self._process.stdout is not None
        heard = self._process.stdout.readline().strip()
        if not heard or (expected and heard != expected):
            raise RuntimeError(f"the killable process ended early: {heard!r}")
        return heard


def _serve(database: str) -> None:
    import django

    django.setup()
    from django.db import connections

    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = database
    sys.path.insert(0, str(Path(__file__).parent))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        module, _, name = line.strip().partition(":")
        function = getattr(importlib.import_module(module), name)
        child = os.fork()
        if child == 0:
            end = 1
            try:
                function()
                end = 0
            finally:
                os._exit(end)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve(sys.argv[1])
