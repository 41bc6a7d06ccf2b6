"""A court's own wording, Korean and terms: what is in force on a day, what waits, and the history of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from zhixing.documents.models import Spoken, WordingState, WordingUse, WordingVersion
from zhixing.documents.rules.drafts import OwnWording
from zhixing.documents.rules.editions import bilingual, restored
from zhixing.documents.rules.korean import Glossary, Held, shipped
from zhixing.documents.rules.slots import filled, plain, texts_in
from zhixing.foundation.identity.actors import Actor

HISTORY_MOST = 200


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version as a page shows it."""

    id: UUID
    court_id: int
    use: WordingUse
    kind: str
    source: str
    number: int
    text: str
    why: str
    effective_on: date
    state: WordingState
    proposed_at: datetime
    proposed_by: str
    proposed_by_name: str
    decided_at: datetime | None
    decided_by_name: str
    reason: str


def line_of(row: WordingVersion) -> VersionLine:
    """A row as a page shows it."""
    return VersionLine(
        row.pk, row.court_id, WordingUse(row.use), row.kind, row.source, row.number, row.text, row.why,
        row.effective_on, WordingState(row.state), row.proposed_at, row.proposed_by, row.proposed_by_name,
        row.decided_at, row.decided_by_name, row.reason,
    )  # fmt: skip


def _in_force(court_ids: Collection[int], use: WordingUse, on: date) -> list[WordingVersion]:
    """The approved versions in force on a day, one for each source; the later day and number wins."""
    rows = WordingVersion.objects.filter(
        court_id__in=court_ids, use=use.value, state=WordingState.APPROVED.value, effective_on__lte=on
    ).order_by("effective_on", "number")
    return list({(row.court_id, row.kind, row.source_sha256): row for row in rows}.values())


def wordings_of(court_ids: Collection[int], on: date) -> dict[tuple[int, str], dict[str, OwnWording]]:
    """The courts' own wording in force, by court and kind, then by the passage it stands for."""
    found: dict[tuple[int, str], dict[str, OwnWording]] = {}
    for row in _in_force(court_ids, WordingUse.WORDING, on):
        found.setdefault((row.court_id, row.kind), {})[row.source] = OwnWording(str(row.pk), row.text)
    return found


def glossary_of(court_id: int, on: date) -> Glossary:
    """What the court holds in Korean: its own confirmed texts over those that come with the house."""
    ours = shipped()

    def over(held: Mapping[str, Held], use: WordingUse) -> dict[str, Held]:
        own = {row.source: Held(row.text, str(row.pk), True) for row in _in_force([court_id], use, on)}
        return {**held, **own}

    return Glossary(over(ours.passages, WordingUse.KOREAN), over(ours.terms, WordingUse.TERM))


def has_confirmed_edition(document_id: UUID, *, on: date) -> bool:
    """Whether the document can be had in Chinese and Korean with a translator's word for all of it: the one an addressee may
    be given. One with machine drafts or gaps is for the court's own eyes.
    """
    kept = Spoken.objects.filter(pk=document_id).values_list("blocks", "court_id").first()
    return kept is not None and bilingual(restored(kept[0]), glossary_of(kept[1], on)).is_confirmed


@dataclass(slots=True)
class WordedReport:
    """What verification found of documents written in a court's own wording."""

    documents: int
    problems: list[str]


def verify_wordings() -> WordedReport:
    """Every version that a document names was approved by its day, and the document says what the version says."""
    rows = Spoken.objects.exclude(wordings=[]).select_related("document").order_by("document_id")
    report = WordedReport(0, [])
    for row in rows.iterator(chunk_size=200):
        report.documents += 1
        versions = WordingVersion.objects.in_bulk(row.wordings)
        texts = [plain(text) for text in texts_in(restored(row.blocks))]
        for key in row.wordings:
            version = versions.get(UUID(key))
            if version is None or version.state != WordingState.APPROVED.value:
                report.problems.append(f"文书 {row.document.number} 使用的措辞版本不存在，或者没有批准。")
            elif version.effective_on > row.document.issued_on or not _is_said_in(version.text, texts):
                report.problems.append(
                    f"文书 {row.document.number} 与它所用的措辞第 {version.number} 版不一致。"
                )
    return report


def _is_said_in(pattern: str, texts: list[str]) -> bool:
    runs = [run for run in filled(pattern, lambda _: "\n").split("\n") if run]
    return any(all(run in text for run in runs) for text in texts)


def version_by_id(version_id: UUID) -> VersionLine | None:
    """One version; None when it may not be seen."""
    row = WordingVersion.objects.filter(pk=version_id).first()
    return line_of(row) if row else None


def waiting_versions(court_ids: Collection[int]) -> list[VersionLine]:
    """What waits for a second person, oldest first."""
    rows = WordingVersion.objects.filter(court_id__in=court_ids, state=WordingState.PROPOSED.value)
    return [line_of(row) for row in rows.order_by("proposed_at")[:HISTORY_MOST]]


def count_waiting_for(actor: Actor, court_ids: Collection[int]) -> int:
    """How many versions of others wait for this person."""
    rows = WordingVersion.objects.filter(court_id__in=court_ids, state=WordingState.PROPOSED.value)
    return rows.exclude(proposed_by=actor.key).count()


def history_of(court_id: int, use: WordingUse, kind: str, source: str) -> list[VersionLine]:
    """Every version for one source, the newest first."""
    rows = WordingVersion.objects.filter(court_id=court_id, use=use.value, kind=kind, source=source)
    return [line_of(row) for row in rows.order_by("-number")[:HISTORY_MOST]]


def latest_of(court_id: int, use: WordingUse, kind: str = "") -> dict[str, VersionLine]:
    """The newest version for each source that was not refused."""
    rows = WordingVersion.objects.filter(court_id=court_id, use=use.value, kind=kind)
    return {row.source: line_of(row) for row in rows.exclude(state="refused").order_by("number")}


def versions_of_kind(court_id: int, use: WordingUse, kind: str) -> list[VersionLine]:
    """Every version for a kind, the newest first."""
    rows = WordingVersion.objects.filter(court_id=court_id, use=use.value, kind=kind)
    return [line_of(row) for row in rows.order_by("-proposed_at")[:HISTORY_MOST]]
