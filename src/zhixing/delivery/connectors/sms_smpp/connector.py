"""Short messages over one long connection to a gateway, many under way at the same time."""

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from zhixing.delivery.connectors.base import Answer, Collected, ConfigProblem, Letter, Peer, Said
from zhixing.delivery.connectors.json_line import SignedJsonLine
from zhixing.delivery.connectors.sms_smpp.pdus import (
    HEAD,
    BadFrame,
    Command,
    Frame,
    Status,
    bind,
    head_of,
    query,
    submit,
    take_text,
)
from zhixing.delivery.rules.ways import Outcome, Way

SECONDS_MAX = 10
_OUTCOMES = {
    Status.OK: Outcome.TAKEN, Status.BAD_ADDRESS: Outcome.REFUSED, Status.THROTTLED: Outcome.NOT_TAKEN,
    Status.NEVER_SEEN: Outcome.NEVER_SEEN,
}  # fmt: skip


class SmsOverSmpp:
    """The address is host:port. Receipts are taken from the gateway's report address (`news` in the settings)."""

    name = "sms_smpp"
    title = "短信网关（长连接）"
    ways = frozenset({Way.SMS})
    answers_questions = True

    async def __aenter__(self) -> Self:
        """Connections are made call by call."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open."""

    async def hand_over(self, peer: Peer, letters: Sequence[Letter]) -> Answer:
        """All letters at once; each response is matched by its sequence number."""
        sender = str(peer.settings.get("sender", "12368"))
        frames = {
            place: (letter.reference, submit(sender, letter.to, letter.text, letter.reference, place))
            for place, letter in enumerate(letters, 2)
        }
        return await self._exchange(peer, frames)

    async def ask(self, peer: Peer, references: Sequence[str]) -> Answer:
        """What became of references."""
        return await self._exchange(
            peer,
            {place: (reference, query(reference, place)) for place, reference in enumerate(references, 2)},
        )

    async def _exchange(self, peer: Peer, frames: dict[int, tuple[str, Frame]]) -> Answer:
        host, _, port = peer.address.rpartition(":")
        try:
            reader, writer = await asyncio.wait_for(asyncio.open_connection(host, int(port)), 5)
        except (OSError, ValueError, TimeoutError) as error:
            return Answer(rest=Outcome.NOT_TAKEN, words=f"接不通：{error}"[:300])
        said: list[Said] = []
        try:
            async with asyncio.timeout(int(peer.settings.get("seconds", SECONDS_MAX))):
                account = str(peer.settings.get("account", ""))
                writer.write(bind(account, peer.secret.decode("ascii", "replace")[:9], 1).packed())
                if (await _frame(reader)).status != Status.OK:
                    return Answer(rest=Outcome.NOT_TAKEN, words="网关不认账号")
                for _, frame in frames.values():
                    writer.write(frame.packed())
                await writer.drain()
                while len(said) < len(frames):
                    answer = await _frame(reader)
                    if answer.sequence in frames:
                        said.append(_said(frames[answer.sequence][0], answer))
            return Answer(tuple(said))
        except (OSError, EOFError, BadFrame, TimeoutError) as error:
            return Answer(tuple(said), words=f"没有应答：{type(error).__name__} {error}"[:300])
        finally:
            writer.close()

    def collect(self, peer: Peer, cursor: str) -> Collected:
        """Receipts from the gateway's report address; none where it has not been entered."""
        news = str(peer.settings.get("news", ""))
        if not news:
            return Collected((), cursor)
        return SignedJsonLine().collect(Peer(peer.code, peer.name, news, peer.settings, peer.secret), cursor)

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """Host, port and password."""
        found = []
        host, _, port = peer.address.rpartition(":")
        if not host or not port.isdigit():
            found.append(ConfigProblem("address", "请填写网关地址和端口，例如 10.1.2.3:7890。"))
        if not peer.secret:
            found.append(ConfigProblem("secret", "还没有存入网关密码。"))
        return found


async def _frame(reader: asyncio.StreamReader) -> Frame:
    length, command, status, sequence = head_of(await reader.readexactly(HEAD.size))
    return Frame(command, status, sequence, await reader.readexactly(length - HEAD.size))


def _said(reference: str, answer: Frame) -> Said:
    known = {status.value for status in Status}
    outcome = (
        _OUTCOMES.get(Status(answer.status), Outcome.NO_ANSWER)
        if answer.status in known
        else Outcome.NO_ANSWER
    )
    number = ""
    if answer.command in (Command.SUBMIT_RESP, Command.QUERY_RESP) and answer.body:
        number = take_text(answer.body)[0][:60]
    return Said(
        reference, outcome, number, "" if outcome is Outcome.TAKEN else f"网关状态 {answer.status:#x}"
    )
