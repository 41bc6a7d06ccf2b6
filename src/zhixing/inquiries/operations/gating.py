"""The identity gate before an act: may this order touch this asset, as things stand at this very moment?

Asked when an order is made and again when its message is about to leave. An asset that is another person's, or of which
nobody knows whose it is, is never acted on; to let go of something is always allowed.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from zhixing.cases.models import Case, CaseStatus, ClosingKind, CourtAccount, Party, PartyRole
from zhixing.cases.personal import keys
from zhixing.foundation.personal_data import Purpose, unseal
from zhixing.inquiries.models import Asset, ClaimedOrder, IdentityConflict
from zhixing.inquiries.operations.identifiers import index_of_identifier
from zhixing.inquiries.rules.assets import normal_identifier
from zhixing.inquiries.rules.controls import NEW_BURDENS, RELEASES, case_allows
from zhixing.inquiries.rules.identity import ConflictState, name_agrees
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import Action

NOT_THEIRS = "该财产没有认定为该被执行人所有，不得采取措施"
IN_DOUBT = "该财产的权利人身份正在核实，核实前不得采取新的措施"
SOMEBODY_ELSES = "该财产经人工核实不是被执行人所有，不得采取措施"
RELEASED_TO_OWNER = "该财产因案外人申诉成立已决定解除，不得再采取措施"
GONE = "单位最近一次答复已不再列出该财产，请重新查询后再办"


@dataclass(frozen=True, slots=True)
class Bound:
    """What ties an order to a debtor and an asset. `key` is the caller's name for it."""

    key: str
    court_id: int
    case_id: UUID
    party_id: UUID
    asset_id: UUID | None
    action: Action
    kind: AssetKind
    identifier_index: bytes


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A row about a person that a gate did not pass, and how people decided about it."""

    kind: str
    identifier: str
    state: ConflictState
    decided_at: datetime | None


def obstacles(orders: Sequence[Bound]) -> dict[str, str]:
    """Why orders may not go, by their key; what is not named may. A handful of queries for any number of orders."""
    cases = Case.objects.in_bulk({order.case_id for order in orders})
    parties = Party.objects.in_bulk({order.party_id for order in orders})
    assets = Asset.objects.in_bulk({order.asset_id for order in orders if order.asset_id})
    burdens = [order for order in orders if order.action not in RELEASES and order.party_id in parties]
    people = {bytes(parties[order.party_id].id_index) for order in burdens}
    doubts = _doubts({order.court_id for order in burdens}, people)
    others = _of_others([order for order in burdens if order.asset_id is None])
    claimed = _claimed(burdens)
    found = {}
    for order in orders:
        case, party = cases.get(order.case_id), parties.get(order.party_id)
        why = _tie(order, case, party)
        if not why and party is not None and order.action not in RELEASES:
            asset = assets.get(order.asset_id) if order.asset_id else None
            person = bytes(party.id_index)
            why = _whose(order, party, asset, others) or _doubt(order, asset, doubts.get(person, ()))
            if not why and (order.court_id, person, order.kind.value, order.identifier_index) in claimed:
                why = RELEASED_TO_OWNER
        if why:
            found[order.key] = why
    return found


def _tie(order: Bound, case: Case | None, party: Party | None) -> str:
    """Whether case, party and act belong together."""
    if case is None or case.court_id != order.court_id:
        return "没有这件案件，或者它不属于本院"
    if party is None or party.case_id != case.id or party.role != PartyRole.DEBTOR.value:
        return "只能对本案被执行人的财产采取措施"
    suspended = case.closing_kind == ClosingKind.SUSPENDED_FOR_WANT_OF_ASSETS.value
    if not case_allows(order.action, is_open=case.status == CaseStatus.OPEN.value, is_suspended=suspended):
        return f"{case.number}已经结案，不得再采取措施"
    if not case.officer_name.strip():
        return f"{case.number}没有承办人，请先分案"
    return ""


def _whose(
    order: Bound, party: Party, asset: Asset | None, others: Collection[tuple[int, str, bytes]]
) -> str:
    """Whether the asset passed the gate as this debtor's and still names them. Only a renewal may do without an asset:
    what was controlled on paper has none, unless we know it as somebody else's.
    """
    if asset is None:
        known = (order.court_id, order.kind.value, order.identifier_index) in others
        return NOT_THEIRS if known or order.action in NEW_BURDENS else ""
    theirs = (
        asset.court_id == order.court_id
        and bytes(asset.person_index) == bytes(party.id_index)
        and asset.kind == order.kind.value
        and bytes(asset.identifier_index) == order.identifier_index
        and name_agrees(party.name, asset.debtor_name)
    )
    if not theirs:
        return NOT_THEIRS
    return GONE if asset.gone_on is not None and order.action in NEW_BURDENS else ""


def _doubt(order: Bound, asset: Asset | None, doubts: Collection[_Doubt]) -> str:
    """Whether the same asset stands in a conflict. While it is open nothing new is put on; once it is decided against the
    debtor nothing is renewed either, unless the unit has since named the debtor again.
    """
    for one in doubts:
        if one.kind != order.kind.value or asset is None or not _names(one, asset):
            continue
        if one.state is ConflictState.APART:
            since = one.decided_at
            if since is None or asset.last_seen_at <= since:
                return SOMEBODY_ELSES
        elif order.action in NEW_BURDENS:
            return IN_DOUBT
    return ""


def _names(doubt: _Doubt, asset: Asset) -> bool:
    return bytes(asset.identifier_index) == index_of_identifier(AssetKind(asset.kind), doubt.identifier)


def _doubts(courts: Collection[int], people: Collection[bytes]) -> dict[bytes, list[_Doubt]]:
    """Conflicts about these people that were not decided for them."""
    rows = IdentityConflict.objects.filter(court_id__in=courts, person_index__in=people).exclude(
        state=ConflictState.OURS.value
    )
    found: dict[bytes, list[_Doubt]] = {}
    for row in rows:
        said = json.loads(unseal(keys(), row.row_sealed, purpose=Purpose.INQUIRY))
        identifier = str(said.get("identifier", ""))
        if identifier and normal_identifier(AssetKind(row.kind), identifier):
            doubt = _Doubt(row.kind, identifier, ConflictState(row.state), row.decided_at)
            found.setdefault(bytes(row.person_index), []).append(doubt)
    return found


def _of_others(orders: Sequence[Bound]) -> set[tuple[int, str, bytes]]:
    """Assets that the court knows under these identifiers; the orders have none of their own party's."""
    if not orders:
        return set()
    rows = Asset.objects.filter(
        court_id__in={order.court_id for order in orders},
        identifier_index__in={order.identifier_index for order in orders},
    )
    return {
        (court, kind, bytes(index))
        for court, kind, index in rows.values_list("court_id", "kind", "identifier_index")
    }


def _claimed(orders: Sequence[Bound]) -> set[tuple[int, bytes, str, bytes]]:
    """Whose control of what was lifted, or is being lifted, because it is another person's."""
    rows = ClaimedOrder.objects.filter(
        claim__releases=True, claim__decided_at__isnull=False, is_chosen=True,
        order__court_id__in={order.court_id for order in orders},
        order__identifier_index__in={order.identifier_index for order in orders},
    )  # fmt: skip
    found = rows.values_list(
        "court_id", "order__request__subject_index", "order__asset_kind", "order__identifier_index"
    )
    return {(court, bytes(person), kind, bytes(index)) for court, person, kind, index in found}


def accounts_of(court_ids: Collection[int]) -> dict[int, CourtAccount]:
    """The account for case funds of each court that has one with a number."""
    rows = CourtAccount.objects.filter(court_id__in=court_ids, is_default=True).exclude(number="")
    return {row.court_id: row for row in rows}
