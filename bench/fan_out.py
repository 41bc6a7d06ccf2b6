"""Fan-out: questions to 32 units at once by one worker process, beside what the units' own latencies allow.

Each unit answers after 50 to 500 ms (uniform), 1 % of calls fail (half say busy, half drop the line), one unit is dead. The
units are programs of another process; keys, numbers, signatures, attempts, replies and facts are all real, on PostgreSQL.

    nice python bench/fan_out.py [--queries 10000] [--units 32] [--at-once 8]
"""

import argparse
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from aiohttp import web

sys.path.insert(
    0, str(Path(__file__).resolve().parent.parent)
)  # started by its path, it finds its own folder

from bench.measuring import Row

Handler = Callable[[web.Request], Awaitable[web.Response]]

LATENCY_MS = (50, 500)
FAILING_PER_MILLE = 10
RATIO_MIN = 0.8
CLIENT_LIMIT = 2600
"""Calls a second of the client library alone on one core, measured without signatures and books."""


# ---- the units, in a process of their own ------------------------------------------------------------------------------


def serve(count: int, court: str, court_key: str, seed: int) -> None:
    """`count` units on loopback; prints their addresses and keys as one line of JSON, ends with standard input."""
    from zhixing.foundation import clock
    from zhixing.inquiries.wire.envelopes import new_message, open_request, seal
    from zhixing.inquiries.wire.messages import Found, PartyRef, QueryReply, Refusal, StatusRequest
    from zhixing.inquiries.wire.refusals import WORDS, Code
    from zhixing.inquiries.wire.signing import Ed25519Signer, PublicKey, Trusted

    rng = random.Random(seed)
    trusted = Trusted([(court, PublicKey.of(court_key))])

    def handler(code: str, signer: Ed25519Signer) -> Handler:
        known: set[str] = set()

        async def take(request: web.Request) -> web.Response:
            raw = await request.read()
            await asyncio.sleep(rng.uniform(*LATENCY_MS) / 1000)
            fate = rng.randrange(1000)
            if fate < FAILING_PER_MILLE // 2:
                return web.Response(status=503)
            if fate < FAILING_PER_MILLE:
                request.transport.close()
                return web.Response()
            message = open_request(raw, trusted, me=code, now=clock.real_now()).message
            about = message.body.about if isinstance(message.body, StatusRequest) else message.number
            if isinstance(message.body, StatusRequest) and about not in known:
                body = Refusal(code=Code.NEVER_SEEN, words=WORDS[Code.NEVER_SEEN][0])
                about, status = message.number, 404
            else:
                known.add(about)
                body, status = QueryReply(as_of=clock.real_now(), result=Found.NONE), 200
            said = new_message(body, sender=PartyRef(code=code, name=code), to=message.sender, now=clock.real_now(),
                               in_reply_to=about)  # fmt: skip
            return web.Response(body=seal(said, signer), status=status, content_type="application/jose")

        return take

    async def run() -> None:
        units = []
        for place in range(count):
            code, signer = f"unit-{place}", Ed25519Signer.of(rng.randbytes(32))
            app = web.Application()
            app.router.add_post("/v1/messages", handler(code, signer))
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            if place == count - 1:
                await site.stop()  # the dead one
            units.append({"code": code, "address": f"http://127.0.0.1:{port}", "key": str(signer.public)})
        print(json.dumps(units), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

    asyncio.run(run())


# ---- the court ----------------------------------------------------------------------------------------------------------


def fan_out(queries: int, count: int, at_once: int, seed: int) -> dict[str, object]:
    from zhixing.foundation import clock
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.models import Court
    from zhixing.foundation.identity.scope import courts_visible
    from zhixing.inquiries import operations, sweeps
    from zhixing.inquiries.models import Request, Unit
    from zhixing.inquiries.operations.letters import court_signer
    from zhixing.inquiries.rules.kinds import AssetKind

    actor, court = Actor.system("测量"), Court.objects.get(code="吉2424")
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(count), court.code, str(court_signer(court).public), str(seed)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    addresses = json.loads(process.stdout.readline())
    with courts_visible([court.pk]):
        units = [
            operations.register_unit(
                court=court,
                terms=operations.UnitTerms(code=one["code"], name=one["code"], kind="测量", connector="node",
                                           agreement="测量", address=one["address"], at_once=at_once),
                items=[operations.Item(AssetKind.DEPOSIT)], keys=[one["key"]], now=clock.now(), actor=actor,
            )
            for one in addresses
        ]  # fmt: skip
        cases = _cases(court, -(-queries // count))
        operations.ask(court=court, case_ids=cases, unit_ids=[unit.pk for unit in units], purpose="测量吞吐",
                       now=clock.now(), actor=actor)  # fmt: skip
        live = [unit.pk for unit in units[:-1]]
    rss: list[int] = []
    answered_at: list[float] = []
    started = time.monotonic()

    def advance(done: int) -> None:
        rss.append(_rss_kb())
        answered_at.append(time.monotonic() - started)

    cpu = time.process_time()
    sweeps.pump(actor=actor, linger=timedelta(seconds=3), advance=advance, deadline=timedelta(minutes=5))
    cpu = time.process_time() - cpu
    with courts_visible([court.pk]):
        answered = Request.objects.filter(unit_id__in=live, state="answered").count()
        asked = Request.objects.filter(unit_id__in=live).count()
        dead = Unit.objects.get(pk=units[-1].pk)
        last = Request.objects.filter(unit_id__in=live, state="answered").order_by("-ended_at").first()
        first = Request.objects.filter(unit_id__in=live).order_by("first_sent_at").first()
        assert last
        assert first
        assert last.ended_at
        assert first.first_sent_at
        seconds = (last.ended_at - first.first_sent_at).total_seconds()
    process.communicate()
    process.wait(10)
    mean = sum(LATENCY_MS) / 2000
    limit = min((count - 1) * at_once / mean, CLIENT_LIMIT)
    third = max(len(rss) // 3, 1)
    return {
        "at_once": at_once,
        "queries": asked, "answered": answered, "seconds": round(seconds, 2), "per_second": round(answered / seconds),
        "latencies_allow": round(limit), "ratio": round(answered / seconds / limit, 3), "client_cpu_seconds": round(cpu, 1),
        "rss_mb_first_third": max(rss[:third]) // 1024, "rss_mb_end": rss[-1] // 1024,
        "dead_unit_failures_in_a_row": dead.trouble_count,
    }  # fmt: skip


def _rss_kb() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1024


def _cases(court: object, count: int) -> list[object]:
    """Cases with one debtor each, straight into the tables."""
    from datetime import date

    from zhixing.cases.models import Case, Party
    from zhixing.cases.personal import sealed_id
    from zhixing.foundation.identifiers import check_character
    from zhixing.foundation.keys import uuid7

    cases, parties = [], []
    for place in range(count):
        body = f"2224241980{1 + place // 28 % 12:02d}{1 + place % 28:02d}{place % 1000:03d}"
        case = Case(
            id=uuid7(), court=court, number=f"（2099）吉2424执{place + 1}号", year=2099, type_code="执", sequence=place + 1,
            filed_on=date(2022, 1, 10), officer_name="测量", cause="测量", sub_account=f"24242099{place:06d}",
        )  # fmt: skip
        party = Party(id=uuid7(), case=case, court=court, role="debtor", position=0, name="李四", name_key="李四",
                      kind="person", id_kind="resident")  # fmt: skip
        party.id_sealed, party.id_index, party.id_masked = sealed_id(body + check_character(body))
        cases.append(case)
        parties.append(party)
    Case.objects.bulk_create(cases)
    Party.objects.bulk_create(parties)
    return [case.id for case in cases]


def measure() -> list[Row]:
    """The whole measurement in a process and a home of its own."""
    done = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    flat = found["rss_mb_end"] <= found["rss_mb_first_third"] * 1.1
    note = (
        f"{found['answered']} / {found['queries']}；内存 {found['rss_mb_first_third']} → {found['rss_mb_end']} MB；"
        f"{found['at_once']} 项/单位同时"
    )
    met = found["ratio"] >= RATIO_MIN and found["answered"] == found["queries"] and flat
    return [
        Row("32 个单位并发查询 fan-out", "项/秒", found["per_second"], "单位时延所许可", found["latencies_allow"],
            f"≥ {RATIO_MIN} ×", met, note)
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queries", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=32)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="zhixing-fan-out-") as place:
        os.environ["ZHIXING_HOME"] = place
        from zhixing.config.house import open_house

        with open_house():
            print(json.dumps(fan_out(given.queries, given.units, given.at_once, given.seed), indent=1))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]))
    else:
        main()
