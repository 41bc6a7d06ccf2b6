"""Signed JSON over HTTP, as gateways of SMS, messengers and the post speak it: many messages a call, each with our reference.

`POST /v1/messages`, `POST /v1/status`, `GET /v1/news?after=`. Each body is signed with HMAC-SHA256 in `X-Signature`; the
carrier must know a reference again and take it once.
"""

import hmac
import json
from collections.abc import Sequence
from datetime import date
from types import TracebackType
from typing import Any, Self

import aiohttp

from zhixing.delivery.connectors.base import (
    Answer,
    Collected,
    ConfigProblem,
    Letter,
    News,
    NoNews,
    Peer,
    Said,
)
from zhixing.delivery.rules.ways import EventKind, Outcome, Way
from zhixing.foundation.calls import NoReply, call

SECONDS_MAX = 20
BYTES_MAX = 8 * 2**20
NEWS_AT_MOST = 2_000
_TEXT_MAX = 300
_WRONG_KEY, _BUSY = "对方不认签名，请核对密钥", "对方繁忙"
_NOT_TAKEN = {401: _WRONG_KEY, 403: _WRONG_KEY, 429: _BUSY, 503: _BUSY}
"""Answers that say the carrier has looked at nothing."""
_CODES = {
    "taken": Outcome.TAKEN, "refused": Outcome.REFUSED, "busy": Outcome.NOT_TAKEN, "never_seen": Outcome.NEVER_SEEN,
}  # fmt: skip


class SignedJsonLine:
    """The common side of carriers that speak signed JSON. A vendor's package names itself and its ways."""

    name = ""
    title = ""
    ways: frozenset[Way] = frozenset()
    answers_questions = True

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """One session for all calls."""
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the session."""
        if self._session is not None:
            await self._session.close()

    async def hand_over(self, peer: Peer, letters: Sequence[Letter]) -> Answer:
        """One call with many letters."""
        messages = [self.written(letter) for letter in letters]
        return await self._call(
            peer, "/v1/messages", {"messages": messages}, {one.reference for one in letters}
        )

    async def ask(self, peer: Peer, references: Sequence[str]) -> Answer:
        """What became of references."""
        return await self._call(peer, "/v1/status", {"references": list(references)}, set(references))

    def written(self, letter: Letter) -> dict[str, str]:
        """A letter as this carrier wants it."""
        return {"reference": letter.reference, "to": letter.to, "text": letter.text}

    async def _call(self, peer: Peer, path: str, body: dict[str, Any], wanted: set[str]) -> Answer:
        if self._session is None:
            return Answer(rest=Outcome.NOT_TAKEN, words="接口没有打开")
        content = json.dumps(
            {"account": peer.settings.get("account", ""), **body}, ensure_ascii=False
        ).encode()
        seconds = int(peer.settings.get("seconds", SECONDS_MAX))
        try:
            async with self._session.post(
                f"{peer.address.rstrip('/')}{path}", data=content, allow_redirects=False,
                headers={"Content-Type": "application/json", "X-Signature": signature(peer.secret, content)},
                timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=5),
            ) as response:  # fmt: skip
                if why := _NOT_TAKEN.get(response.status):
                    return Answer(rest=Outcome.NOT_TAKEN, words=f"{why}（{response.status}）")
                if response.status != 200:
                    return Answer(words=f"对方应答 {response.status}")
                raw = await response.content.read(BYTES_MAX + 1)
        except aiohttp.ClientConnectorError as error:
            return Answer(rest=Outcome.NOT_TAKEN, words=f"接不通：{error}"[:_TEXT_MAX])
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return Answer(words=f"没有应答：{type(error).__name__} {error}"[:_TEXT_MAX])
        return read_answer(raw, wanted)

    def collect(self, peer: Peer, cursor: str) -> Collected:
        """What the carrier tells since `cursor`, a few thousand at a time."""
        path = f"/v1/news?after={cursor or '0'}&limit={NEWS_AT_MOST}"
        try:
            reply = call(
                "GET", f"{peer.address.rstrip('/')}{path}",
                headers={"X-Signature": signature(peer.secret, path.encode())}, bytes_max=BYTES_MAX,
            )  # fmt: skip
            if reply.status != 200:
                raise NoNews(f"对方应答 {reply.status}")
            body = json.loads(reply.body)
            news = tuple(read_news(one) for one in body["news"])
            return Collected(news, str(body["cursor"])[:100])
        except (NoReply, ValueError, KeyError, TypeError) as error:
            raise NoNews(f"取不到回执：{error}"[:_TEXT_MAX]) from error

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """An address of HTTP and a secret."""
        found = []
        if not peer.address.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            found.append(ConfigProblem("address", "请填写 https:// 开头的接口地址。"))
        if not peer.secret:
            found.append(ConfigProblem("secret", "还没有存入与承运方约定的签名密钥。"))
        return found


def signature(secret: bytes, content: bytes) -> str:
    """The signature of a body."""
    return hmac.digest(secret, content, "sha256").hex()


def read_answer(raw: bytes, wanted: set[str]) -> Answer:
    """What the carrier said of the references that were in the call; about others it is not believed."""
    try:
        results = json.loads(raw)["results"]
        said = tuple(
            Said(
                str(one["reference"]), _CODES.get(str(one["code"]), Outcome.NO_ANSWER), str(one.get("number", ""))[:60],
                str(one.get("words", ""))[:_TEXT_MAX],
            )
            for one in results
            if str(one["reference"]) in wanted
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return Answer(words="应答无法识别")
    return Answer(said, words="" if len(said) == len(wanted) else "应答不全")


def read_news(one: dict[str, Any]) -> News:
    """One piece of news. Raises ValueError or KeyError for what cannot be read."""
    body = one.get("body", {})
    return News(
        str(one["reference"])[:40], EventKind(str(one["kind"])), date.fromisoformat(str(one["on"])),
        str(one["id"])[:100], dict(body) if isinstance(body, dict) else {},
    )  # fmt: skip
