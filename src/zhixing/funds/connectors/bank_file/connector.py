"""Files by hand or by a bank's client program: pain.001 into one folder, pain.002 and camt.054 out of another."""

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from zhixing.foundation.home import home
from zhixing.funds.connectors.base import BankUnreachable, CannotAsk, ConfigProblem, Link, Message, OrderFile
from zhixing.funds.connectors.iso_answers import read_message
from zhixing.funds.connectors.iso_orders import write_orders

MAX_WAITING = 1_000
"""Messages looked at in one collection; the rest wait for the next."""


class BankFile:
    """ISO 20022 files exchanged through `files/bank/out` and `files/bank/in` of the home."""

    name = "bank_file"
    title = "银行文件（ISO 20022）"
    can_ask = False

    def __init__(self, link: Link | None = None, *, folder: Path | None = None) -> None:
        self._folder = folder or home().files / "bank"

    @property
    def outgoing(self) -> Path:
        """Where payment files are put for the bank."""
        return self._folder / "out"

    @property
    def incoming(self) -> Path:
        """Where the bank's messages are found."""
        return self._folder / "in"

    def write(self, file: OrderFile) -> bytes:
        """A pain.001.001.09."""
        return write_orders(file)

    def send(self, message_id: str, content: bytes) -> bytes | None:
        """Put the file into the folder in one step: the bank's program never sees half of it."""
        try:
            self.outgoing.mkdir(parents=True, exist_ok=True)
            draft = self.outgoing / f".{message_id}.{os.getpid()}"
            draft.write_bytes(content)
            draft.replace(self.outgoing / f"{message_id}.xml")
        except OSError as error:
            raise BankUnreachable(f"付款文件写不进 {self.outgoing}：{error.strerror}。") from error
        return None

    def ask(self, *, message_id: str, reference: str = "") -> bytes | None:
        """Nobody answers from a folder."""
        raise CannotAsk(f"文件方式不能向银行查询，请电话或到柜台以编号 {reference or message_id} 查询。")

    def statement(self, day: date) -> bytes | None:
        """Statements are taken in as files by a person."""
        return None

    def collect(self) -> Sequence[tuple[str, bytes]]:
        """The messages in the folder, oldest name first."""
        if not self.incoming.is_dir():
            return []
        files = sorted(file for file in self.incoming.iterdir() if file.suffix == ".xml" and file.is_file())
        return [(file.name, file.read_bytes()) for file in files[:MAX_WAITING]]

    def discard(self, name: str) -> None:
        """Move a message that was taken in to `in/done`."""
        done = self.incoming / "done"
        done.mkdir(parents=True, exist_ok=True)
        (self.incoming / Path(name).name).replace(done / Path(name).name)

    def read(self, content: bytes) -> Message:
        """A pain.002 or camt.054."""
        return read_message(content)

    def check_config(self) -> list[ConfigProblem]:
        """Both folders must be writable."""
        problems = []
        for folder in (self.outgoing, self.incoming):
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                problems.append(ConfigProblem(f"不能建立 {folder}：{error.strerror}", "请检查目录权限。"))
                continue
            if not os.access(folder, os.W_OK):
                problems.append(ConfigProblem(f"不能写入 {folder}", "请让运行本系统的用户可以写入该目录。"))
        return problems
