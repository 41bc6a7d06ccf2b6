"""For tests of choosing: a case whose debtors' assets passed the gate, and units that take orders by hand."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from control_world import NAME, NUMBER, a_case, debtor_of
from funds_world import person
from zhixing.cases.models import Case
from zhixing.documents.fonts import check
from zhixing.documents.rendering import of_home
from zhixing.documents.rendering.renderer import Renderer
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes.models import ControlProposal, Measure, MeasureState, ProposalItem
from zhixing.freezes.operations import approving, proposing
from zhixing.inquiries import operations
from zhixing.inquiries.models import Asset, Unit
from zhixing.inquiries.operations.reading import take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction
from zhixing.inquiries.wire import messages as wire

NOW = datetime(2022, 12, 1, 2, tzinfo=UTC)
TODAY = date(2022, 12, 1)
SYSTEM = Actor.system("测试")
YUAN = 100
BANK, CARS, HOUSES = "建行", "交警", "不动产"
KINDS = {BANK: AssetKind.DEPOSIT, CARS: AssetKind.VEHICLE, HOUSES: AssetKind.REAL_ESTATE}

__all__ = ["NAME", "NUMBER", "a_case", "debtor_of"]


@cache
def _renderer(folder: Path) -> Renderer:
    return Renderer(folder, lanes=1)


def use_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set documents with the fonts of this home or of the working copy; without any the test is left out."""
    project = Path(__file__).parents[1] / "var" / "fonts"
    there = next((one for one in (home().fonts, project) if one.is_dir() and not check(one).missing), None)
    if there is None:
        pytest.skip("no Chinese fonts on this machine")
    monkeypatch.setattr(of_home, "_renderer_at", lambda place: _renderer(there))


def people(court: Court) -> tuple[Actor, Actor]:
    """An officer and the chief."""
    return person(court, Role.OFFICER, name="金哲"), person(court, Role.BUREAU_CHIEF, name="朴局长")


def units(court: Court) -> dict[str, Unit]:
    """Three units whose liaison answers on a page; each takes every act on its kind."""
    return {
        code: operations.register_unit(
            court=court,
            terms=operations.UnitTerms(
                code=code, name=f"{code}（测试）", kind="机关", connector="desk", agreement="测试协议", answer_hours=24,
                dead_after_days=7, at_once=8,
            ),
            items=[operations.Item(kind, action) for action in UnitAction], keys=[], now=NOW, actor=SYSTEM,
        )
        for code, kind in KINDS.items()
    }  # fmt: skip


def found(
    case: Case, unit: str, *rows: dict[str, Any], name: str = NAME, number: str = NUMBER, at: datetime = NOW
) -> list[Asset]:
    """A unit answers; every asset of the debtor there, in the order of their titles. `yuan` is the amount of a row."""
    said = tuple(
        wire.Row(
            row_ref=str(place), match=wire.Match.ID, asset_kind=KINDS[unit], holder=wire.Person(name=name, id_number=number),
            **{"details": {}, **_row(row)},
        )
        for place, row in enumerate(rows, start=2)
    )  # fmt: skip
    reply = wire.QueryReply(as_of=at, rows=said, result=wire.Found.FOUND if said else wire.Found.NONE)
    digest = hashlib.sha256(repr((at, said, unit)).encode()).digest()
    incoming = IncomingReply(
        case.court_id, case.id, debtor_of(case).id, unit, f"{unit}（测试）", digest, reply
    )
    take_rows(replies=[incoming], now=NOW, actor=SYSTEM)
    return list(Asset.objects.filter(kind=KINDS[unit].value).order_by("title"))


def _row(row: dict[str, Any]) -> dict[str, Any]:
    plain = dict(row)
    yuan = plain.pop("yuan", None)
    fen = None if yuan is None else yuan * YUAN
    money = {"amount_fen": fen, "available_fen": fen} if fen is not None else {}
    return {"title": plain.get("identifier", ""), **money, **plain}


def account(number: str, yuan: int, **more: Any) -> dict[str, Any]:
    return {"identifier": number, "yuan": yuan, **more}


def thing(identifier: str, yuan: int | None = None, **more: Any) -> dict[str, Any]:
    given = {"identifier": identifier, **more}
    return given if yuan is None else {**given, "amount_fen": yuan * YUAN}


def propose(case: Case, actor: Actor = SYSTEM, at: datetime = NOW) -> ControlProposal | None:
    return proposing.propose(case_id=case.id, now=at, actor=actor)


def items(proposal: ControlProposal, *, chosen: bool = True) -> list[ProposalItem]:
    rows = ProposalItem.objects.filter(proposal=proposal, is_chosen=chosen).select_related("asset")
    return list(rows.order_by("rank", "-counted_fen", "id"))


def titles(proposal: ControlProposal) -> list[tuple[str, int | None]]:
    return [(item.asset.title, item.amount_fen) for item in items(proposal)]


def submitted(case: Case, officer: Actor) -> ControlProposal:
    made = propose(case)
    assert made is not None
    return proposing.submit(proposal_id=made.pk, now=NOW, actor=officer)


def approve(proposal: ControlProposal, actor: Actor, at: datetime = NOW) -> approving.Approval:
    return approving.approve(proposal_id=proposal.pk, now=at, actor=actor)


def held(case: Case, title: str, yuan: int | None, *, asset: Asset | None = None, **more: Any) -> Measure:
    """A measure a holder has confirmed, as a receipt makes it."""
    key = hashlib.sha256(title.encode()).digest()[:16]
    given: dict[str, Any] = {
        "asset_class": "deposit", "asset_kind": "存款", "action": "freeze", "confirmed_by_holder": True,
        "holder": "建行（测试）", "source": "receipt", **more,
    }  # fmt: skip
    return Measure.objects.create(
        court_id=case.court_id, case=case, debtor=debtor_of(case), debtor_written=NAME, description=title,
        starts_on=TODAY, ends_on=date(2023, 11, 30), state=MeasureState.WATCHED.value, row_key=key,
        amount_fen=None if yuan is None else yuan * YUAN, asset_id=asset.pk if asset else None, **given,
    )  # fmt: skip


def ids(assets: Sequence[Asset]) -> list[UUID]:
    return [asset.pk for asset in assets]
