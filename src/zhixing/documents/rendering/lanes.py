"""Threads that each own one compiler, with a time limit on every job.

Three traps of the compiler shape this. One compiler used by two threads raises, so each lane has its own. A compile
cannot be interrupted, so the caller stops waiting and the lane is replaced. Its thread pool does not survive a fork, and
a child would wait for ever, so a child of a process that has compiled is refused at once.
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from datetime import timedelta
from queue import SimpleQueue

Job = tuple[Callable[[], bytes], "Future[bytes]"]
MOST_STUCK = 3


class RenderTimeout(RuntimeError):
    """A document was not set within the time limit."""


class RenderingUnavailable(RuntimeError):
    """This process can set no more documents; the message says why and what to do."""


class Lanes:
    """A fixed number of compile threads, started when the first job comes."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._guard = threading.Lock()
        self._running = 0
        self._stuck = 0
        self._process: int | None = None

    def run(self, jobs: Sequence[Callable[[], bytes]], limit: timedelta) -> list[bytes]:
        """The results of the jobs in order, side by side in the lanes; `limit` is for all of them together.

        Raises RenderTimeout, RenderingUnavailable, or what a job raises.
        """
        self._ready()
        futures: list[Future[bytes]] = [Future() for _ in jobs]
        for entry in zip(jobs, futures, strict=True):
            self._jobs.put(entry)
        _, late = wait(futures, timeout=limit.total_seconds())
        for future in late:
            if not future.cancel():
                self._replace_stuck()
        if late:
            raise RenderTimeout(f"文书排版超过 {limit.total_seconds():g} 秒，已放弃，请重试。")
        return [future.result() for future in futures]

    def close(self) -> None:
        """Ends idle lanes once the queued jobs are done; the next job starts new ones."""
        with self._guard:
            for _ in range(self._running):
                self._jobs.put(None)
            self._running = 0

    def _ready(self) -> None:
        with self._guard:
            if self._process is None:
                self._process = os.getpid()
            elif self._process != os.getpid():
                raise RenderingUnavailable(
                    "本进程由已排版过文书的进程分叉而来，不能再排版，请以 spawn 方式启动工作进程。"
                )
            if self._stuck > MOST_STUCK:
                raise RenderingUnavailable(f"已有 {self._stuck} 次排版超时未返回，请重新启动本进程。")
            while self._running < self._count:
                self._start()

    def _start(self) -> None:
        threading.Thread(target=self._work, name="zhixing-typesetting", daemon=True).start()
        self._running += 1

    def _replace_stuck(self) -> None:
        with self._guard:
            self._stuck += 1
            if self._stuck <= MOST_STUCK:
                self._start()
            self._running -= 1

    def _work(self) -> None:
        while (entry := self._jobs.get()) is not None:
            job, future = entry
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = job()
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)
