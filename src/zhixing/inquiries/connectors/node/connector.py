"""A unit's node over HTTP: one session for all units, each call bounded in seconds and bytes."""

import asyncio
import io
import re
from functools import lru_cache
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import aiohttp

from zhixing.inquiries.connectors.base import Answer, ConfigProblem, Parcel, Peer
from zhixing.inquiries.rules.kinds import Outcome
from zhixing.inquiries.wire.messages import BYTES_MAX_WITH_DOCUMENTS

MEDIA_TYPE = "application/jose"
PATH = "/v1/messages"
SECONDS = 20
SECONDS_MAX = 300
AT_ONCE = 512
"""Calls of this process at the same time; how many one unit gets is the sender's to bound."""
_COMPACT = re.compile(rb"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_SMALL = 2**16
"""An answer that says it is no larger is read in one piece."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NodeOverHttp:
    """Posts the signed bytes and brings the signed answer back; what it says is judged by who can verify it."""

    name = "node"
    title = "单位节点（HTTP）"

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """One session: no cookies, no proxies of the environment, no packed bodies."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=AT_ONCE, ttl_dns_cache=300),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            headers={"Content-Type": MEDIA_TYPE, "Accept": MEDIA_TYPE, "Accept-Encoding": "identity"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        """One call. A connection that never stood is NOT_REACHED, every later doubt NO_REPLY."""
        if self._session is None:
            raise RuntimeError("接口没有打开：请在 async with 中使用。")
        timeout = aiohttp.ClientTimeout(total=_seconds(peer), sock_connect=min(_seconds(peer), 10))
        try:
            async with self._session.post(
                _url(peer.address),
                data=_sent(parcel.content),
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                body = await _body(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            return Answer(Outcome.NOT_REACHED, words=f"连不上：{_words(error)}")
        except (TimeoutError, asyncio.IncompleteReadError) as error:
            return Answer(Outcome.NO_REPLY, words=f"{_seconds(peer)} 秒内没有应答 {_words(error)}".strip())
        except (aiohttp.ClientError, OSError) as error:
            return Answer(Outcome.NO_REPLY, words=f"连接中断：{_words(error)}")
        return _judge(response.status, response.content_type, body, parcel)

    def collect(self, peer: Peer) -> list[tuple[str, bytes]]:
        """A node answers in the call; what it could not answer yet is asked for with status.request."""
        return []

    def discard(self, peer: Peer, name: str) -> None:
        """Nothing was collected."""

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """An https address, or http on this machine or where the settings allow a closed network (`plain` = yes)."""
        parts = urlsplit(peer.address)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            return [ConfigProblem("address", "请填写 https:// 开头的节点地址。")]
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK and peer.settings.get("plain") != "yes":
            return [
                ConfigProblem(
                    "address", f"{peer.address} 没有加密，请改用 https://；确为专网时在设置里写 plain = yes。"
                )
            ]
        return []


def _sent(content: bytes) -> bytes | io.BytesIO:
    """A large message goes in pieces, so that others are not held up meanwhile."""
    return io.BytesIO(content) if len(content) > 2**20 else content


@lru_cache(maxsize=1024)
def _url(address: str) -> str:
    return address.rstrip("/") + PATH


async def _body(response: aiohttp.ClientResponse) -> bytes:
    if response.content_length is not None and response.content_length <= _SMALL:
        return await response.read()
    received = bytearray()
    async for piece in response.content.iter_chunked(2**16):
        received += piece
        if len(received) > BYTES_MAX_WITH_DOCUMENTS:
            raise aiohttp.ClientPayloadError(f"应答超过 {BYTES_MAX_WITH_DOCUMENTS} 字节")
    return bytes(received)


def _judge(status: int, media_type: str, body: bytes, parcel: Parcel) -> Answer:
    is_signed = media_type == MEDIA_TYPE and _COMPACT.fullmatch(body) is not None
    if is_signed and status == 404 and parcel.asks_status:
        return Answer(Outcome.NEVER_HEARD, body, "对方称没有收到过这个编号")
    if is_signed and status != 503:
        return Answer(Outcome.ACKNOWLEDGED if status == 202 else Outcome.REPLIED, body)
    if status in (429, 502, 503, 504):
        return Answer(Outcome.BUSY, body if is_signed else b"", f"对方暂时不能办理（{status}）")
    shown = body[:120].decode("utf-8", "replace")
    return Answer(Outcome.GARBAGE, words=f"应答（{status}，{media_type}）不是签名报文：{shown}")


def _seconds(peer: Peer) -> int:
    given = peer.settings.get("seconds", "")
    return min(max(int(given), 1), SECONDS_MAX) if given.isdecimal() else SECONDS


def _words(error: Exception) -> str:
    return f"{type(error).__name__} {error}".strip()[:200]
