"""What was found of a debtor, how fresh it is, what changed, and what is kept apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.cases.personal import keys
from zhixing.cases.queries import case_by_id
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import (
    Asset,
    AssetChange,
    Encumbrance,
    IdentityConflict,
    Namesake,
    PriorMeasure,
    ReadReply,
    Sighting,
    SpouseLead,
)
from zhixing.inquiries.queries.asked import CaseCoverage, coverage, requests_of_case
from zhixing.inquiries.rules.assets import (
    SECRET_KINDS,
    BurdenKind,
    ChangeKind,
    Freshness,
    Ownership,
    Protection,
    freshness,
)
from zhixing.inquiries.rules.identity import ConflictState
from zhixing.inquiries.rules.kinds import AssetKind

SIGHTINGS_SHOWN = 200
NAMESAKES_SHOWN = 200
LATEST_CHANGES = 100
EXPORT_MAX = 5_000


class ConflictNotFound(LookupError):
    """No such conflict, or it is in a court that may not be seen."""


class AssetNotFound(LookupError):
    """No such asset, or it is in a court that may not be seen."""


@dataclass(frozen=True, slots=True)
class Right:
    """Somebody's earlier right or measure, in words; `gone_on` since a reply no longer names it."""

    words: str
    gone_on: date | None
    place: int = 0


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One difference since the query before."""

    asset_id: UUID
    kind: ChangeKind
    asset: str
    before: str
    after: str
    as_of: date

    @property
    def words(self) -> str:
        """What changed; amounts in yuan are put by the page, which has both figures."""
        return self.kind.label


@dataclass(frozen=True, slots=True)
class AssetLine:
    """An asset as lists, control and exports read it. Amounts in fen; `identifier` is masked where it is secret."""

    id: UUID
    court_id: int
    person_index: bytes
    kind: AssetKind
    identifier: str
    title: str
    ownership: Ownership
    share: str
    amount_fen: int | None
    available_fen: int | None
    controlled_fen: int | None
    currency: str
    status: str
    location: str
    use_ends_on: date | None
    protections: tuple[Protection, ...]
    co_owners: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]
    burdens: tuple[Right, ...]
    priors: tuple[Right, ...]
    unit_code: str
    unit_name: str
    as_of: date
    freshness: Freshness
    gone_on: date | None
    debtor: str

    @property
    def is_shared(self) -> bool:
        """Whether somebody owns it too."""
        return self.ownership in (Ownership.JOINT, Ownership.SHARES)

    @property
    def mark(self) -> str:
        """The chip of its freshness. Green stays for what a holder has confirmed under control."""
        return {"fresh": "due", "ageing": "sent", "stale": "overdue"}[self.freshness.value]


@dataclass(slots=True)
class DebtorAssets:
    """One debtor's page of the book (财产一本通)."""

    party_id: UUID
    name: str
    id_masked: str
    kinds: list[tuple[AssetKind, list[AssetLine]]] = field(default_factory=list)
    namesakes: list[Namesake] = field(default_factory=list)
    spouse_leads: list[SpouseLead] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Assets that are there now."""
        return sum(line.gone_on is None for _, lines in self.kinds for line in lines)


@dataclass(frozen=True, slots=True)
class CaseAssets:
    """Everything about the assets of a case's debtors."""

    case: Case
    debtors: list[DebtorAssets]
    changes: list[ChangeLine]
    conflicts: list[IdentityConflict]
    coverage: CaseCoverage
    last_read_at: datetime | None

    @property
    def lines(self) -> list[AssetLine]:
        """Every asset, for export."""
        return [line for debtor in self.debtors for _, lines in debtor.kinds for line in lines]


def assets_of_case(case_id: UUID, *, today: date) -> CaseAssets:
    """The book of a case, in a fixed number of queries. Raises CaseNotFound."""
    case = case_by_id(case_id)
    parties = list(Party.objects.filter(case_id=case_id, role=PartyRole.DEBTOR.value).order_by("position"))
    people = [bytes(party.id_index) for party in parties]
    lines = asset_lines(Asset.objects.filter(court_id=case.court_id, person_index__in=people), today=today)
    by_person: dict[bytes, DebtorAssets] = {
        bytes(party.id_index): DebtorAssets(party.id, party.name, party.id_masked) for party in parties
    }
    for kind in AssetKind:
        for person, debtor in by_person.items():
            mine = [line for line in lines if line.kind is kind and line.person_index == person]
            if mine:
                debtor.kinds.append((kind, mine))
    for other in Namesake.objects.filter(court_id=case.court_id, person_index__in=people).order_by("id")[
        :NAMESAKES_SHOWN
    ]:
        by_person[bytes(other.person_index)].namesakes.append(other)
    for lead in SpouseLead.objects.filter(court_id=case.court_id, person_index__in=people).order_by("-id"):
        by_person[bytes(lead.person_index)].spouse_leads.append(lead)
    waiting = IdentityConflict.objects.filter(
        court_id=case.court_id,
        person_index__in=people,
        state__in=[ConflictState.OPEN, ConflictState.PROPOSED],
    )
    last = (
        ReadReply.objects.filter(person_index__in=people, court_id=case.court_id).order_by("-read_at").first()
    )
    return CaseAssets(
        case, list(by_person.values()), _changes(lines), list(waiting.order_by("found_at", "id")),
        coverage(requests_of_case(case_id)), last.read_at if last else None,
    )  # fmt: skip


def _changes(lines: Sequence[AssetLine]) -> list[ChangeLine]:
    named = {line.id: f"{line.kind.label} {line.title}" for line in lines}
    rows = AssetChange.objects.filter(asset_id__in=list(named)).order_by("-as_of", "-id")[:LATEST_CHANGES]
    latest: dict[UUID, UUID] = {}
    found = []
    for row in rows:
        # Only the newest reply that changed an asset: what came before was shown when it came.
        if latest.setdefault(row.asset_id, row.reply_id) == row.reply_id:
            found.append(
                ChangeLine(
                    row.asset_id, ChangeKind(row.kind), named[row.asset_id], row.before, row.after, row.as_of
                )
            )
    return found


def asset_lines(rows: Iterable[Asset], *, today: date) -> list[AssetLine]:
    """Assets with their burdens and prior measures."""
    assets = sorted(
        rows, key=lambda one: (one.gone_on is not None, -(one.amount_fen or 0), one.title, one.pk)
    )
    keys_of = [asset.pk for asset in assets]
    burdens: dict[UUID, list[Right]] = {}
    for burden in Encumbrance.objects.filter(asset_id__in=keys_of).order_by("id"):
        words = f"{BurdenKind(burden.kind).label} {burden.holder}".strip()
        burdens.setdefault(burden.asset_id, []).append(Right(words, burden.gone_on))
    priors: dict[UUID, list[Right]] = {}
    for prior in PriorMeasure.objects.filter(asset_id__in=keys_of).order_by("id"):
        priors.setdefault(prior.asset_id, []).append(_prior_right(prior))
    return [_line(asset, burdens, priors, today) for asset in assets]


def _prior_right(prior: PriorMeasure) -> Right:
    until = f"至 {prior.ends_on}" if prior.ends_on else ""
    place = f"轮候第 {prior.place} 位" if prior.place else ""
    who = prior.authority if prior.authority not in prior.document else ""
    words = " ".join(part for part in (who, prior.document, prior.kind, place, until) if part)
    return Right(words or prior.written, prior.gone_on, prior.place)


def _line(
    asset: Asset, burdens: dict[UUID, list[Right]], priors: dict[UUID, list[Right]], today: date
) -> AssetLine:
    content: dict[str, Any] = asset.content
    details = content.get("details", {})
    return AssetLine(
        asset.pk, asset.court_id, bytes(asset.person_index), AssetKind(asset.kind), asset.identifier, asset.title,
        Ownership(asset.ownership), asset.share, asset.amount_fen, asset.available_fen, asset.controlled_fen,
        asset.currency, asset.status, asset.location, asset.use_ends_on,
        tuple(Protection(one) for one in asset.protections), tuple(row[0] for row in content.get("co_owners", ())),
        tuple((str(name), str(value)) for name, value in details.items()), tuple(content.get("faults", ())),
        tuple(burdens.get(asset.pk, ())), tuple(priors.get(asset.pk, ())), asset.unit_code, asset.unit_name,
        asset.as_of, freshness(asset.as_of, today), asset.gone_on, asset.debtor_name,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SightingLine:
    """What one reply said of an asset; `content` only where it said something new."""

    as_of: date
    seen_at: datetime
    unit_name: str
    row_ref: str
    amount_fen: int | None
    status: str
    says_new: bool
    digest: str


@dataclass(frozen=True, slots=True)
class AssetDetail:
    """An asset with everything that was ever said of it, newest first, and the cases of its debtor."""

    line: AssetLine
    sightings: list[SightingLine]
    changes: list[ChangeLine]
    cases: list[tuple[UUID, str]]
    first_seen_at: datetime


def asset_detail(asset_id: UUID, *, today: date) -> AssetDetail:
    """One asset. Raises AssetNotFound."""
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None:
        raise AssetNotFound("没有这项财产，或者它不在您可以查看的法院。")
    (line,) = asset_lines([asset], today=today)
    rows = Sighting.objects.filter(asset=asset).select_related("reply").order_by("-id")[:SIGHTINGS_SHOWN]
    sightings = [
        SightingLine(
            row.as_of, row.seen_at, row.reply.unit_name, row.row_ref, (row.content or {}).get("amount_fen"),
            (row.content or {}).get("status", ""), row.content is not None, bytes(row.digest).hex(),
        )
        for row in rows
    ]  # fmt: skip
    changed = [
        ChangeLine(row.asset_id, ChangeKind(row.kind), line.title, row.before, row.after, row.as_of)
        for row in AssetChange.objects.filter(asset=asset).order_by("-id")[:SIGHTINGS_SHOWN]
    ]
    parties = Party.objects.filter(
        court_id=asset.court_id, role=PartyRole.DEBTOR.value, id_index=bytes(asset.person_index)
    ).select_related("case")
    return AssetDetail(
        line, sightings, changed, [(party.case_id, party.case.number) for party in parties.order_by("case_id")],
        asset.first_seen_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ControlReference:
    """How an order must name an asset: as the unit wrote it, in the clear; never for a page or a log."""

    asset_id: UUID
    kind: AssetKind
    identifier: str
    unit_code: str
    as_of: date


def control_reference(asset_id: UUID) -> ControlReference:
    """The asset as its unit named it, for an order to that unit. Raises AssetNotFound; namesakes have none."""
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None:
        raise AssetNotFound("没有这项财产，或者它不在您可以查看的法院。")
    return reference_of(asset)


def reference_of(asset: Asset) -> ControlReference:
    """The same for an asset that was read already."""
    named = asset.named_as
    if asset.named_as_sealed is not None and AssetKind(asset.kind) in SECRET_KINDS:
        named = unseal(keys(), asset.named_as_sealed, purpose=Purpose.ACCOUNT)
    return ControlReference(asset.pk, AssetKind(asset.kind), named, asset.unit_code, asset.as_of)


# ---- conflicts -----------------------------------------------------------------------------------------------------------


def open_conflicts(courts: Sequence[int], *, limit: int = 200) -> list[IdentityConflict]:
    """Conflicts that wait for a person, the oldest first."""
    rows = IdentityConflict.objects.filter(
        court_id__in=courts, state__in=[ConflictState.OPEN, ConflictState.PROPOSED]
    )
    return list(rows.select_related("case", "party", "proposed_by").order_by("found_at", "id")[:limit])


def conflict_by_id(conflict_id: UUID) -> IdentityConflict:
    """One conflict with its case. Raises ConflictNotFound."""
    rows = IdentityConflict.objects.select_related("case", "party", "proposed_by", "decided_by")
    found = rows.filter(pk=conflict_id).first()
    if found is None:
        raise ConflictNotFound("没有这项身份冲突，或者它不在您可以查看的法院。")
    return found


def duties_of_identity(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """Conflicts: to judge, and (for somebody else) to confirm."""
    return [
        Duty(
            room="inquiries", loss=Loss.RIGHTS_OF_PARTIES, title=f"{one.unit_name}的一行与被执行人身份不符", subject=one.case.number,
            until=None, why=one.why, url=f"/inquiries/conflicts/{one.pk}/",
            action="核实" if one.state == ConflictState.OPEN else "复核",
        )
        for one in open_conflicts(actor.courts, limit=limit)
        if one.state == ConflictState.OPEN or one.proposed_by_id != actor.user_id
    ]  # fmt: skip


def counted_identity(actor: Actor) -> "list[QuerySet[Any, Any]]":
    """The conflicts that wait for this person."""
    waiting = Q(state=ConflictState.OPEN) | (
        Q(state=ConflictState.PROPOSED) & ~Q(proposed_by_id=actor.user_id)
    )
    return [IdentityConflict.objects.filter(waiting, court_id__in=actor.courts)]
