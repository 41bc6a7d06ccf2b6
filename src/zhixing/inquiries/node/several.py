"""Several nodes in a process of their own, for rehearsing on one machine: their work does not wait for the asker's."""

import asyncio
import multiprocessing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from zhixing.inquiries.node.serving import Server
from zhixing.inquiries.node.settings import read_settings

_START_MAX = 60
_STOP_MAX = 20
_NOT_STARTED = "节点没有启动"


class NodeUnusable(ValueError):
    """One of the nodes does not start; `place` says which, the message why."""

    def __init__(self, place: int, message: str) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True, slots=True)
class Served:
    """A node at work: its port on loopback, the rows of its table, and what it says about itself."""

    port: int
    rows: int
    key: str
    kinds: tuple[str, ...]


@contextmanager
def nodes_at_work(settings: Sequence[Mapping[str, Any]], folder: Path) -> Iterator[list[Served]]:
    """Nodes with these settings (as in a file), serving until the block ends or the asker dies. Raises NodeUnusable."""
    making = multiprocessing.get_context("spawn")
    ours, theirs = making.Pipe()
    process = making.Process(target=_run, args=(list(settings), folder, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        yield _started(ours)
    finally:
        ours.close()  # the nodes' sign to stop
        process.join(_STOP_MAX)
        if process.is_alive():
            process.kill()


def _started(nodes: Connection) -> list[Served]:
    try:
        said: list[Served] | tuple[int, str] = nodes.recv() if nodes.poll(_START_MAX) else (0, _NOT_STARTED)
    except EOFError:
        said = (0, _NOT_STARTED)
    if isinstance(said, tuple):
        raise NodeUnusable(*said)
    return said


def _run(settings: list[Mapping[str, Any]], folder: Path, asker: Connection) -> None:
    asyncio.run(_serve(settings, folder, asker))


async def _serve(settings: list[Mapping[str, Any]], folder: Path, asker: Connection) -> None:
    started: list[Server] = []
    try:
        found = []
        for place, one in enumerate(settings):
            try:
                server = Server(read_settings(one, folder=folder))
                await server.start()
                started.append(server)
                found.append(await asyncio.to_thread(partial(_about, server)))
            except (ValueError, OSError, RuntimeError) as error:
                asker.send((place, str(error)))
                return
        asker.send(found)
        await asyncio.to_thread(_wait_for_end, asker)
    finally:
        for server in started:
            await server.stop()


def _about(server: Server) -> Served:
    about = server.node.about()
    kinds = about["kinds"]
    return Served(
        server.port, len(server.node.table.current().rows), str(about["key"]),
        tuple(map(str, kinds)) if isinstance(kinds, list) else (),
    )  # fmt: skip


def _wait_for_end(asker: Connection) -> None:
    try:
        asker.recv()
    except (EOFError, OSError):
        return
