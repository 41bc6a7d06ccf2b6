"""The bad line does what it was told, and the same again with the same seed."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from zhixing.simulator.bad_line import BadLine, LineFaults


class Echo:
    """A unit that says back what it heard."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.heard.append(await request.read())
        return web.Response(body=b"<" + self.heard[-1] + b">", status=202, content_type="application/jose")


def run(
    faults: LineFaults, *, seed: int = 1, calls: int = 1, dead: bool = False
) -> tuple[list[str], list[bytes]]:
    """What the caller got for each call (or "cut"), and what the unit heard."""

    async def work() -> tuple[list[str], list[bytes]]:
        echo, app = Echo(), web.Application()
        app.router.add_post("/v1/messages", echo.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        line = BadLine(f"http://127.0.0.1:{runner.addresses[0][1]}", seed=seed, faults=faults)
        line.dead = dead
        await line.start()
        got = []
        async with aiohttp.ClientSession() as session:
            for number in range(calls):
                said = f"question number {number:04d}".encode()
                try:
                    async with session.post(f"{line.address}/v1/messages", data=said) as response:
                        got.append(f"{response.status} {(await response.read()).decode()}")
                except (aiohttp.ClientError, OSError):
                    got.append("cut")
        await line.stop()
        await runner.cleanup()
        return got, echo.heard

    return asyncio.run(work())


ASKED = b"question number 0000"


@pytest.mark.parametrize(
    ("faults", "got", "heard"),
    [
        (LineFaults(), "202 <question number 0000>", [ASKED]),
        (LineFaults(dropped=1000), "cut", []),
        (LineFaults(lost=1000), "cut", [ASKED]),
        (LineFaults(unavailable=1000), "503 Service Unavailable", []),
        (LineFaults(truncated=1000), "202 <question n", [ASKED]),
        (LineFaults(garbage=1000), "200 <html><body><h1>502 Bad Gateway</h1></body></html>", [ASKED]),
        (LineFaults(repeated=1000), "202 <question number 0000>", [ASKED, ASKED]),
    ],
)
def test_each_fault(faults: LineFaults, got: str, heard: list[bytes]) -> None:
    assert run(faults) == ([got], heard)


def test_one_byte_is_another_on_the_way_there_or_back() -> None:
    (got,), (heard,) = run(LineFaults(altered_question=1000))
    assert sum(one != other for one, other in zip(heard, ASKED, strict=True)) == 1
    assert got == f"202 <{heard.decode()}>"
    (got,), heard_all = run(LineFaults(altered_answer=1000))
    assert heard_all == [ASKED]
    assert sum(one != other for one, other in zip(got, "202 <question number 0000>", strict=True)) == 1


def test_a_dead_day() -> None:
    assert run(LineFaults(), calls=3, dead=True) == (["cut"] * 3, [])


def test_a_seed_repeats_the_whole_run() -> None:
    first, second, other = (run(LineFaults.a_bad_line(), seed=seed, calls=60) for seed in (5, 5, 6))
    assert first == second
    assert first != other
    assert 10 < sum(one != f"202 <question number {at:04d}>" for at, one in enumerate(first[0])) < 45
