"""The node's HTTP side against its own OpenAPI description: schemathesis makes the calls, good and bad."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from unit_world import settings as unit_settings
from zhixing.inquiries.node.serving import Server, openapi


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A node in a thread of its own."""
    loop, server = asyncio.new_event_loop(), Server(unit_settings(tmp_path))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    asyncio.run_coroutine_threadsafe(server.start(), loop).result(30)
    yield f"http://127.0.0.1:{server.port}"
    entries = server.node.journal.verify()
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result(30)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
    assert entries > 20


@schemathesis.serializer("application/jose")
def as_it_is(context: object, value: object) -> bytes:
    """A compact JWS is sent as it stands."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def test_every_call_gets_what_the_description_says(address: str) -> None:
    """All checks but one: text that looks like a signed message is rightly not accepted, for nobody signed it."""
    described = schemathesis.openapi.from_dict(openapi())
    described.config.update(base_url=address)
    met = set()
    for found in described.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:

            @given(case=operation.as_strategy(generation_mode=mode))
            @settings(max_examples=40, suppress_health_check=list(HealthCheck))
            def one(case: schemathesis.Case) -> None:
                response = case.call_and_validate(excluded_checks=[positive_data_acceptance])
                met.add(response.status_code)
                assert response.status_code < 500

            if mode is GenerationMode.POSITIVE or operation.method == "post":
                one()
    assert {200, 400} <= met
