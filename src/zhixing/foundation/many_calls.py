"""Many calls at the same time: a loop in a thread of its own, a bound for each line, one for all.

It knows no table. Calls are handed in and their ends are picked up, so that whoever keeps the books commits before and
after, and a line that hangs holds up its own calls only.
"""

import asyncio
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

AT_ONCE = 1_024
"""Calls of one process at the same time."""
SECONDS_MAX = 60
"""No call lasts longer, whatever its connector allows."""
GATHER = 0.1
"""Seconds in which ended calls are gathered: to book them together costs a fraction of booking each."""
_GATHER_STEP = 0.01
_SWITCH = 0.001
"""Seconds the thread that keeps the books may go on while the calls wait for it; Python's own 5 ms are two of every hundred
of a call.
"""
_STOPPING_MAX = 10

Key = TypeVar("Key", bound=Hashable)
Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Call(Generic[Key, Said]):
    """A call to make: on which line, how many of them the line bears at one time."""

    key: Key
    line: str
    at_once: int
    make: Callable[[], Awaitable[Said]]


@dataclass(frozen=True, slots=True)
class Ended(Generic[Key, Said]):
    """A call that ended."""

    key: Key
    answer: Said
    took_ms: int


class Caller(Generic[Key, Said]):
    """Makes calls while it is open. `failed` turns words into the answer of a call that broke or lasted too long."""

    def __init__(
        self, opened: Sequence[AbstractAsyncContextManager[Any]], *, failed: Callable[[str], Said], at_once: int = AT_ONCE
    ) -> None:  # fmt: skip
        self._opened, self._failed, self._at_once = opened, failed, at_once
        self._loop = asyncio.new_event_loop()
        self._ended: queue.SimpleQueue[Ended[Key, Said]] = queue.SimpleQueue()
        self._lines: dict[str, _Line[Key, Said]] = {}
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="calls-outside", daemon=True)

    def __enter__(self) -> Self:
        self._switch_before = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_STOPPING_MAX)
        sys.setswitchinterval(self._switch_before)

    def submit(self, calls: Sequence[Call[Key, Said]]) -> None:
        """Make these calls as soon as the line's bound and the common one allow."""
        if calls:
            self._loop.call_soon_threadsafe(self._start, calls)

    def ended(self, *, wait: float, limit: int, gather: float = GATHER) -> list[Ended[Key, Said]]:
        """Up to `limit` calls that have ended; waits for the first at most `wait` seconds, then `gather` for others.

        It sleeps in steps while others come in and does not wake up for each of them.
        """
        found: list[Ended[Key, Said]] = []
        try:
            found.append(self._ended.get(timeout=wait) if wait > 0 else self._ended.get_nowait())
            until = time.monotonic() + gather
            while self._ended.qsize() < limit - 1 and (left := until - time.monotonic()) > 0:
                time.sleep(min(left, _GATHER_STEP))
            while len(found) < limit:
                found.append(self._ended.get_nowait())
        except queue.Empty:
            pass
        return found

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        self._common = asyncio.Semaphore(self._at_once)
        async with AsyncExitStack() as stack:
            for shared in self._opened:
                await stack.enter_async_context(shared)
            self._ready.set()
            await self._stop.wait()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, calls: Sequence[Call[Key, Said]]) -> None:
        """Put calls into their lines; each line has workers up to its bound, which end when it is empty."""
        for call in calls:
            line = self._lines.get(call.line)
            if line is None:
                line = self._lines[call.line] = _Line()
            line.calls.append(call)
            if line.workers < call.at_once:
                line.workers += 1
                task = self._loop.create_task(self._work(line))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _work(self, line: "_Line[Key, Said]") -> None:
        try:
            while line.calls:
                call = line.calls.popleft()
                async with self._common:
                    await self._call(call)
        finally:
            line.workers -= 1

    async def _call(self, call: Call[Key, Said]) -> None:
        started = time.monotonic()
        try:
            async with asyncio.timeout(SECONDS_MAX):
                answer = await call.make()
        except TimeoutError:
            answer = self._failed(f"{SECONDS_MAX} 秒内没有应答")
        except Exception as error:
            answer = self._failed(f"接口出错：{type(error).__name__} {error}"[:300])
        self._ended.put(Ended(call.key, answer, int((time.monotonic() - started) * 1000)))


@dataclass(slots=True)
class _Line(Generic[Key, Said]):
    """What waits on one line, and how many calls are being made on it."""

    calls: deque[Call[Key, Said]] = field(default_factory=deque)
    workers: int = 0
