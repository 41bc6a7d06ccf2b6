"""For tests of renewal: a debtor's frozen account with the holder's receipt, and holders that say what a test wants."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from choosing_world import BANK, NOW, SYSTEM, TODAY, account, found
from control_world import a_case, debtor_of, papers
from funds_world import person
from zhixing.cases.models import Case
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.freezes.models import Measure, MeasureAct, MeasureState
from zhixing.freezes.operations import carrying_out, drafting, watching
from zhixing.inquiries import operations
from zhixing.inquiries.models import Asset, ControlOrder, ControlReceipt, Request, Unit
from zhixing.inquiries.queries.assets import reference_of
from zhixing.inquiries.rules.kinds import AssetKind, RequestState
from zhixing.inquiries.wire.messages import Action

__all__ = ["BANK", "NOW", "SYSTEM", "TODAY", "a_case", "debtor_of", "person"]

END = date(2023, 1, 20)
"""The last day of the measures of these tests: fifty days after NOW."""
CARD = "6217000000000000001"


def freeze(
    case: Case, unit: Unit, number: str = CARD, *, action: Action = Action.FREEZE, key: str = ""
) -> ControlOrder:
    """An order to freeze 600 yuan on an account until END."""
    known = {reference_of(one).identifier for one in Asset.objects.filter(court_id=case.court_id)} | {number}
    rows = found(case, BANK, *(account(one, 60_000) for one in sorted(known)))
    asset = next(one for one in rows if reference_of(one).identifier == number)
    ruling, notice = papers(case)
    new = operations.NewControl(
        key=key or f"test:{number}:{case.number}", action=action, case_id=case.id, party_id=debtor_of(case).id,
        unit_id=unit.pk, asset_kind=AssetKind.DEPOSIT, identifier="", asset_id=asset.pk, amount_fen=60_000,
        starts_on=date(2022, 1, 21), ends_on=END, ruling_id=ruling.pk, notice_id=notice.pk,
    )  # fmt: skip
    (made,) = operations.order_controls(court_id=case.court_id, orders=[new], now=NOW, actor=SYSTEM)
    return ControlOrder.objects.get(pk=made.order_id)


def says(
    order: ControlOrder, result: str = "controlled", *, at: datetime = NOW, **fields: Any
) -> ControlReceipt:
    """The holder's receipt."""
    place = order.receipts.count() + 1
    Request.objects.filter(pk=order.request_id).update(state=RequestState.ANSWERED.value, ended_at=at)
    return ControlReceipt.objects.create(
        court_id=order.court_id, order=order, place=place, result=result, message_number=f"bank-{order.pk}-{place}",
        body_sha256=hashlib.sha256(f"{order.pk}{place}".encode()).hexdigest(), said_at=at, received_at=at,
        **{"actual_fen": order.amount_fen if result == "controlled" else None, "starts_on": order.starts_on,
           "ends_on": order.ends_on, "reason": "other" if result == "not_controlled" else "", **fields},
    )  # fmt: skip


def take(at: datetime = NOW) -> int:
    return watching.take_receipts(now=at, actor=SYSTEM, limit=500)


def frozen(case: Case, unit: Unit, number: str = CARD) -> Measure:
    """A measure as its holder's receipt made it."""
    order = freeze(case, unit, number)
    says(order)
    take()
    return Measure.objects.get(order_number=order.request.number)


def on_paper(
    case: Case, title: str = "（2021）吉2424财保9号", ends_on: date | None = END, **more: Any
) -> Measure:
    """A measure of a hand-kept ledger: no unit, no receipt."""
    given: dict[str, Any] = {
        "asset_class": "immovable", "asset_kind": "不动产", "action": "seal", "holder": "汪清县不动产登记中心",
        "source": "ledger", "starts_on": date(2020, 1, 21), "debtor": debtor_of(case),
        "officer_id": case.officer_id, **more,
    }  # fmt: skip
    return Measure.objects.create(
        court_id=case.court_id, case=case, debtor_written=debtor_of(case).name, description=title, ends_on=ends_on,
        state=(MeasureState.WATCHED if ends_on else MeasureState.NO_END).value,
        row_key=hashlib.sha256(title.encode()).digest()[:16], **given,
    )  # fmt: skip


def people(court: Court) -> tuple[Actor, Actor]:
    """An officer and the chief."""
    return person(court, Role.OFFICER, name="金哲"), person(court, Role.BUREAU_CHIEF, name="朴局长")


def renew(
    court: Court, officer: Actor, *measures: Measure, token: str = "t1", at: datetime = NOW
) -> drafting.Drafted:
    return drafting.draft_renewals(
        court_id=court.pk, measure_ids=[one.id for one in measures], token=token, now=at, actor=officer
    )


def approve(batch_id: UUID, chief: Actor, at: datetime = NOW) -> int:
    """The second person agrees, and the house carries it out."""
    drafting.approve(batch_id=batch_id, now=at, actor=chief)
    return carrying_out.carry_out(now=at, actor=SYSTEM, limit=100)


def act_of(measure: Measure) -> MeasureAct:
    found = MeasureAct.objects.filter(measure=measure).order_by("-id").first()
    assert found is not None
    return found


def order_of(act: MeasureAct) -> ControlOrder:
    return ControlOrder.objects.get(key=act.key)


def moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 2, tzinfo=UTC)
