"""Reading facts, proving the chain, and packing the evidence of a subject."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from zhixing.foundation.evidence import rules
from zhixing.foundation.evidence.keys import is_signed, public_keys
from zhixing.foundation.evidence.models import Fact, Seal, Sealing, Unsealed, header_of


@dataclass(frozen=True, slots=True)
class FactLine:
    """One line of a timeline."""

    id: UUID
    kind: str
    at: datetime
    actor_name: str
    body: dict[str, Any]
    seal_number: int | None


@dataclass(slots=True)
class ChainReport:
    """What verification found. `problems` is empty when every fact, batch and signature holds."""

    facts: int = 0
    seals: int = 0
    unsealed: int = 0
    problems: list[str] = field(default_factory=list)


def timeline(subjects: Sequence[str], *, limit: int = 200) -> list[FactLine]:
    """The newest facts about the subjects, newest first."""
    rows = Fact.objects.filter(subject__in=subjects).order_by("-at", "-id")[:limit]
    seals = dict(
        Sealing.objects.filter(fact_id__in=[row.id for row in rows]).values_list("fact_id", "seal_id")
    )
    return [FactLine(row.id, row.kind, row.at, row.actor_name, row.body, seals.get(row.id)) for row in rows]


def counts_by_subject(*, court_id: int, kinds: Sequence[str], since: datetime | None) -> dict[str, int]:
    """How many facts of these kinds there are about every subject that has one since a moment; about all without one.

    Facts are never taken away, so a count that has grown says that something new is there, however late it was committed.
    """
    facts = Fact.objects.filter(court_id=court_id, kind__in=kinds)
    recent = facts.filter(at__gte=since).values("subject") if since else facts.values("subject")
    counted = facts.filter(subject__in=recent).values_list("subject").annotate(Count("id"))
    return dict(counted.order_by("subject"))


def _batches() -> Iterator[tuple[Seal, list[Sealing], dict[UUID, Fact]]]:
    for seal in Seal.objects.order_by("number").iterator():
        places = list(Sealing.objects.filter(seal=seal).order_by("position"))
        facts = Fact.objects.in_bulk([place.fact_id for place in places])
        yield seal, places, facts


def verify_chain() -> ChainReport:
    """Recompute every leaf, root, head and signature from the rows. Needs a transaction that sees every court."""
    report = ChainReport(unsealed=Unsealed.objects.count())
    keys = public_keys()
    previous, expected_number = rules.GENESIS, 1
    for seal, places, facts in _batches():
        report.seals += 1
        report.facts += len(places)
        report.problems += _problems_of_batch(seal, places, facts)
        if seal.number != expected_number or seal.previous_head != previous:
            report.problems.append(f"封存批次 {seal.number} 与上一批次不相连。")
        if seal.key_id not in keys or not is_signed(keys[seal.key_id], seal.head, seal.signature):
            report.problems.append(f"封存批次 {seal.number} 的签名无效或密钥 {seal.key_id} 不明。")
        previous, expected_number = seal.head, seal.number + 1
    total = Fact.objects.count()
    if total != report.facts + report.unsealed:
        report.problems.append(
            f"事实共 {total} 条，已封存 {report.facts} 条、待封存 {report.unsealed} 条，合计不符。"
        )
    return report


def _problems_of_batch(seal: Seal, places: list[Sealing], facts: dict[UUID, Fact]) -> list[str]:
    problems: list[str] = []
    if len(places) != seal.fact_count or [place.position for place in places] != list(range(len(places))):
        return [f"封存批次 {seal.number} 应有 {seal.fact_count} 条事实，实有 {len(places)} 条。"]
    for place in places:
        fact = facts.get(place.fact_id)
        if fact is None:
            problems.append(f"事实 {place.fact_id} 已不存在。")
        elif rules.sha256(rules.canonical_json(fact.body)) != fact.body_sha256:
            problems.append(f"事实 {fact.id}（{fact.kind}）的内容被改动。")
        elif rules.leaf_of(header_of(fact)) != place.leaf:
            problems.append(f"事实 {fact.id}（{fact.kind}）的时间、主体或行为人被改动。")
    root = rules.levels_of([place.leaf for place in places])[-1][0] if places else ""
    if root != seal.root:
        problems.append(f"封存批次 {seal.number} 的根值不符。")
    head = rules.head_of(
        number=seal.number, previous_head=seal.previous_head, root=seal.root,
        fact_count=seal.fact_count, sealed_at=seal.sealed_at,
    )  # fmt: skip
    if head != seal.head:
        problems.append(f"封存批次 {seal.number} 的链头不符。")
    return problems


def pack_of(subjects: Sequence[str]) -> dict[str, Any]:
    """Everything a stranger needs to check the facts about the subjects: facts, paths, all heads, public keys."""
    facts = list(Fact.objects.filter(subject__in=subjects).order_by("at", "id"))
    places = {
        place.fact_id: place for place in Sealing.objects.filter(fact_id__in=[fact.id for fact in facts])
    }
    levels = _levels_of_batches({place.seal_id for place in places.values()})
    return {
        "format": "zhixing-evidence-1",
        "subjects": list(subjects),
        "facts": [_packed(fact, places.get(fact.id), levels) for fact in facts],
        "heads": [
            {
                "number": seal.number,
                "previous_head": seal.previous_head,
                "root": seal.root,
                "fact_count": seal.fact_count,
                "sealed_at": rules.moment_text(seal.sealed_at),
                "head": seal.head,
                "key_id": seal.key_id,
                "signature": seal.signature,
            }
            for seal in Seal.objects.order_by("number")
        ],
        "public_keys": {key: value.hex() for key, value in public_keys().items()},
    }


def _levels_of_batches(numbers: set[int]) -> dict[int, list[list[str]]]:
    leaves: dict[int, list[str]] = {number: [] for number in numbers}
    rows = Sealing.objects.filter(seal_id__in=numbers).order_by("seal_id", "position")
    for number, leaf in rows.values_list("seal_id", "leaf"):
        leaves[number].append(leaf)
    return {number: rules.levels_of(found) for number, found in leaves.items()}


def _packed(fact: Fact, place: Sealing | None, levels: dict[int, list[list[str]]]) -> dict[str, Any]:
    packed: dict[str, Any] = {"header": header_of(fact), "body": fact.body, "sealed": None}
    if place is not None:
        packed["sealed"] = {
            "seal": place.seal_id,
            "position": place.position,
            "path": [list(step) for step in rules.path_of(levels[place.seal_id], place.position)],
        }
    return packed
