"""The recorded facts of a delivery in order, with the head of the chain after each."""

from dataclasses import dataclass

from zhixing.delivery.models import Delivery
from zhixing.delivery.rules.proofs import FACT_WORDS, ChainedFact, first_head, heads
from zhixing.delivery.rules.ways import EventKind
from zhixing.foundation import clock
from zhixing.foundation.evidence.models import Fact, Sealing
from zhixing.foundation.evidence.rules import moment_text

_OF_THE_PROOF = "delivery.proved"
_EVENT_KINDS = {kind.value for kind in EventKind}


@dataclass(frozen=True, slots=True)
class Link:
    """A fact in the chain."""

    words: str
    at_words: str
    actor_name: str
    sha256: str
    head: str
    seal: str


def chain_of(*, delivery: Delivery) -> tuple[str, list[Link]]:
    """The first head, and every fact of the delivery with the head after it. Proofs themselves are not part of it."""
    own = Fact.objects.filter(subject=f"delivery:{delivery.id}")
    on_case = Fact.objects.filter(
        subject=f"case:{delivery.document.case_id}",
        kind__startswith="delivery.",
        body__delivery=str(delivery.id),
    ).exclude(kind=_OF_THE_PROOF)
    facts = sorted([*own, *on_case], key=lambda fact: (fact.at, fact.id))
    seals = dict(
        Sealing.objects.filter(fact_id__in=[fact.id for fact in facts]).values_list("fact_id", "seal_id")
    )
    first = first_head(str(delivery.id), delivery.document.sha256)
    chained = [ChainedFact(str(fact.id), fact.kind, moment_text(fact.at), fact.body_sha256) for fact in facts]
    return first, [
        Link(
            _words(fact.kind), f"{fact.at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}", fact.actor_name,
            fact.body_sha256, head, str(seals.get(fact.id, "")),
        )
        for fact, head in zip(facts, heads(first, chained), strict=True)
    ]  # fmt: skip


def _words(kind: str) -> str:
    last = kind.rpartition(".")[2]
    return FACT_WORDS.get(kind) or (EventKind(last).label if last in _EVENT_KINDS else kind)
