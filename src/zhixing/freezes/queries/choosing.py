"""Where a case stands when assets are chosen: what is owed, what is under control or on its way, what its debtors have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.cases.queries import case_by_id, debt_as_of
from zhixing.cases.rules.debt import DebtStatement
from zhixing.freezes.models import (
    ActKind,
    ActState,
    AssetEstimate,
    ChoosingPolicy,
    Measure,
    MeasureAct,
    MeasureState,
)
from zhixing.freezes.rules.court_rules import ChoosingRules, rules_with
from zhixing.freezes.rules.protection import (
    DIVISIBLE,
    RANK,
    Ahead,
    Holding,
    Judged,
    NotNeeded,
    Verdict,
    judge,
    judge_all,
    only_homes,
)
from zhixing.inquiries.models import Asset, ControlOrder, Encumbrance, PriorMeasure, Unit, UnitItem
from zhixing.inquiries.queries.controls import orders_by_id, orders_of_case
from zhixing.inquiries.rules.assets import BurdenKind, Ownership, Protection, freshness
from zhixing.inquiries.rules.controls import NEW_BURDENS, Standing, same_case
from zhixing.inquiries.rules.kinds import AssetKind, UnitState
from zhixing.inquiries.wire.messages import Action
from zhixing.law.measure_terms import AssetClass

_UNDER_WAY = (Standing.WAITING, Standing.SENT, Standing.UNKNOWN, Standing.SILENT)
_LEAVING = (ActState.APPROVED, ActState.SENT, ActState.BY_HAND, ActState.DELIVERED)
_JUST_DONE = (Standing.CONTROLLED, Standing.PARTLY)


@dataclass(frozen=True, slots=True)
class ControlledLine:
    """Something under control in the case, or on its way to be. `fen` is what it secures, None where nobody can say."""

    measure_id: UUID | None
    asset_id: UUID | None
    title: str
    kind: str
    fen: int | None
    is_confirmed: bool
    is_divisible: bool
    rank: int


@dataclass(slots=True)
class CasePosition:
    """A case on a day. `judged` are all assets of its debtors as the rules see them, the assets by their key beside."""

    case: Case
    on: date
    debt: DebtStatement
    rules: ChoosingRules
    judged: list[Judged]
    assets: dict[str, Asset]
    parties: dict[bytes, Party]
    units: dict[str, Unit]
    controlled: list[ControlledLine] = field(default_factory=list)

    @property
    def need_fen(self) -> int:
        """Debt, interest to date and the application fee still unpaid."""
        return self.debt.owed_with_fee_fen

    @property
    def confirmed_fen(self) -> int:
        """What holders have confirmed."""
        return sum(line.fen or 0 for line in self.controlled if line.is_confirmed)

    @property
    def under_way_fen(self) -> int:
        """What was ordered and not yet answered: it is not ordered a second time elsewhere meanwhile."""
        return sum(line.fen or 0 for line in self.controlled if not line.is_confirmed)

    @property
    def controlled_fen(self) -> int:
        """Both."""
        return self.confirmed_fen + self.under_way_fen

    @property
    def uncounted(self) -> int:
        """Controlled assets whose value nobody knows."""
        return sum(line.fen is None for line in self.controlled)

    @property
    def left_fen(self) -> int:
        """What is still to be covered."""
        return max(self.need_fen - self.controlled_fen, 0)

    def party_of(self, asset: Asset) -> Party:
        """The debtor whose asset it is."""
        return self.parties[bytes(asset.person_index)]


def rules_of(court_id: int) -> ChoosingRules:
    """The rules of choosing in force for a court."""
    policy = ChoosingPolicy.objects.filter(pk=court_id).first()
    return rules_with(policy.changed) if policy else ChoosingRules()


def position_of(case_id: UUID, *, today: date) -> CasePosition:
    """The position of a case, in a fixed number of queries. Raises CaseNotFound, UnreadableRate."""
    case = case_by_id(case_id)
    rules = rules_of(case.court_id)
    parties = {
        bytes(party.id_index): party
        for party in Party.objects.filter(case_id=case_id, role=PartyRole.DEBTOR.value).order_by("-position")
    }
    desk = _Desk.gather(case, parties, today)
    holdings = [desk.holding(asset) for asset in desk.assets.values()]
    position = CasePosition(
        case, today, debt_as_of(case_id, today), rules, judge_all(holdings, rules=rules, on=today),
        {str(asset.pk): asset for asset in desk.assets.values()}, parties, desk.units,
    )  # fmt: skip
    position.controlled = _less_released(desk.controlled(rules), case)
    return position


@dataclass(slots=True)
class _Standing:
    """A measure of the court's own on one of the assets."""

    measure: Measure
    is_ours: bool


@dataclass(slots=True)
class _Desk:
    """What is known of the debtors' assets, read in a fixed number of queries."""

    case: Case
    today: date
    parties: Mapping[bytes, Party]
    assets: dict[UUID, Asset]
    burdens: dict[UUID, list[Encumbrance]]
    priors: dict[UUID, list[PriorMeasure]]
    estimates: dict[UUID, int]
    units: dict[str, Unit]
    takes: set[tuple[UUID, str, str]]
    measures: dict[UUID, list[_Standing]]
    loose: list[Measure]
    orders: dict[UUID, tuple[Standing, int | None]]
    others: dict[UUID, list[tuple[str, int | None]]]
    homes: frozenset[str]

    @classmethod
    def gather(cls, case: Case, parties: Mapping[bytes, Party], today: date) -> "_Desk":
        """Read everything."""
        rows = Asset.objects.filter(court_id=case.court_id, person_index__in=list(parties))
        assets = {asset.pk: asset for asset in rows.order_by("pk")}
        ids = list(assets)
        units = {
            unit.code: unit
            for unit in Unit.objects.filter(
                court_id=case.court_id, code__in={asset.unit_code for asset in assets.values()}
            )
        }
        items = UnitItem.objects.filter(unit__in=list(units.values()))
        latest: dict[UUID, int] = {}
        for asset_id, fen in (
            AssetEstimate.objects.filter(asset_id__in=ids).order_by("id").values_list("asset_id", "fen")
        ):
            latest[asset_id] = fen
        measures, loose = _measures(case, ids, today)
        return cls(
            case, today, parties, assets, _by_asset(Encumbrance.objects.filter(asset_id__in=ids, gone_on=None)),
            _by_asset(PriorMeasure.objects.filter(asset_id__in=ids, gone_on=None)), latest, units,
            set(items.values_list("unit_id", "asset_kind", "action")), measures, loose, _orders(case),
            _orders_of_others(case, ids), _homes(assets.values(), parties),
        )  # fmt: skip

    # ---- an asset as a holding ------------------------------------------------------------------------------------------

    def holding(self, asset: Asset) -> Holding:
        """An asset as the rules of choosing read it."""
        kind = AssetKind(asset.kind)
        priors = self._ahead(asset)
        said: dict[str, Any] = asset.content
        party = self.parties[bytes(asset.person_index)]
        return Holding(
            key=str(asset.pk), kind=kind, debtor=str(party.pk), title=f"{kind.label} {asset.title or asset.identifier}".strip(),
            is_person=party.kind == "person",
            stated_fen=asset.amount_fen, available_fen=self._available(asset), controlled_fen=asset.controlled_fen,
            estimate_fen=self.estimates.get(asset.pk), currency=asset.currency,
            ownership=Ownership(asset.ownership), share=asset.share, co_owners=len(said.get("co_owners", ())),
            protections=tuple(Protection(one) for one in asset.protections),
            burdens=tuple(_burden(one) for one in self.burdens.get(asset.pk, ())), priors=priors,
            is_only_home=str(asset.pk) in self.homes, status=asset.status,
            freshness=freshness(asset.as_of, self.today), is_gone=asset.gone_on is not None,
            not_needed=self._not_needed(asset), unit_refuses=self._unit_refuses(asset, waits=bool(priors)),
        )  # fmt: skip

    def _available(self, asset: Asset) -> int | None:
        """What the unit calls available, less what this court has controlled since it said so or ordered in other cases."""
        if asset.available_fen is None:
            return None
        since = sum(
            one.measure.amount_fen or 0
            for one in self.measures.get(asset.pk, ())
            if not one.is_ours and one.measure.starts_on >= asset.as_of
        )
        since += sum(fen or 0 for _, fen in self.others.get(asset.pk, ()))
        return max(asset.available_fen - since, 0)

    def _ahead(self, asset: Asset) -> tuple[Ahead, ...]:
        """Measures of others that stand on it, and this court's own in other cases where the unit does not name them."""
        named = [
            one
            for one in self.priors.get(asset.pk, ())
            if (one.ends_on is None or one.ends_on >= self.today) and not self._is_this_case(one.document)
        ]
        found = [Ahead(_prior_words(one), one.amount_fen) for one in named]
        for one in self.measures.get(asset.pk, ()):
            number = one.measure.case.number
            if not one.is_ours and not any(same_case(prior.document, number) for prior in named):
                found.append(Ahead(f"{number} {one.measure.holder}".strip(), one.measure.amount_fen))
        found += [Ahead(f"{number} 已请求控制，待回执", fen) for number, fen in self.others.get(asset.pk, ())]
        return tuple(found)

    def _is_this_case(self, document: str) -> bool:
        return bool(document) and same_case(document.split("之", maxsplit=1)[0], self.case.number)

    def _not_needed(self, asset: Asset) -> NotNeeded:
        ours = any(one.is_ours for one in self.measures.get(asset.pk, ()))
        named = any(
            self._is_this_case(one.document) and (one.ends_on is None or one.ends_on >= self.today)
            for one in self.priors.get(asset.pk, ())
        )
        if ours or named:
            return NotNeeded.CONTROLLED
        return NotNeeded.UNDER_WAY if asset.pk in self.orders else NotNeeded.NONE

    def _unit_refuses(self, asset: Asset, *, waits: bool) -> str:
        unit = self.units.get(asset.unit_code)
        if unit is None:
            return f"{asset.unit_name}没有登记为协助单位，请用纸质办理"
        if unit.state != UnitState.ACTIVE.value:
            return f"{unit.name}已暂停，请用纸质办理"
        action = action_for(AssetKind(asset.kind), waits=waits)
        if (unit.pk, asset.kind, action.value) not in self.takes:
            words = "轮候" if action is Action.WAIT else "冻结、查封"
            return f"与{unit.name}的协议不包括{words}，请用纸质办理"
        return ""

    # ---- what is controlled -----------------------------------------------------------------------------------------------

    def controlled(self, rules: ChoosingRules) -> list[ControlledLine]:
        """Confirmed measures of the case, and orders that have no answer or whose answer is not yet on record."""
        lines = []
        seen = set()
        for asset_id, standings in self.measures.items():
            for one in standings:
                if one.is_ours and _secures(one.measure):
                    lines.append(self._line(one.measure, self.assets[asset_id], rules))
                    seen.add(asset_id)
        lines += [self._line(measure, None, rules) for measure in self.loose if _secures(measure)]
        for asset_id, (_, fen) in self.orders.items():
            if asset_id not in seen and asset_id in self.assets:
                lines.append(self._ordered(self.assets[asset_id], fen, rules))
        return lines

    def _line(self, measure: Measure, asset: Asset | None, rules: ChoosingRules) -> ControlledLine:
        if asset is None:
            is_money = measure.asset_class == AssetClass.DEPOSIT.value
            title = measure.description or measure.asset_kind
            rank = RANK[AssetKind.DEPOSIT] if is_money else RANK[AssetKind.OTHER]
            return ControlledLine(
                measure.pk, None, title, measure.asset_kind, measure.amount_fen, True, is_money, rank
            )
        holding, worth = self.holding(asset), self._worth(asset, rules)
        fen = measure.amount_fen if holding.is_divisible or worth is None else worth
        return ControlledLine(
            measure.pk, asset.pk, holding.title, asset.kind, fen, True, holding.is_divisible, holding.rank
        )

    def _ordered(self, asset: Asset, fen: int | None, rules: ChoosingRules) -> ControlledLine:
        holding = self.holding(asset)
        counted = fen if holding.is_divisible else self._worth(asset, rules)
        return ControlledLine(
            None, asset.pk, holding.title, asset.kind, counted, False, holding.is_divisible, holding.rank
        )

    def _worth(self, asset: Asset, rules: ChoosingRules) -> int | None:
        """What a controlled thing secures: its value after what ranks before; None where that cannot be reckoned."""
        found = judge(_as_if_free(self.holding(asset)), rules=rules, on=self.today)
        if found.verdict is Verdict.UNCOUNTED:
            return None
        return found.counted_fen


def _homes(assets: Iterable[Asset], parties: Mapping[bytes, Party]) -> frozenset[str]:
    return only_homes(
        [
            (str(parties[bytes(asset.person_index)].pk), str(asset.pk), str(asset.content.get("use", "")))
            for asset in assets
            if asset.kind == AssetKind.REAL_ESTATE.value and asset.gone_on is None
        ]
    )


def _as_if_free(holding: Holding) -> Holding:
    return replace(holding, not_needed=NotNeeded.NONE, unit_refuses="", is_gone=False)


def action_for(kind: AssetKind, *, waits: bool) -> Action:
    """What is ordered of an asset: things behind an earlier measure can only wait; money takes what is free."""
    return Action.WAIT if waits and kind not in DIVISIBLE else Action.FREEZE


def _secures(measure: Measure) -> bool:
    """Only what a holder has confirmed and what is in force counts; a place in waiting secures nothing yet."""
    return measure.confirmed_by_holder and not measure.is_waiting


def _less_released(lines: Iterable[ControlledLine], case: Case) -> list[ControlledLine]:
    """Without what is approved to be released: it will not be there to cover the debt."""
    acts = MeasureAct.objects.filter(case_id=case.pk, kind=ActKind.RELEASE.value, state__in=_LEAVING)
    leaving = dict(acts.values_list("measure_id", "amount_fen"))
    kept = []
    for line in lines:
        if line.measure_id not in leaving:
            kept.append(line)
        elif (part := leaving[line.measure_id]) and line.fen:
            kept.append(replace(line, fen=max(line.fen - part, 0)))
    return kept


def _measures(
    case: Case, assets: Sequence[UUID], today: date
) -> tuple[dict[UUID, list[_Standing]], list[Measure]]:
    """Measures in force on the assets, of this case and of others; and those of this case on no known asset."""
    in_force = Measure.objects.filter(state=MeasureState.WATCHED.value, ends_on__gte=today)
    found: dict[UUID, list[_Standing]] = {}
    for measure in in_force.filter(court_id=case.court_id, asset_id__in=assets).select_related("case"):
        if measure.asset_id is not None:
            found.setdefault(measure.asset_id, []).append(_Standing(measure, measure.case_id == case.pk))
    known = {one.measure.pk for standings in found.values() for one in standings}
    loose = [one for one in in_force.filter(case_id=case.pk).select_related("case") if one.pk not in known]
    return found, loose


def _orders(case: Case) -> dict[UUID, tuple[Standing, int | None]]:
    """Assets on which the case has ordered something that has no answer yet, or whose receipt was not taken up."""
    found = {}
    for state in orders_of_case(case.pk):
        order = state.order
        if order.asset_id is None or order.action not in NEW_BURDENS:
            continue
        fresh = (
            state.standing in _JUST_DONE and state.receipt is not None and state.receipt.watched_at is None
        )
        if state.standing in _UNDER_WAY or fresh:
            fen = state.receipt.actual_fen if fresh and state.receipt else order.amount_fen
            found[order.asset_id] = (state.standing, fen)
    return found


def _orders_of_others(case: Case, assets: Sequence[UUID]) -> dict[UUID, list[tuple[str, int | None]]]:
    """What the court has ordered on these assets in other cases and no holder has answered: case number and amount."""
    rows = ControlOrder.objects.filter(court_id=case.court_id, asset_id__in=assets).exclude(case_id=case.pk)
    wanted = [action.value for action in NEW_BURDENS]
    ids = rows.filter(action__in=wanted, receipts=None).values_list("pk", flat=True)
    found: dict[UUID, list[tuple[str, int | None]]] = {}
    for state in reversed(orders_by_id(list(ids))):
        if state.standing in _UNDER_WAY and state.order.asset_id is not None:
            found.setdefault(state.order.asset_id, []).append(
                (state.order.case_number, state.order.amount_fen)
            )
    return found


_Row = TypeVar("_Row", Encumbrance, PriorMeasure)


def _by_asset(rows: Iterable[_Row]) -> dict[UUID, list[_Row]]:
    found: dict[UUID, list[_Row]] = {}
    for row in rows:
        found.setdefault(row.asset_id, []).append(row)
    return found


def _burden(row: Encumbrance) -> Ahead:
    return Ahead(f"{BurdenKind(row.kind).label} {row.holder}".strip(), row.amount_fen)


def _prior_words(row: PriorMeasure) -> str:
    who = row.authority if row.authority not in row.document else ""
    place = f"轮候第 {row.place} 位" if row.place else ""
    return " ".join(part for part in (who, row.document, row.kind, place) if part) or row.written
