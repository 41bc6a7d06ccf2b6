"""What the workshop shows: the passages of a kind with the court's words for them, and a masked document to try them on."""

import difflib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from zhixing.documents.models import Spoken, WordingUse
from zhixing.documents.queries.wordings import VersionLine, glossary_of, latest_of, wordings_of
from zhixing.documents.rules.drafts import Blocks, drafted, missing_slots, patterns_in
from zhixing.documents.rules.editions import restored
from zhixing.documents.rules.extremes import WORDED, WORDED_KINDS, catalogue_of, trials_of
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.documents.rules.korean import shipped
from zhixing.documents.rules.masking import masked
from zhixing.documents.rules.slots import mapped, passage_of, plain, refilled, slot_names
from zhixing.documents.rules.writing import to_text

SAMPLES_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class PassageLine:
    """A fixed passage: its own words, the court's where it has some, and what waits. `ref` names it in an address."""

    ref: str
    source: str
    slots: tuple[str, ...]
    text: str
    state: str
    """own, shipped, confirmed or none"""
    waiting: UUID | None


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind in the workshop: how many passages, how many in the court's own words, how many wait."""

    kind: DocumentKind
    passages: int
    own: int
    waiting: int


def ref_of(source: str) -> str:
    """What names a passage in an address."""
    return hashlib.sha256(source.encode()).hexdigest()[:24]


def kinds_in_workshop(court_id: int, on: date) -> list[KindLine]:
    """Every kind whose wording may be changed."""
    own = wordings_of([court_id], on)
    lines = []
    for kind in WORDED:
        latest = latest_of(court_id, WordingUse.WORDING, kind.value)
        waiting = sum(one.state == "proposed" for one in latest.values())
        ours = sum(one.text != source for source, one in own.get((court_id, kind.value), {}).items())
        lines.append(KindLine(kind, len(catalogue_of(kind)), ours, waiting))
    return lines


def passages_of(court_id: int, kind: DocumentKind, on: date) -> list[PassageLine]:
    """The passages of a kind in reading order, with the court's wording."""
    own = wordings_of([court_id], on).get((court_id, kind.value), {})
    latest = latest_of(court_id, WordingUse.WORDING, kind.value)
    return [
        _line(
            source,
            slots,
            own[source].text if source in own else source,
            "own" if source in own else "none",
            latest,
        )
        for source, slots in catalogue_of(kind).items()
    ]


def _line(
    source: str, slots: tuple[str, ...], text: str, state: str, latest: Mapping[str, VersionLine]
) -> PassageLine:
    found = latest.get(source)
    waits = found.id if found is not None and found.state == "proposed" else None
    return PassageLine(ref_of(source), source, slots, text, state, waits)


def korean_sources(kind: DocumentKind | None) -> dict[str, tuple[str, ...]]:
    """The passages to be translated for a kind; without one, those that come with the house and that no such kind says."""
    if kind is not None:
        return catalogue_of(kind)
    said = {source for one in WORDED for source in catalogue_of(one)}
    terms = shipped().terms
    return {
        source: slot_names(source)
        for source in shipped().passages
        if source not in said and source not in terms
    }


def korean_of(court_id: int, kind: DocumentKind | None, on: date) -> list[PassageLine]:
    """The passages with their Korean, and whether a translator confirmed it."""
    held, latest = glossary_of(court_id, on), latest_of(court_id, WordingUse.KOREAN)
    lines = []
    for source, slots in korean_sources(kind).items():
        found = held.passages.get(source) or held.terms.get(source)
        state = "none" if found is None else "confirmed" if found.is_confirmed else "shipped"
        lines.append(_line(source, slots, found.text if found else "", state, latest))
    return lines


def terms_of(court_id: int, on: date) -> list[PassageLine]:
    """The glossary: names of laws, courts and things."""
    held, latest = glossary_of(court_id, on), latest_of(court_id, WordingUse.TERM)
    sources = dict.fromkeys((*held.terms, *latest))
    lines = []
    for source in sources:
        found = held.terms.get(source)
        state = "none" if found is None else "confirmed" if found.is_confirmed else "shipped"
        lines.append(_line(source, (), found.text if found else "", state, latest))
    return lines


def source_by_ref(court_id: int, use: WordingUse, kind: str, ref: str, on: date) -> PassageLine | None:
    """The passage that an address names."""
    if use is WordingUse.WORDING:
        lines = passages_of(court_id, DocumentKind(kind), on)
    elif use is WordingUse.TERM:
        lines = terms_of(court_id, on)
    else:
        lines = korean_of(court_id, DocumentKind(kind) if kind else None, on)
    return next((line for line in lines if line.ref == ref), None)


def sample_of(court_id: int, kind: DocumentKind, source: str) -> tuple[Blocks, bool]:
    """A document that says the passage: the latest real one, masked; else a made-up one. And whether it is real."""
    rows = Spoken.objects.filter(court_id=court_id, document__kind=kind.value).order_by(
        "-document__issued_at"
    )
    real = [restored(row.blocks) for row in rows[:SAMPLES_LOOKED_AT]]
    for blocks in real:
        if source in patterns_in(blocks):
            return masked(blocks), True
    one = WORDED_KINDS[kind]
    trial = trials_of(one)[0]
    made = drafted(one, trial.paper, trial.facts).marked or ()
    return (masked(real[0]), True) if real and source not in patterns_in(made) else (made, False)


def previewed(blocks: Blocks, source: str, text: str) -> list[str]:
    """The document with the text in place of the passage, line by line."""

    def said(one: str) -> str:
        passage = passage_of(one)
        fits = passage.pattern == source and not missing_slots(source, text)
        return plain(refilled(text, passage.slots) if fits else one)

    return to_text(mapped(blocks, said)).splitlines()


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text that was kept, taken out or put in."""

    kind: str
    text: str


def difference(before: str, after: str) -> list[Change]:
    """What changed between two texts, sign by sign."""
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Change("kept", before[a:b]))
            continue
        if a < b:
            found.append(Change("out", before[a:b]))
        if c < d:
            found.append(Change("in", after[c:d]))
    return found
