"""Many calls at the same time: a loop in a thread of its own, a bound for each unit, one for all.

It knows no table. Calls are handed in and their ends are picked up, so that whoever keeps the books commits before and
after, and a unit that hangs holds up its own calls only.
"""

import asyncio
import queue
import threading
import time
from collections import deque
from collections.abc import Hashable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, Self, TypeVar

from zhixing.inquiries.connectors.base import Answer, Parcel, Peer, UnitConnector
from zhixing.inquiries.rules.kinds import Outcome

AT_ONCE = 1_024
"""Calls of one process at the same time."""
SECONDS_MAX = 60
"""No call lasts longer, whatever its connector allows."""
GATHER = 0.1
"""Seconds in which ended calls are gathered: to book them together costs a fraction of booking each."""
_STOPPING_MAX = 10

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Call(Generic[Key]):
    """A call to make: through which connector, to whom, how many of them the unit bears at one time."""

    key: Key
    connector: str
    peer: Peer
    at_once: int
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Ended(Generic[Key]):
    """A call that ended."""

    key: Key
    answer: Answer
    took_ms: int


class Caller(Generic[Key]):
    """Makes calls through connectors while it is open."""

    def __init__(self, connectors: Mapping[str, UnitConnector], *, at_once: int = AT_ONCE) -> None:
        self._connectors = connectors
        self._at_once = at_once
        self._loop = asyncio.new_event_loop()
        self._ended: queue.SimpleQueue[Ended[Key]] = queue.SimpleQueue()
        self._lines: dict[str, _Line[Key]] = {}
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="calls-to-units", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(_STOPPING_MAX)

    def submit(self, calls: Sequence[Call[Key]]) -> None:
        """Make these calls as soon as the unit's bound and the common one allow."""
        if calls:
            self._loop.call_soon_threadsafe(self._start, calls)

    def ended(self, *, wait: float, limit: int, gather: float = GATHER) -> list[Ended[Key]]:
        """Up to `limit` calls that have ended; waits for the first at most `wait` seconds, then `gather` for others.

        It sleeps while others come in and does not wake up for each of them.
        """
        found: list[Ended[Key]] = []
        try:
            found.append(self._ended.get(timeout=wait) if wait > 0 else self._ended.get_nowait())
            if self._ended.qsize() < limit // 2:
                time.sleep(gather)
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
            for connector in self._connectors.values():
                await stack.enter_async_context(connector)
            self._ready.set()
            await self._stop.wait()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, calls: Sequence[Call[Key]]) -> None:
        """Put calls into their units' lines; each line has workers up to the unit's bound, which end when it is empty."""
        for call in calls:
            name = f"{call.connector}/{call.peer.code}/{call.peer.address}"
            line = self._lines.get(name)
            if line is None:
                line = self._lines[name] = _Line()
            line.calls.append(call)
            if line.workers < call.at_once:
                line.workers += 1
                task = self._loop.create_task(self._work(line))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def _work(self, line: "_Line[Key]") -> None:
        try:
            while line.calls:
                call = line.calls.popleft()
                async with self._common:
                    await self._call(call)
        finally:
            line.workers -= 1

    async def _call(self, call: Call[Key]) -> None:
        started = time.monotonic()
        try:
            async with asyncio.timeout(SECONDS_MAX):
                answer = await self._connectors[call.connector].deliver(call.peer, call.parcel)
        except TimeoutError:
            answer = Answer(Outcome.NO_REPLY, words=f"{SECONDS_MAX} 秒内没有应答")
        except Exception as error:
            answer = Answer(Outcome.NO_REPLY, words=f"接口出错：{type(error).__name__} {error}"[:300])
        self._ended.put(Ended(call.key, answer, int((time.monotonic() - started) * 1000)))


@dataclass(slots=True)
class _Line(Generic[Key]):
    """What waits for one unit, and how many calls to it are being made."""

    calls: deque[Call[Key]] = field(default_factory=deque)
    workers: int = 0
