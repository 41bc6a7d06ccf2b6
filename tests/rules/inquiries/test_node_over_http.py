"""A node on loopback: over HTTP, over a bad line, through a folder, killed and started again."""

import asyncio
import io
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import aiohttp.web
import pytest

from unit_world import CARS, COURT, COURT_SIGNER, UNIT, order, query, settings
from zhixing.foundation import clock
from zhixing.inquiries.connectors.base import Parcel, Peer
from zhixing.inquiries.connectors.registry import connector
from zhixing.inquiries.node.conformance import Kit, Unreachable
from zhixing.inquiries.node.queue import decide, waiting_requests
from zhixing.inquiries.node.serving import Server
from zhixing.inquiries.node.settings import Approval, NodeSettings
from zhixing.inquiries.rules.kinds import AssetKind, Outcome
from zhixing.inquiries.wire import exchange
from zhixing.inquiries.wire.envelopes import again, new_message, open_answer, seal
from zhixing.inquiries.wire.messages import Action, Body, Message, Result, StatusRequest
from zhixing.inquiries.wire.refusals import TRY_AGAIN, Refused
from zhixing.inquiries.wire.signing import Ed25519Signer, Trusted, load_signer
from zhixing.simulator.bad_line import BadLine, LineFaults

CAR = {"kind": AssetKind.VEHICLE}
Work = Callable[[Server], Awaitable[None]]


def at_work(node: NodeSettings, work: Work) -> None:
    """Run some work with a server on loopback."""

    async def run() -> None:
        server = Server(node)
        await server.start()
        try:
            await work(server)
        finally:
            await server.stop()

    asyncio.run(run())


def message(body: Body) -> Message:
    return new_message(body, sender=COURT, to=UNIT, now=clock.real_now())


def parcel(asked: Message) -> Parcel:
    return Parcel(asked.number, seal(asked, COURT_SIGNER), isinstance(asked.body, StatusRequest))


def believed(content: bytes, folder: Path, *numbers: str, now: datetime | None = None) -> Message:
    trusted = Trusted([(UNIT.code, load_signer(folder / "unit.key").public)])
    return open_answer(
        content, trusted, me=COURT.code, about=numbers, sender=UNIT.code, now=now or clock.real_now()
    ).message


def test_a_question_and_its_answer(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        peer = Peer(UNIT.code, UNIT.name, f"http://127.0.0.1:{server.port}/")
        async with connector("node") as way:
            assert way.check_config(peer) == []
            asked = message(query())
            answer = await way.deliver(peer, parcel(asked))
            assert answer.outcome is Outcome.REPLIED
            assert believed(answer.content, tmp_path, asked.number).body.rows[0].amount_fen == 100_000
            never = message(StatusRequest(about=message(query()).number))
            assert (await way.deliver(peer, parcel(never))).outcome is Outcome.NEVER_HEARD
            nowhere = replace(peer, address="http://127.0.0.1:1")
            assert (await way.deliver(nowhere, parcel(asked))).outcome is Outcome.NOT_REACHED

    at_work(settings(tmp_path), work)


def test_many_at_once_are_all_answered(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        peer = Peer(UNIT.code, UNIT.name, f"http://127.0.0.1:{server.port}")
        async with connector("node") as way:
            answers = await asyncio.gather(*(way.deliver(peer, parcel(message(query()))) for _ in range(40)))
            assert {answer.outcome for answer in answers} == {Outcome.REPLIED}

    at_work(settings(tmp_path), work)


def test_what_is_no_message_never_looks_like_an_answer(tmp_path: Path) -> None:
    """Every status a stranger's proxy may give; the unit's own signed refusals are passed on to be read."""

    async def work(server: Server) -> None:
        line = BadLine(f"http://127.0.0.1:{server.port}", seed=1, faults=LineFaults(garbage=1000))
        await line.start()
        peer = Peer(UNIT.code, UNIT.name, line.address, {"seconds": "2"})
        async with connector("node") as way:
            asked = message(query())
            assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.GARBAGE
            line.faults = LineFaults(unavailable=1000)
            assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.BUSY
            line.faults = LineFaults(lost=1000)
            assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.NO_REPLY
            line.faults = LineFaults(delay_ms=(3000, 3000))
            assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.NO_REPLY
            line.faults, line.dead = LineFaults(), True
            assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.NO_REPLY
        await line.stop()

    at_work(settings(tmp_path), work)


def test_over_a_bad_line_every_order_is_carried_out_once(tmp_path: Path) -> None:
    """Lost, cut, altered, repeated: asked again with the same number until believed; one control for each order."""
    table = "号牌号码,所有人,身份证明号码\n" + "".join(
        f"吉HB{n:04d},高堃,222404195701260001\n" for n in range(80)
    )

    async def until_believed(way: Any, peer: Peer, asked: Message) -> Result:
        for _ in range(60):
            answer = await way.deliver(peer, parcel(again(asked, now=clock.real_now())))
            if answer.outcome is Outcome.REPLIED:
                try:
                    body = believed(answer.content, tmp_path, asked.number).body
                except Refused:
                    continue
                if getattr(body, "code", None) not in TRY_AGAIN:
                    return body.result
        raise AssertionError("never answered")

    async def work(server: Server) -> None:
        line = BadLine(f"http://127.0.0.1:{server.port}", seed=7, faults=LineFaults.a_bad_line())
        await line.start()
        peer = Peer(UNIT.code, UNIT.name, line.address, {"seconds": "5"})
        async with connector("node") as way:
            orders = [message(order(Action.FREEZE, f"吉HB{n:04d}", **CAR)) for n in range(80)]
            results = await asyncio.gather(*(until_believed(way, peer, asked) for asked in orders))
        await line.stop()
        assert results == [Result.CONTROLLED] * 80
        assert all(
            line.happened[kind]
            for kind in ("dropped", "lost", "altered_question", "altered_answer", "repeated")
        )
        journal = server.node.journal
        made = [
            journal.controls(identifier=f"吉HB{n:04d}", holder_number="222404195701260001") for n in range(80)
        ]
        assert [len(controls) for controls in made] == [1] * 80
        journal.verify()

    at_work(settings(tmp_path, table), work)


def test_the_conformance_kit_finds_nothing_wrong_with_our_node(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        kit = Kit(f"http://127.0.0.1:{server.port}", signer=COURT_SIGNER, court=COURT, now=clock.real_now)
        findings = await kit.run()
        assert [finding for finding in findings if not finding.passed] == []
        assert len(findings) == 38

    at_work(settings(tmp_path, CARS), work)


def test_the_conformance_kit_finds_a_node_without_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    async def work(server: Server) -> None:
        monkeypatch.setattr(server.node.journal, "was_seen", lambda digest: False)
        kit = Kit(f"http://127.0.0.1:{server.port}", signer=COURT_SIGNER, court=COURT, now=clock.real_now)
        failed = [
            (finding.paragraph, finding.got)
            for finding in await kit.run(with_control=False)
            if not finding.passed
        ]
        assert failed == [("6.2", "query.reply")]
        with pytest.raises(Unreachable):
            await Kit("http://127.0.0.1:1", signer=COURT_SIGNER, court=COURT, now=clock.real_now).run()

    at_work(settings(tmp_path), work)


def test_the_http_side(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        base = f"http://127.0.0.1:{server.port}"
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{base}/v1/about") as about:
                told = await about.json()
                assert (told["code"], told["key"], told["kinds"]) == (
                    UNIT.code,
                    str(server.node.signer.public),
                    ["housing_fund"],
                )
            async with session.post(
                f"{base}/v1/messages", data=b"x", headers={"Content-Type": "application/jose"}
            ) as bad:
                assert (bad.status, bad.content_type) == (400, "application/jose")
            large = io.BytesIO(b"a" * (16 * 2**20 + 2))
            async with session.post(
                f"{base}/v1/messages", data=large, headers={"Content-Type": "application/jose"}
            ) as bad:
                assert (bad.status, (await bad.json())["code"]) == (413, "too-large")
        assert [entry.outcome for entry in server.node.journal.entries() if entry.what == "in"] == [
            "not-a-message",
            "too-large",
        ]

    at_work(settings(tmp_path), work)


def test_the_liaisons_page_shows_decides_and_obeys_nobody_else(tmp_path: Path) -> None:
    async def work(server: Server) -> None:
        peer = Peer(UNIT.code, UNIT.name, f"http://127.0.0.1:{server.port}")
        asked = message(order(Action.FREEZE, "吉HB9661", **CAR))
        async with connector("node") as way, aiohttp.ClientSession() as session:
            assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.ACKNOWLEDGED
            desk = f"http://127.0.0.1:{server.desk_port}/"
            async with session.get(desk) as page:
                text = await page.text()
            assert asked.number in text
            assert "script-src" not in page.headers["Content-Security-Policy"]
            token = text.split('name="token" value="')[1].split('"')[0]
            form = {"number": asked.number, "by": "朴科长", "act": "approve"}
            for wrong, status in (
                ({"token": "x"}, 403),
                ({"token": token, "by": " "}, 400),
                ({"token": token, "act": "refuse"}, 400),
            ):
                async with session.post(f"{desk}decide", data=form | wrong) as refused:
                    assert refused.status == status
            async with session.get(desk, headers={"Host": "evil.example"}) as refused:
                assert refused.status == 403
            async with session.post(
                f"{desk}decide", data=form | {"token": token}, allow_redirects=False
            ) as done:
                assert done.status == 303
            answer = await way.deliver(peer, parcel(again(asked, now=clock.real_now())))
            assert believed(answer.content, tmp_path, asked.number).body.result is Result.CONTROLLED
        assert waiting_requests(server.node.journal) == []

    at_work(settings(tmp_path, CARS, control=Approval.BY_HAND, desk=("127.0.0.1", 0)), work)


def test_what_is_decided_later_is_sent_to_the_court_by_itself(tmp_path: Path) -> None:
    """Once and signed; what the court does not hear it asks about."""
    came: list[bytes] = []
    numbers: list[str] = []

    async def take(request: aiohttp.web.Request) -> aiohttp.web.Response:
        assert request.content_type == "application/jose"
        came.append(await request.read())
        return aiohttp.web.json_response({"code": "taken", "words": ""})

    async def work(server: Server) -> None:
        court = aiohttp.web.Application()
        court.router.add_post("/wire/v1/messages", take)
        runner = aiohttp.web.AppRunner(court)
        await runner.setup()
        site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = runner.addresses[0][1]
        asked = message(order(Action.FREEZE, "吉HB9661", **CAR))
        numbers.append(asked.number)
        peer = Peer(UNIT.code, UNIT.name, f"http://127.0.0.1:{server.port}")
        async with connector("node") as way:
            assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.ACKNOWLEDGED
        server.settings = replace(
            server.settings, pushes={COURT.code: f"http://127.0.0.1:{port}/wire/v1/messages"}
        )
        approve = partial(
            decide,
            server.node.journal,
            asked.number,
            approve=True,
            by="朴科长",
            reason="",
            now=clock.real_now(),
        )
        await server._do(approve)
        for _ in range(100):
            if came:
                break
            await asyncio.sleep(0.1)
        await asyncio.sleep(0.2)
        await runner.cleanup()

    at_work(settings(tmp_path, CARS, control=Approval.BY_HAND), work)
    [content] = came
    assert believed(content, tmp_path, *numbers).body.result is Result.CONTROLLED


async def _collected(peer: Peer, seconds: float = 60) -> list[tuple[str, bytes]]:
    """What lies in the exchange folder as soon as something does; the unit looks in its own time."""
    way = connector("folder")
    for _ in range(int(seconds * 10)):
        await asyncio.sleep(0.1)
        if found := way.collect(peer):
            return list(found)
    return []


def test_through_a_folder(tmp_path: Path) -> None:
    """Questions as files in, answers as files out; strange files are left alone; a file read twice is answered the same."""
    folder = tmp_path / "exchange"
    peer = Peer(UNIT.code, UNIT.name, str(folder))
    way = connector("folder")
    assert way.check_config(peer) == []
    assert way.check_config(replace(peer, address="relative"))[0].field == "address"

    async def work(server: Server) -> None:
        asked = message(query())
        assert (await way.deliver(peer, parcel(asked))).outcome is Outcome.HANDED_OVER
        (folder / exchange.TO_UNIT / ".half.part").write_bytes(b"x")
        (folder / exchange.TO_UNIT / "liesmich.txt").write_bytes(b"x")
        found = await _collected(peer)
        ((name, content),) = found
        assert believed(content, tmp_path, asked.number).body.rows[0].row_ref == "2"
        way.discard(peer, name)
        assert way.collect(peer) == []
        done = folder / exchange.TO_UNIT / exchange.DONE
        (question,) = done.iterdir()
        question.rename(folder / exchange.TO_UNIT / question.name)
        found = await _collected(peer)
        assert found[0][1] == content

    at_work(settings(tmp_path, folder=folder), work)


UNIT_TOML = """
[unit]
code = "{code}"
name = "{name}"
listen = "127.0.0.1:{port}"
[table]
file = "table.csv"
mapping = "guess"
[approval]
control = "automatic"
[[courts]]
code = "{court}"
keys = ["{key}"]
"""


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "zhixing", "unit", "serve", "--config", str(folder / "unit.toml")],
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    for _ in range(300):
        time.sleep(0.1)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/v1/about", timeout=5) as about:
                assert json.load(about)["code"] == UNIT.code
                return process
        except OSError:
            assert process.poll() is None, process.stderr.read() if process.stderr else ""
    raise AssertionError("the node did not start")


def test_a_node_killed_and_started_again_gives_the_same_receipts(tmp_path: Path, unused_port: int) -> None:
    (tmp_path / "table.csv").write_text(CARS, encoding="utf-8")
    (tmp_path / "unit.toml").write_text(
        UNIT_TOML.format(
            code=UNIT.code, name=UNIT.name, port=unused_port, court=COURT.code, key=COURT_SIGNER.public
        ),
        encoding="utf-8",
    )
    peer = Peer(UNIT.code, UNIT.name, f"http://127.0.0.1:{unused_port}")
    asked = message(order(Action.FREEZE, "吉HB9661", **CAR))

    async def deliver(content: Parcel) -> bytes:
        async with connector("node") as way:
            answer = await way.deliver(peer, content)
            assert answer.outcome is Outcome.REPLIED, answer.words
            return answer.content

    first = serve(tmp_path, unused_port)
    try:
        receipt = asyncio.run(deliver(parcel(asked)))
    finally:
        first.send_signal(signal.SIGKILL)
        first.communicate()
    second = serve(tmp_path, unused_port)
    try:
        assert asyncio.run(deliver(parcel(again(asked, now=clock.real_now())))) == receipt
        twin = asyncio.run(deliver(parcel(message(order(Action.FREEZE, "吉HB9661", **CAR)))))
        assert believed(receipt, tmp_path, asked.number).body.control_ref in twin_body(twin)
    finally:
        second.send_signal(signal.SIGTERM)
        _, said = second.communicate(timeout=30)
    assert second.returncode == 0, said.decode()


def twin_body(content: bytes) -> str:
    from zhixing.inquiries.wire.signing import unpack

    return unpack(content.split(b".")[1].decode()).decode()


def test_the_node_loads_neither_the_framework_nor_the_database() -> None:
    """Nothing else is installed at the unit: checked in a process of its own."""
    code = (
        "import sys, zhixing.cli, zhixing.inquiries.node.serving, zhixing.inquiries.node.conformance;"
        "print([name for name in sys.modules if name.partition('.')[0] in ('django', 'psycopg', 'procrastinate')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})  # fmt: skip
    assert done.stdout.strip() == "[]"


@pytest.fixture
def unused_port() -> int:
    import socket

    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


def test_a_second_court_key_is_believed_while_the_first_still_is(tmp_path: Path) -> None:
    """Changing keys: both are trusted for a while."""
    newer = Ed25519Signer.of(bytes(reversed(range(32))))

    async def work(server: Server) -> None:
        for signer in (COURT_SIGNER, newer):
            asked = message(query())
            assert server.node.trusted.open(seal(asked, signer))[0] == COURT.code

    both = ((COURT.code, COURT_SIGNER.public), (COURT.code, newer.public))
    at_work(settings(tmp_path, courts=both), work)
