"""A bank reached directly over HTTP (银企直连): the same ISO 20022 messages, signed, with an enquiry."""

import json
import re
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlsplit

from zhixing.foundation import clock
from zhixing.foundation.calls import NoReply, Reply, call
from zhixing.funds.connectors.bank_direct.signing import (
    KEY,
    NONCE,
    SIGNATURE,
    TIME,
    KeyFiles,
    NotTrusted,
    check,
    check_moment,
    read_key,
    reply_text,
    request_text,
    sign,
)
from zhixing.funds.connectors.base import (
    BankRefused,
    BankUnreachable,
    ConfigProblem,
    Link,
    Message,
    OrderFile,
)
from zhixing.funds.connectors.iso_answers import read_message
from zhixing.funds.connectors.iso_orders import write_orders

MAX_WAITING = 100
"""Messages fetched in one collection; the rest wait at the bank for the next."""
_NAME = re.compile(r"[A-Za-z0-9._-]{1,100}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class BankDirect:
    """The bank at an address. Only what the bank signed for this very question counts as its word."""

    name = "bank_direct"
    title = "银企直连（HTTP）"
    can_ask = True

    def __init__(self, link: Link | None = None, *, keys: Path | None = None, seconds: int = 20) -> None:
        self._link = link or Link()
        self._keys = keys
        self._seconds = seconds
        if self._link.account:
            self.title = f"银企直连（尾号 {self._link.account[-4:]}）"

    def write(self, file: OrderFile) -> bytes:
        """A pain.001.001.09."""
        return write_orders(file)

    def send(self, message_id: str, content: bytes) -> bytes | None:
        """Post the file; the bank answers with a pain.002 and knows the message id again."""
        answer = self._exchange("POST", "/v1/files", content, key=message_id)
        if answer is None:
            raise BankUnreachable("银行的地址不受理付款文件（404），请核对接口地址。")
        return answer

    def ask(self, *, message_id: str, reference: str = "") -> bytes | None:
        """What the bank knows of a file or of one payment."""
        kind, word = ("payments", reference) if reference else ("files", message_id)
        return self._exchange("GET", f"/v1/{kind}/{quote(word, safe='')}")

    def statement(self, day: date) -> bytes | None:
        """The day's camt.053 as the bank holds it."""
        return self._exchange("GET", f"/v1/statements/{day.isoformat()}")

    def collect(self) -> Sequence[tuple[str, bytes]]:
        """The messages that wait at the bank, as far as they could be fetched."""
        found: list[tuple[str, bytes]] = []
        for name in self._waiting():
            try:
                content = self._exchange("GET", f"/v1/messages/{name}")
            except BankUnreachable:
                if not found:
                    raise
                break
            if content is not None:
                found.append((name, content))
        return found

    def _waiting(self) -> list[str]:
        listed = self._exchange("GET", "/v1/messages")
        try:
            names = json.loads(listed or b"")["names"]
            good = [name for name in names[:MAX_WAITING] if _NAME.fullmatch(name)]
        except (ValueError, KeyError, TypeError) as error:
            raise BankUnreachable("银行给出的消息清单读不出。") from error
        return good

    def discard(self, name: str) -> None:
        """Tell the bank that a message was taken in."""
        self._exchange("DELETE", f"/v1/messages/{quote(name, safe='')}")

    def read(self, content: bytes) -> Message:
        """A pain.002 or camt.054."""
        return read_message(content)

    def check_config(self) -> list[ConfigProblem]:
        """The address, who the court is to the bank, and the keys of both."""
        problems = []
        parts = urlsplit(self._link.address)
        if not parts.hostname or parts.scheme not in ("http", "https"):
            problems.append(ConfigProblem("没有银行接口的地址", "请填写 https:// 开头的地址。"))
        elif parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            problems.append(ConfigProblem(f"{self._link.address} 没有加密", "请使用 https:// 的地址。"))
        try:
            problems += KeyFiles.of(self._link.payer_id, self._keys).problems()
        except ValueError as error:
            problems.append(ConfigProblem(str(error), "请填写银行给的客户号。"))
        return problems

    def _exchange(self, method: str, path: str, body: bytes = b"", *, key: str = "") -> bytes | None:
        """Ask and get the bank's signed word: the body, or None where it says that there is no such thing."""
        problems = self.check_config()
        if problems:
            raise BankUnreachable("银企直连没有设置完整：" + "；".join(problem.what for problem in problems))
        files = KeyFiles.of(self._link.payer_id, self._keys)
        base = urlsplit(self._link.address)
        target = f"{base.path.rstrip('/')}{path}"
        time, nonce = clock.real_now().isoformat(timespec="seconds"), secrets.token_urlsafe(24)
        text = request_text(method, target, time=time, nonce=nonce, key=key, body=body)
        headers = {
            SIGNATURE: sign(text, read_key(files.private), key_id=self._link.payer_id),
            TIME: time, NONCE: nonce, "Content-Type": "application/xml",
        }  # fmt: skip
        if key:
            headers[KEY] = key
        try:
            reply = call(
                method, f"{base.scheme}://{base.netloc}{target}", headers=headers, body=body, seconds=self._seconds
            )  # fmt: skip
        except NoReply as error:
            raise BankUnreachable(f"银行没有应答，结果不明：{error}") from error
        return self._word(reply, nonce, files)

    def _word(self, reply: Reply, nonce: str, files: KeyFiles) -> bytes | None:
        if reply.status >= 500:
            raise BankUnreachable(f"银行系统暂停服务（{reply.status}）。")
        try:
            time = reply.headers.get(TIME.lower(), "")
            text = reply_text(reply.status, time=time, nonce=nonce, body=reply.body)
            check(text, reply.headers.get(SIGNATURE.lower(), ""), read_key(files.bank))
            check_moment(time, clock.real_now())
        except NotTrusted as error:
            raise BankUnreachable(f"不能确认是银行的应答（{reply.status}），结果不明：{error}") from error
        if reply.status in (200, 201, 204):
            return reply.body
        if reply.status == 404:
            return None
        words = reply.body[:300].decode("utf-8", "replace")
        if reply.status in (400, 413, 422):
            raise BankRefused(f"银行不能受理（{reply.status}）：{words}")
        raise BankUnreachable(f"银行拒绝了本次请求（{reply.status}）：{words}")
