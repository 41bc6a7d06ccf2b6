"""Schemathesis on the node's own description; and what lies in its folder, tampered in every way."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from unit_world import COURT_SIGNER, STRANGER, UNIT, desk, query
from unit_world import settings as node_settings
from zhixing.inquiries.node.folders import take_from_folder
from zhixing.inquiries.node.serving import Server, openapi
from zhixing.inquiries.wire import exchange
from zhixing.inquiries.wire.envelopes import seal
from zhixing.inquiries.wire.messages import BYTES_MAX_WITH_DOCUMENTS, PartyRef
from zhixing.inquiries.wire.refusals import Code
from zhixing.inquiries.wire.signing import Trusted

_EXCEPT = [positive_data_acceptance]
"""No schema can say what a right signature is: what only looks like a message is refused."""


@schemathesis.serializer("application/jose")
def _jose(context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Server]:
    """A node on loopback in a thread of its own, so that a plain client can talk to it."""
    loop, ready, server = asyncio.new_event_loop(), threading.Event(), Server(node_settings(tmp_path))
    stop = asyncio.Event()

    async def run() -> None:
        await server.start()
        ready.set()
        await stop.wait()
        await server.stop()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(20)
    yield server
    loop.call_soon_threadsafe(stop.set)
    thread.join(20)
    loop.close()


def test_schemathesis_finds_nothing(served: Server) -> None:
    schema = schemathesis.openapi.from_dict(openapi())
    base, seen = f"http://127.0.0.1:{served.port}", set()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        def one(case: schemathesis.Case) -> None:
            seen.add(case.call_and_validate(base_url=base, excluded_checks=_EXCEPT).status_code)

        one()
    assert {200, 400} <= seen
    assert not any(status >= 500 for status in seen)
    served_log = asyncio.run_coroutine_threadsafe(
        served._do(served.node.journal.verify), served._ticking.get_loop()
    )
    assert served_log.result(10) > 0, "every message is in the log and the log holds"


@pytest.mark.parametrize("method", ["put", "delete", "patch", "get"])
def test_other_methods_are_not_taken(served: Server, method: str) -> None:
    import urllib.error
    import urllib.request

    asked = urllib.request.Request(f"http://127.0.0.1:{served.port}/v1/messages", method=method.upper())
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=10)
    assert refused.value.code == 405
    refused.value.close()


def test_bad_files_in_the_folder_are_refused_with_a_reason_and_logged(tmp_path: Path) -> None:
    """Tampered, replayed, expired, foreign-signed, wrongly addressed, oversized: the answer that lies there says why."""
    folder = tmp_path / "exchange"
    with desk(tmp_path) as court:
        good = court.message(query())
        raw = seal(good, COURT_SIGNER)
        head, payload, tail = raw.split(b".")
        old = replace(good, sent_at=court.now - timedelta(days=3), expires_at=court.now - timedelta(days=2))
        bad = {
            "a-tampered": (b".".join((head, payload[:-4] + b"AAAA", tail)), {Code.BAD_SIGNATURE}),
            "b-foreign": (seal(court.message(query()), STRANGER), {Code.UNKNOWN_KEY}),
            "c-expired": (seal(old, COURT_SIGNER), {Code.EXPIRED}),
            "d-elsewhere": (seal(court.message(query(), to=PartyRef(code="别处", name="别处")), COURT_SIGNER), {Code.WRONG_ADDRESSEE}),
            "e-oversized": (b"a" * (BYTES_MAX_WITH_DOCUMENTS + 5), {Code.TOO_LARGE}),
            "f-garbage": (b"hello", {Code.NOT_A_MESSAGE}),
        }  # fmt: skip
        for name, (content, _) in bad.items():
            exchange.put(folder / exchange.TO_UNIT, name, content)
        assert take_from_folder(court.node, folder) == len(bad)
        trusted = Trusted([(UNIT.code, court.node.signer.public)])
        codes = []
        for file in exchange.waiting(folder / exchange.TO_COURT):
            content = exchange.read_file(file)
            _, opened = trusted.open(content)
            codes += [
                code for _, expected in bad.values() for code in expected if f'"{code}"'.encode() in opened
            ]
        assert set(codes) == {code for _, expected in bad.values() for code in expected}
        logged = {entry.outcome for entry in court.node.journal.entries(limit=500) if entry.what == "in"}
        assert logged >= {code.value for _, expected in bad.values() for code in expected}
        exchange.put(folder / exchange.TO_UNIT, "again-1", raw)
        take_from_folder(court.node, folder)
        assert court.node.take(raw).status == 409, "a replay over another way is a replay"
        court.node.journal.verify()
