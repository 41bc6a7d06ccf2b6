"""A bad line: an HTTP proxy between a court and one unit that loses, delays, cuts, alters and repeats what passes.

It knows nothing of what it carries. Each call throws dice that depend on the seed, the kind of fault and the number of the
call, so a run repeats with its seed. Altered bytes, cut answers and pages of other people are exactly what signatures,
numbers and retries must survive.
"""

import asyncio
import io
from collections import Counter
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from zhixing.simulator.faults import Chance

_GARBAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
_BYTES_MAX = 32 * 2**20
_NOT_PASSED_ON = frozenset({"host", "content-length", "transfer-encoding", "connection", "content-encoding"})


@dataclass(frozen=True, slots=True)
class LineFaults:
    """How many calls in a thousand go wrong, by kind, and how slow the line is.

    ``dropped``: cut before the unit hears anything. ``lost``: the unit hears, its answer is cut. ``unavailable``: 503.
    ``truncated``: half an answer. ``garbage``: a web page. ``altered_question``, ``altered_answer``: one byte is another.
    ``repeated``: the unit hears it twice, and the second answer comes back. ``dead`` answers nothing at all while it is set.
    """

    dropped: int = 0
    lost: int = 0
    unavailable: int = 0
    truncated: int = 0
    garbage: int = 0
    altered_question: int = 0
    altered_answer: int = 0
    repeated: int = 0
    delay_ms: tuple[int, int] = (0, 0)

    @classmethod
    def a_bad_line(cls) -> "LineFaults":
        """Every fault at once: nearly two calls in five go wrong."""
        return cls(
            dropped=50, lost=60, unavailable=50, truncated=40, garbage=40, altered_question=40, altered_answer=40,
            repeated=60,
        )  # fmt: skip


class BadLine:
    """Passes every call on to `target`; `dead` may be switched at any time for a dead day."""

    def __init__(self, target: str, *, seed: int, faults: LineFaults | None = None) -> None:
        self.target = target.rstrip("/")
        self.faults = faults or LineFaults()
        self.dead = False
        self.port = 0
        self.happened: Counter[str] = Counter()
        self._chance, self._calls = Chance(seed), 0
        self._session: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None

    @property
    def address(self) -> str:
        """Where the line begins."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen on loopback."""
        self._session = aiohttp.ClientSession(
            auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
            connector=aiohttp.TCPConnector(limit=0),
        )  # fmt: skip
        app = web.Application(client_max_size=_BYTES_MAX)
        app.router.add_route("*", "/{path:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Hang up."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self._calls += 1
        call = str(self._calls)
        body = await request.read()
        await self._delay(call)
        if self.dead or self._strikes("dropped", call):
            return self._cut(request)
        if self._strikes("unavailable", call):
            return web.Response(status=503, text="Service Unavailable")
        if self._strikes("altered_question", call):
            body = self._altered(body, call)
        status, kind, answer = await self._ask(request, body)
        if self._strikes("repeated", call):
            status, kind, answer = await self._ask(request, body)
        if self._strikes("lost", call):
            return self._cut(request)
        if self._strikes("garbage", call):
            return web.Response(status=200, body=_GARBAGE, content_type="text/html")
        if self._strikes("truncated", call):
            answer = answer[: len(answer) // 2]
        if self._strikes("altered_answer", call):
            answer = self._altered(answer, call)
        return web.Response(status=status, body=answer, headers={"Content-Type": kind})

    async def _ask(self, request: web.Request, body: bytes) -> tuple[int, str, bytes]:
        assert self._session is not None
        headers = {
            name: value for name, value in request.headers.items() if name.lower() not in _NOT_PASSED_ON
        }
        try:
            async with self._session.request(
                request.method,
                f"{self.target}{request.path_qs}",
                data=io.BytesIO(body) if body else None,
                headers=headers,
                allow_redirects=False,
            ) as response:
                kind = response.headers.get("Content-Type", "application/octet-stream")
                return response.status, kind, await response.read()
        except (aiohttp.ClientError, OSError):
            self.happened["unreachable"] += 1
            return 502, "text/html", _GARBAGE

    async def _delay(self, call: str) -> None:
        low, high = self.faults.delay_ms
        if high:
            milliseconds = low + self._chance.below("delay", call, max(high - low, 0) + 1)
            await asyncio.sleep(milliseconds / 1000)

    def _strikes(self, kind: str, call: str) -> bool:
        struck = self._chance.strikes(kind, call, getattr(self.faults, kind))
        self.happened[kind] += struck
        return struck

    def _altered(self, body: bytes, call: str) -> bytes:
        """One byte in the middle third becomes another letter of base64url."""
        if len(body) < 9:
            return body
        at = len(body) // 3 + self._chance.below("place", call, len(body) // 3)
        return body[:at] + (b"A" if body[at : at + 1] != b"A" else b"B") + body[at + 1 :]

    @staticmethod
    def _cut(request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
