"""What the node does with an order of control: a pure decision from the row, what stands on it, and the order.

The holder's number and name must both agree with the register, or nothing is controlled. Money is controlled up to what is
available; a thing is controlled whole, by the first in rank, and others wait in their order. An order that was carried out
is never carried out twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from zhixing.foundation.names import comparing_key
from zhixing.inquiries.node.holdings import Holding, prior_measure, rights_of
from zhixing.inquiries.node.journal import Control
from zhixing.inquiries.rules.assets import Prior, normal_identifier
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.rules.mapping import Field, normal_number
from zhixing.inquiries.wire.envelopes import canonical, sha256
from zhixing.inquiries.wire.messages import (
    MONEY_KINDS,
    Action,
    ControlReceipt,
    ControlRequest,
    PriorMeasure,
    Result,
)
from zhixing.inquiries.wire.shapes import write_part

_PAID = (Action.DEDUCT, Action.EXTRACT_INCOME, Action.FREEZE_AND_DEDUCT)
ONCE = (*_PAID, Action.RENEW, Action.RELEASE, Action.RELEASE_WAITING)
"""Orders that get their first receipt again whenever they come again."""

WORDS = {
    "not-an-asset": "婚姻登记等身份信息不是财产，不能控制",
    "no-such-asset": "登记中没有这项财产",
    "other-holder": "登记的权利人不是所列被执行人（证件号码不符）",
    "name-differs": "证件号码相符但姓名（名称）不符，请先核实身份",
    "sealed-before": "已有在先查封、冻结，可办理轮候",
    "already-controlled": "本案已对该财产采取同一措施",
    "nothing-available": "没有可用金额",
    "amount-missing": "按金额控制的财产须写明金额",
    "no-original": "没有找到所列的原控制",
    "lapsed": "原控制期限已届满，不能续行",
    "shorter": "续行后的期限早于现有期限",
    "not-money": "该财产不能直接扣划",
    "term-over": "控制期限已经过去",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """The receipt, and the controls to write."""

    receipt: ControlReceipt
    writes: tuple[Control, ...] = ()


def order_key(order: ControlRequest, *, court: str) -> str:
    """What makes two orders the same order, whatever their numbers: all but the officer's data, the attachments and the
    remark under which the money is sent."""
    said = write_part(order)
    for name in ("officer", "documents", "purpose"):
        said.pop(name, None)
    said.get("enforcement_account", {}).pop("remark", None)
    return sha256(canonical({"court": court, "order": said}))


def decide(
    order: ControlRequest, rows: Sequence[Holding], standing: Sequence[Control], *, court: str, number: str,
    now: datetime, today: date,
) -> Decision:  # fmt: skip
    """Carry out an order on the rows of its identifier, with every control ever made of it for this holder."""
    ours = normal_number(order.holder.id_number)
    holding = next((row for row in rows if row.owner(ours) is not None), None)
    if reason := _obstacle(order, rows, holding, ours, today):
        return _refuse(order, reason)
    assert holding is not None
    desk = _Desk(order, holding, tuple(standing), court, number, now, today)
    acts = {
        Action.FREEZE: desk.freeze, Action.WAIT: desk.wait, Action.RENEW: desk.renew, Action.RELEASE: desk.release,
        Action.RELEASE_WAITING: desk.release,
    }  # fmt: skip
    return acts.get(order.action, desk.pay)()


def _obstacle(
    order: ControlRequest, rows: Sequence[Holding], holding: Holding | None, number: str, today: date
) -> str:
    """Why nothing of this identifier may be touched for this person; empty when number and name agree with the register."""
    owner = holding.owner(number) if holding is not None else None
    if order.asset.kind is AssetKind.MARRIAGE:
        return "not-an-asset"
    if not rows:
        return "no-such-asset"
    if owner is None:
        return "other-holder"
    if comparing_key(owner.name) != comparing_key(order.holder.name):
        return "name-differs"
    return "term-over" if order.ends_on is not None and order.ends_on < today else ""


def _refuse(order: ControlRequest, reason: str, **more: Any) -> Decision:
    receipt = ControlReceipt(
        result=Result.NOT_CONTROLLED, action=order.action, asset=order.asset, requested_fen=order.amount_fen,
        reason=reason, words=WORDS[reason],
    )  # fmt: skip
    return Decision(replace(receipt, **more))


@dataclass(frozen=True, slots=True)
class _Desk:
    order: ControlRequest
    holding: Holding
    made: tuple[Control, ...]
    court: str
    number: str
    now: datetime
    today: date

    # -- what stands

    @property
    def is_money(self) -> bool:
        return self.holding.kind in MONEY_KINDS

    @property
    def live(self) -> tuple[Control, ...]:
        return tuple(control for control in self.made if control.stands(self.today))

    def priors(self) -> tuple[Prior, ...]:
        """Measures the table states, without those that we made ourselves and the unit has since entered."""
        known = {_plain(control.case_number) for control in self.made}
        return tuple(
            prior
            for prior in self.holding.priors()
            if not (prior.document and _plain(prior.document) in known)
            and not (prior.ends_on is not None and prior.ends_on < self.today)
        )

    def measures(self, but: str = "") -> tuple[PriorMeasure, ...]:
        own = tuple(
            PriorMeasure(
                authority=control.court, document=control.case_number, kind="轮候" if place else "冻结" if self.is_money else "查封",
                place_in_waiting=place, starts_on=control.starts_at.date(), ends_on=control.ends_on,
                amount_fen=control.actual_fen,
            )
            for control, place in self.ranks()
            if control.ref != but
        )  # fmt: skip
        return (*(prior_measure(prior) for prior in self.priors()), *own)[:200]

    def ranks(self) -> list[tuple[Control, int]]:
        """Our controls of a thing in their order: 0 holds it, 1 is the first that waits."""
        if self.is_money:
            return [(control, 0) for control in self.live]
        ahead = self.ahead_in_table()
        return [(control, ahead + place) for place, control in enumerate(self.live)]

    def ahead_in_table(self) -> int:
        """How many measures of the table stand before ours: a waiting 1 implies the one it waits for."""
        priors = self.priors()
        return max((prior.place + 1 for prior in priors), default=0) if priors else 0

    def available(self, but: str = "") -> int:
        """What of the money is free, in fen."""
        amounts = self.holding.read.amounts
        total = amounts.get(Field.AMOUNT, 0)
        stated = sum(prior.amount_fen if prior.amount_fen is not None else total for prior in self.priors())
        free = total - max(stated, amounts.get(Field.CONTROLLED, 0))
        free = min(free, amounts.get(Field.AVAILABLE, free))
        for control in self.made:
            if control.stands(self.today) and control.ref != but:
                free -= control.actual_fen or 0
            if control.amount_seen_fen == total:
                free -= control.paid_fen
        return max(free, 0)

    def original(self, *states: str) -> Control | None:
        """The control that is renewed, released or paid from: by its request's number, else by its case."""
        wanted = self.order.original
        if wanted is None:
            return None
        found = [
            control
            for control in self.made
            if control.state in states
            and control.court == self.court
            and (
                control.number == wanted.request_number
                if wanted.request_number
                else _plain(control.case_number) == _plain(wanted.case_number)
            )
        ]
        return found[-1] if found else None

    # -- the acts

    def freeze(self) -> Decision:
        same = [control for control in self.live if self.is_same_case(control)]
        if same and (not self.is_money or any(control.order_key == self.key for control in same)):
            return self.refuse("already-controlled")
        if self.is_money:
            return self.freeze_money()
        if self.ranks() or self.priors():
            return self.refuse("sealed-before", place_in_waiting=self.ahead_in_table() + len(self.live))
        return self.made_new(self.new("active", None), Result.CONTROLLED)

    def freeze_money(self) -> Decision:
        wanted = self.order.amount_fen
        if wanted is None:
            return self.refuse("amount-missing")
        free = self.available()
        if free == 0:
            return self.refuse("nothing-available", available_fen=0, excess_fen=wanted)
        actual = min(wanted, free)
        result = Result.CONTROLLED if actual == wanted else Result.PARTLY
        return self.made_new(
            self.new("active", actual),
            result,
            actual_fen=actual,
            available_fen=free - actual,
            excess_fen=wanted - actual,
        )

    def wait(self) -> Decision:
        if any(self.is_same_case(control) for control in self.live):
            return self.refuse("already-controlled")
        place = self.ahead_in_table() + (0 if self.is_money else len(self.live))
        control = self.new("waiting" if place or self.is_money else "active", 0 if self.is_money else None)
        return self.made_new(control, Result.CONTROLLED, place_in_waiting=place)

    def renew(self) -> Decision:
        control = self.original("active", "waiting")
        until = self.order.ends_on
        if control is None:
            return self.adopt()
        if control.ends_on is not None and control.ends_on < self.today:
            return self.refuse("lapsed", ends_on=control.ends_on)
        if until is not None and control.ends_on is not None and until < control.ends_on:
            return self.refuse("shorter", ends_on=control.ends_on)
        renewed = replace(control, ends_on=until)
        return self.receipt_for(renewed, Result.CONTROLLED, actual_fen=control.actual_fen)

    def adopt(self) -> Decision:
        """A measure made on paper before the node: the register names its case, so it may be renewed."""
        wanted = self.order.original
        prior = next(
            (one for one in self.priors() if wanted and one.document and _plain(one.document) == _plain(wanted.case_number)), None
        )  # fmt: skip
        if prior is None:
            return self.refuse("no-original")
        control = replace(
            self.new("waiting" if prior.place else "active", prior.amount_fen if self.is_money else None),
            case_number=wanted.case_number if wanted else self.order.case_number,
        )
        return self.made_new(
            control, Result.CONTROLLED, actual_fen=control.actual_fen, place_in_waiting=prior.place or None
        )

    def release(self) -> Decision:
        control = self.original("active", "waiting")
        if control is None or (self.order.action is Action.RELEASE_WAITING and not self.place_of(control)):
            return self.refuse("no-original")
        held, wanted = control.actual_fen, self.order.amount_fen
        if held is not None and wanted is not None and wanted < held:
            rest = replace(control, actual_fen=held - wanted)
            return self.receipt_for(
                rest, Result.PARTLY, actual_fen=wanted, available_fen=self.available() + wanted
            )
        released = replace(control, state="released")
        free = self.available(but=control.ref) if self.is_money else None
        return self.receipt_for(released, Result.CONTROLLED, actual_fen=held, available_fen=free)

    def pay(self) -> Decision:
        if not self.is_money:
            return self.refuse("not-money")
        wanted = self.order.amount_fen or 0
        source = self.original("active") or next((one for one in self.live if self.is_same_case(one)), None)
        held = (source.actual_fen or 0) if source and source.stands(self.today) else 0
        free = self.available()
        actual = min(wanted, held + free)
        if actual == 0:
            return self.refuse("nothing-available", available_fen=free, excess_fen=wanted)
        from_held = min(actual, held)
        paid = replace(
            self.new("released", None),
            paid_fen=actual,
            amount_seen_fen=self.holding.read.amounts.get(Field.AMOUNT),
        )
        writes: tuple[Control, ...] = (paid,)
        if source and from_held:
            rest = held - from_held
            writes = (replace(source, actual_fen=rest, state="active" if rest else "released"), paid)
        receipt = self.receipt(
            paid, Result.CONTROLLED if actual == wanted else Result.PARTLY, actual_fen=actual,
            available_fen=free - (actual - from_held), excess_fen=wanted - actual, transfer_reference=paid.ref, ends_on=None,
        )  # fmt: skip
        return Decision(receipt, writes)

    # -- receipts

    @property
    def key(self) -> str:
        return order_key(self.order, court=self.court)

    def is_same_case(self, control: Control) -> bool:
        return control.court == self.court and _plain(control.case_number) == _plain(self.order.case_number)

    def place_of(self, control: Control) -> int:
        if self.is_money:
            return 1 if control.state == "waiting" else 0
        return next((place for other, place in self.ranks() if other.ref == control.ref), 0)

    def new(self, state: str, actual: int | None) -> Control:
        ref = f"K{self.now:%Y%m%d}-{sha256(self.number.encode())[:12]}"
        return Control(
            ref, self.key, self.number, self.court, self.order.case_number, self.order.action.value,
            normal_identifier(self.holding.kind, self.holding.identifier), normal_number(self.order.holder.id_number),
            actual, 0, None, self.now, self.order.ends_on, state,
        )  # fmt: skip

    def made_new(self, control: Control, result: Result, **more: Any) -> Decision:
        return Decision(self.receipt(control, result, **more), (control,))

    def receipt_for(self, control: Control, result: Result, **more: Any) -> Decision:
        return Decision(self.receipt(control, result, **more), (control,))

    def receipt(self, control: Control, result: Result, **more: Any) -> ControlReceipt:
        short = result is Result.PARTLY and self.order.action is not Action.RELEASE
        receipt = ControlReceipt(
            result=result, action=self.order.action, asset=self.order.asset, control_ref=control.ref,
            requested_fen=self.order.amount_fen, starts_at=control.starts_at, ends_on=control.ends_on,
            reason="less-than-ordered" if short else "", words="可用金额不足，差额为超出部分" if short else "",
            prior_measures=self.measures(but=control.ref), priority_rights=rights_of(self.holding),
        )  # fmt: skip
        return replace(receipt, **more)

    def refuse(self, reason: str, **more: Any) -> Decision:
        rights = rights_of(self.holding)
        return _refuse(self.order, reason, prior_measures=self.measures(), priority_rights=rights, **more)


def _plain(case_number: str) -> str:
    return comparing_key(case_number).translate(str.maketrans("〔〕[]", "()()"))
