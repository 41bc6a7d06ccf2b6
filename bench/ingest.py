"""A million replies of units: through the identity gate, normalised, deduplicated, stored; every reply read once.

A reply is one unit's answer about one debtor, as a typed message: its signature has been checked and its JSON read (the
fan-out measures that). Twenty thousand debtors are asked about at ten units, five times over, as the half-yearly look does.
Two replies in three find nothing; in later rounds amounts move, assets come and go, a few replies come twice, in the same
batch or a later one, and a few rows are a namesake's. Two readers work at once, each in its own process and connection, on
batches of 20,000; what is timed is from the moment both have their messages to the moment both have committed.
The peer is the same work row by row with the ORM, without namesakes, changes or burdens.
"""

import hashlib
import multiprocessing
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from bench.measuring import Row

REPLIES = int(os.environ.get("ZHIXING_BENCH_REPLIES", "1000000"))
ROUNDS, UNITS = 5, 10
READERS = 2
BATCH = 20_000
_ONCE_MORE = 2_000
A_SECOND = 20_000
_PEER_REPLIES = 400
_START = datetime(2030, 1, 2, 2, tzinfo=UTC)
_KINDS = ("deposit", "deposit", "deposit", "real_estate", "vehicle", "housing_fund", "equity", "insurance", "security",
          "forest_right")  # fmt: skip

Debtor = tuple[UUID, UUID, str, str]
"""Case, party, name, number."""


def _debtors(court_id: int, count: int) -> list[Debtor]:
    """Cases with one debtor each, made by the house's own sealing."""
    from zhixing.cases.models import Case, Party
    from zhixing.cases.personal import sealed_id
    from zhixing.foundation.database.rows import insert_rows
    from zhixing.foundation.keys import uuid7
    from zhixing.simulator.people import Census

    before = Case.objects.filter(sub_account__startswith="I").count()
    census = Census(random.Random(9 + before), "汪清县")
    cases, parties, found = [], [], []
    for place in range(before, before + count):
        who = census.person()
        case = Case(
            id=uuid7(), court_id=court_id, number=f"（2030）吉2424执{place + 1}号", year=2030, type_code="执",
            sequence=place + 1, filed_on=_START.date(), officer_name="金哲", cause="买卖合同纠纷", sub_account=f"I{place}",
        )  # fmt: skip
        sealed, index, masked = sealed_id(who.id_number)
        party = Party(
            id=uuid7(), court_id=court_id, case_id=case.id, role="debtor", position=0, name=who.name, name_key=who.name,
            kind="person", id_kind="resident", id_sealed=sealed, id_index=index, id_masked=masked,
        )  # fmt: skip
        cases.append(case)
        parties.append(party)
        found.append((case.id, party.id, who.name, who.id_number))
    insert_rows(cases)
    insert_rows(parties)
    return found


def _rows(seed: str, turn: int, place: int, name: str, number: str) -> tuple[Any, ...]:
    """What a unit holds of a debtor in a round; the same seed gives the same asset, moved a little."""
    from zhixing.inquiries.rules.kinds import AssetKind
    from zhixing.inquiries.wire import messages as wire

    fixed = random.Random(seed)
    moved = random.Random(f"{seed}:{turn}")
    if fixed.random() > 0.34 or moved.random() < 0.02:
        return ()
    kind, rows = _KINDS[place], []
    for nth in range(1 + (fixed.random() < 0.15)):
        base = fixed.randrange(10**4, 10**9)
        amount = base + (moved.randrange(10**5) if moved.random() < 0.15 else 0)
        rows.append(
            wire.Row(
                row_ref=str(nth + 2), match=wire.Match.ID, asset_kind=AssetKind(kind),
                holder=wire.Person(name=name, id_number=number), identifier=f"6217{fixed.randrange(10**14):014}",
                title="一类账户", details={"开户网点": "汪清支行", "产品": "活期"}, amount_fen=amount, available_fen=amount,
                status="正常",
                priority_rights=(wire.PriorityRight(kind="mortgage", holder="建设银行汪清支行"),) if kind == "real_estate" else (),
            )
        )  # fmt: skip
    if fixed.random() < 0.01:
        rows.append(
            wire.Row(
                row_ref="99", match=wire.Match.NAME, asset_kind=AssetKind(kind), title="同名",  details={},
                holder=wire.Person(name=name, id_number=number[:6] + "*" * 8 + number[14:]),
            )
        )  # fmt: skip
    return tuple(rows)


def _replies(court_id: int, debtors: list[Debtor], turn: int) -> Iterator[list[Any]]:
    """All replies of a round, in batches as the senders' queues would hand them over."""
    from zhixing.inquiries.operations import IncomingReply
    from zhixing.inquiries.wire import messages as wire

    batch: list[Any] = []
    as_of = _START + timedelta(days=180 * turn)
    for case_id, party_id, name, number in debtors:
        for place in range(UNITS):
            rows = _rows(f"{number}:{place}", turn, place, name, number)
            reply = wire.QueryReply(
                as_of=as_of, rows=rows, result=wire.Found.FOUND if rows else wire.Found.NONE
            )
            digest = hashlib.sha256(f"{number}:{place}:{turn}".encode()).digest()
            batch.append(
                IncomingReply(court_id, case_id, party_id, f"unit-{place}", f"单位{place}", digest, reply)
            )
            if place == 0 and number.endswith("7"):
                batch.append(batch[-1])  # the same reply once more
        if len(batch) >= BATCH:
            yield batch
            batch = batch[::_ONCE_MORE]  # these come once more in the next batch
    if batch:
        yield batch


def _read(court_id: int, debtors: list[Debtor], barrier: Any, results: Any) -> None:
    """One reader: a round's messages made, then read while the other reads its own."""
    from zhixing.config.house import load_django

    load_django()
    from zhixing.foundation.identity.actors import Actor
    from zhixing.foundation.identity.scope import courts_visible
    from zhixing.inquiries.operations import take_rows

    done: Counter[str] = Counter()
    for turn in range(ROUNDS):
        batches = list(_replies(court_id, debtors, turn))
        barrier.wait()
        for batch in batches:
            now = batch[-1].reply.as_of + timedelta(hours=1)
            with courts_visible([court_id]):
                report = take_rows(replies=batch, now=now, actor=Actor.system("测量"), keep_outcomes=False)
            done.update(
                read=report.read, known=report.known, found=report.found, changed=report.changed, gone=report.gone
            )  # fmt: skip
        barrier.wait()
    results.put(done)


def _by_orm(court_id: int, replies: list[Any]) -> float:
    """Seconds that the same assets take one by one."""
    from django.db import transaction

    from zhixing.inquiries.models import Asset
    from zhixing.inquiries.rules.normalising import read_row

    started = time.perf_counter()
    with transaction.atomic():
        for incoming in replies:
            for row in incoming.reply.rows:
                stated = read_row(row, as_of=incoming.reply.as_of.date()).stated
                if stated is None:
                    continue
                index = hashlib.sha256(f"orm{stated.identifier}".encode()).digest()[:16]
                Asset.objects.update_or_create(
                    court_id=court_id, person_index=index, kind=stated.kind.value, identifier_index=index,
                    defaults={
                        "debtor_name": "对照", "identifier": stated.identifier[:20], "title": stated.title,
                        "ownership": stated.ownership.value, "amount_fen": stated.amount_fen, "content": stated.content(),
                        "digest": index, "unit_code": incoming.unit_code, "unit_name": incoming.unit_name,
                        "as_of": stated.as_of, "first_seen_at": incoming.reply.as_of, "last_seen_at": incoming.reply.as_of,
                    },
                )  # fmt: skip
        taken = time.perf_counter() - started
        transaction.set_rollback(True)
    return taken


def _timed(court_id: int, debtors: list[Debtor]) -> tuple[float, Counter[str]]:
    """Seconds that the readers were at work, and what they did."""
    making = multiprocessing.get_context("spawn")
    barrier, results = making.Barrier(READERS + 1), making.Queue()
    readers = [
        making.Process(target=_read, args=(court_id, debtors[place::READERS], barrier, results), daemon=True)
        for place in range(READERS)
    ]
    for reader in readers:
        reader.start()
    took = 0.0
    for _ in range(ROUNDS):
        barrier.wait()
        started = time.perf_counter()
        barrier.wait()
        took += time.perf_counter() - started
    done: Counter[str] = Counter()
    for _ in readers:
        done.update(results.get())
    for reader in readers:
        reader.join()
    return took, done


def measure() -> list[Row]:
    """Replies a second from typed messages to committed rows, two readers at once."""
    from zhixing.foundation.identity.models import Court
    from zhixing.foundation.identity.scope import courts_visible

    court = Court.objects.get(code="吉2424")
    with courts_visible([court.pk]):
        debtors = _debtors(court.pk, REPLIES // (ROUNDS * UNITS))
    took, done = _timed(court.pk, debtors)
    with courts_visible([court.pk]):
        first = next(_replies(court.pk, debtors, 0))[:_PEER_REPLIES]
        peer = len(first) / _by_orm(court.pk, first)
    count = done["read"] + done["known"]
    return [
        Row(
            "replies read, normalised, deduplicated and stored", "replies/s", count / took, "ORM, one by one", peer,
            f"≥ {A_SECOND:,}/s", count / took >= A_SECOND,
            f"{count:,} replies ({done['known']:,} came twice), {done['found']:,} assets, {done['changed']:,} changed, "
            f"{done['gone']:,} gone in {took:.0f} s by {READERS} readers",
        )
    ]  # fmt: skip
