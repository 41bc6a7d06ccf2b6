"""Signed files through a directory (or what SFTP or a courier makes of one), for networks that never touch."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from zhixing.inquiries.connectors.base import Answer, ConfigProblem, Parcel, Peer
from zhixing.inquiries.rules.kinds import Outcome
from zhixing.inquiries.wire import exchange


class Folder:
    """The peer's address is the directory. Questions go to `to-unit`, answers come in `to-court`."""

    name = "folder"
    title = "文件交换目录"

    async def __aenter__(self) -> Self:
        """Nothing to open."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing to close."""

    async def deliver(self, peer: Peer, parcel: Parcel) -> Answer:
        """The file lies there whole, or it does not; the answer comes by itself."""
        try:
            await asyncio.to_thread(
                exchange.put, Path(peer.address) / exchange.TO_UNIT, parcel.number, parcel.content
            )
        except OSError as error:
            return Answer(Outcome.NOT_REACHED, words=f"写不进交换目录：{error.strerror or error}")
        return Answer(Outcome.HANDED_OVER, words="已放入交换目录")

    def collect(self, peer: Peer) -> list[tuple[str, bytes]]:
        """Answers that lie there, oldest first."""
        found = []
        for file in exchange.waiting(Path(peer.address) / exchange.TO_COURT):
            try:
                found.append((file.name, exchange.read_file(file)))
            except OSError:
                continue
        return found

    def discard(self, peer: Peer, name: str) -> None:
        """Move an answer that was stored to `done`."""
        folder = Path(peer.address) / exchange.TO_COURT
        if any(file.name == name for file in exchange.waiting(folder, limit=10**9)):
            exchange.discard(folder / name)

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """A directory that is there and can be written to."""
        folder = Path(peer.address)
        if not folder.is_absolute():
            return [ConfigProblem("address", "请填写交换目录的完整路径。")]
        try:
            (folder / exchange.TO_UNIT).mkdir(parents=True, exist_ok=True)
            (folder / exchange.TO_COURT).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            return [ConfigProblem("address", f"交换目录用不了：{error.strerror or error}。")]
        return []
