"""Calls out over HTTP: one session for each process, bounded in time, in size and in number for each host.

Sweeps are plain functions, so the session lives on a loop of its own in a thread and hands back results. A process that
was forked gets a session of its own.
"""

import asyncio
import atexit
import os
import ssl
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

AT_ONCE = 8
"""Calls to one host at the same time; more wait."""
BYTES_MAX = 64 * 2**20
SECONDS_MAX = 20


class NoReply(ConnectionError):
    """No whole reply came. Whether the call arrived is not known."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. Names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Caller:
    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._limits: dict[str, asyncio.Semaphore] = {}
        self._session: aiohttp.ClientSession | None = None
        threading.Thread(target=self._loop.run_forever, name="calls-out", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, Reply]) -> Reply:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes, seconds: int, bytes_max: int,
        tls: ssl.SSLContext | None,
    ) -> Reply:  # fmt: skip
        if self._session is None:
            # Neither proxies of the environment nor cookies nor packed bodies: what is signed is what is on the wire.
            self._session = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, auto_decompress=False
            )
        limit = self._limits.setdefault(urlsplit(url).netloc, asyncio.Semaphore(AT_ONCE))
        timeout = aiohttp.ClientTimeout(total=seconds)
        async with (
            limit,
            self._session.request(
                method, url, data=body or None, headers={"Accept-Encoding": "identity", **headers},
                timeout=timeout, allow_redirects=False, ssl=tls or True,
            ) as response,
        ):  # fmt: skip
            received = bytearray()
            async for piece in response.content.iter_chunked(2**16):
                received += piece
                if len(received) > bytes_max:
                    raise NoReply(f"对方的应答超过 {bytes_max} 字节，未予接收。")
            names = {name.lower(): value for name, value in response.headers.items()}
            return Reply(response.status, names, bytes(received))

    def close(self) -> None:
        if self._session is not None and self._loop.is_running():
            asyncio.run_coroutine_threadsafe(self._session.close(), self._loop).result(2)


_callers: dict[int, _Caller] = {}
_making = threading.Lock()


def _caller() -> _Caller:
    with _making:
        return _callers.setdefault(os.getpid(), _callers.get(os.getpid()) or _Caller())


@atexit.register
def _close() -> None:
    caller = _callers.pop(os.getpid(), None)
    if caller is not None:
        caller.close()


def call(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes = b"",
    seconds: int = SECONDS_MAX,
    bytes_max: int = BYTES_MAX,
    tls: ssl.SSLContext | None = None,
) -> Reply:
    """One call; redirects are not followed. `tls` names whom to trust and who we are, where that is not the machine's.

    Raises NoReply for everything that leaves the outcome open.
    """
    caller = _caller()
    try:
        return caller.run(caller.call(method, url, headers, body, seconds, bytes_max, tls))
    except TimeoutError as error:
        raise NoReply(f"{seconds} 秒内没有应答。") from error
    except NoReply:
        raise
    except (aiohttp.ClientError, OSError) as error:
        raise NoReply(f"连接中断：{type(error).__name__} {error}".strip()) from error
