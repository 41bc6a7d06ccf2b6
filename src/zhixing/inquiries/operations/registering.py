"""Who may be asked: units with their agreements and keys, presets, and what the court has set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.inquiries.connectors import registry
from zhixing.inquiries.connectors.base import Peer
from zhixing.inquiries.models import InquiryPolicy, Preset, PresetUnit, Unit, UnitItem, UnitKey
from zhixing.inquiries.rules.kinds import AssetKind, UnitAction, UnitState
from zhixing.inquiries.rules.sending import office_hours
from zhixing.inquiries.wire.numbering import is_code
from zhixing.inquiries.wire.signing import KeyUnusable, PublicKey, verifier

REGISTRARS = (Role.BUREAU_CHIEF, Role.IT)
SETTERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


class UnitRefused(ValueError):
    """The unit cannot be registered or changed so; the message says what to put right."""


@dataclass(frozen=True, slots=True)
class UnitTerms:
    """What the agreement with a unit says, as it is entered."""

    code: str
    name: str
    kind: str
    connector: str
    agreement: str
    address: str = ""
    agreement_sha256: str = ""
    areas: tuple[str, ...] = ()
    contact_name: str = ""
    contact_phone: str = ""
    office_hours: Mapping[str, Any] = field(default_factory=dict)
    answer_hours: int = 24
    dead_after_days: int = 7
    at_once: int = 8


@dataclass(frozen=True, slots=True)
class Item:
    """An act on a kind of asset that a unit may be asked for, and on which ground."""

    asset_kind: AssetKind
    action: UnitAction = UnitAction.QUERY
    basis: str = ""


def register_unit(
    *, court: Court, terms: UnitTerms, items: Sequence[Item], keys: Sequence[str], now: datetime, actor: Actor
) -> Unit:
    """Register a unit with what it may be asked and the public keys it signs with (`Ed25519:…`).

    Raises UnitRefused for a code already there, no item, hours or keys that cannot be used, a connector's own objections.
    """
    actor.require(court.pk, *REGISTRARS)
    _check(terms, items, keys)
    with transaction.atomic():
        if Unit.objects.filter(court=court, code=terms.code).exists():
            raise UnitRefused(f"单位代码 {terms.code} 已经登记。")
        unit = Unit.objects.create(
            court=court, code=terms.code, name=terms.name.strip(), kind=terms.kind, connector=terms.connector,
            address=terms.address.strip(), areas=list(terms.areas), agreement=terms.agreement.strip(),
            agreement_sha256=terms.agreement_sha256, contact_name=terms.contact_name, contact_phone=terms.contact_phone,
            office_hours=dict(terms.office_hours), answer_hours=terms.answer_hours,
            dead_after_days=terms.dead_after_days, at_once=terms.at_once, registered_at=now,
        )  # fmt: skip
        UnitItem.objects.bulk_create(
            [
                UnitItem(court=court, unit=unit, asset_kind=item.asset_kind.value, action=item.action.value,
                         basis=(item.basis or terms.agreement)[:200])
                for item in dict.fromkeys(items)
            ]
        )  # fmt: skip
        for text in keys:
            _add_key(unit, text, now)
        record(
            court_id=court.pk, subject=f"unit:{unit.id}", kind="unit.registered", at=now, actor=actor,
            body={"code": unit.code, "name": unit.name, "connector": unit.connector, "agreement": unit.agreement,
                  "items": [f"{item.asset_kind}/{item.action}" for item in items],
                  "keys": [checked_key(text).kid for text in keys]},
        )  # fmt: skip
    return unit


def _check(terms: UnitTerms, items: Sequence[Item], keys: Sequence[str]) -> None:
    if not is_code(terms.code):
        raise UnitRefused("单位代码只能是 1 至 32 个字母、数字、汉字、横线或下划线。")
    if not terms.name.strip() or not terms.agreement.strip():
        raise UnitRefused("请填写单位名称，以及与该单位的协议或者文件依据。")
    if not items:
        raise UnitRefused("请至少选择一项可以请求的事项。")
    if not 1 <= terms.answer_hours <= 2400 or not 1 <= terms.dead_after_days <= 100:
        raise UnitRefused("答复时限应为 1 至 2400 小时，督促期限应为 1 至 100 天。")
    if not 1 <= terms.at_once <= 256:
        raise UnitRefused("同时请求数应为 1 至 256。")
    try:
        office_hours(terms.office_hours)
        way = registry.connector(terms.connector)
    except (ValueError, LookupError) as error:
        raise UnitRefused(str(error)) from error
    for text in keys:
        checked_key(text)
    problems = way.check_config(Peer(terms.code, terms.name, terms.address.strip()))
    if problems:
        raise UnitRefused("；".join(problem.words for problem in problems))
    if not keys and terms.connector != "desk":
        raise UnitRefused("请登记该单位的公钥：没有公钥，它的答复一律不予采信。")


def checked_key(text: str) -> PublicKey:
    """A key as a unit hands it over. Raises UnitRefused."""
    try:
        key = PublicKey.of(text)
        verifier(key)
    except KeyUnusable as error:
        raise UnitRefused(str(error)) from error
    return key


def _add_key(unit: Unit, text: str, valid_from: datetime) -> UnitKey:
    key = checked_key(text)
    return UnitKey.objects.create(
        court_id=unit.court_id, unit=unit, kid=key.kid, algorithm=key.algorithm, public_key=key.text,
        valid_from=valid_from,
    )  # fmt: skip


def pause(*, unit_id: UUID, reason: str, now: datetime, actor: Actor) -> None:
    """Stop asking a unit; what is under way stays and is asked again when it is resumed."""
    _set_state(unit_id, UnitState.PAUSED, reason, now, actor)


def resume(*, unit_id: UUID, now: datetime, actor: Actor) -> None:
    """Ask a unit again, its breaker closed."""
    _set_state(unit_id, UnitState.ACTIVE, "", now, actor)


def _set_state(unit_id: UUID, state: UnitState, reason: str, now: datetime, actor: Actor) -> None:
    with transaction.atomic():
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        actor.require(unit.court_id, *REGISTRARS)
        if state is UnitState.PAUSED and len(reason.strip()) < 2:
            raise UnitRefused("请写明暂停的原因。")
        if unit.state == state.value:
            return
        unit.state, unit.paused_because = state.value, reason.strip()[:200]
        unit.trouble_count, unit.trouble_until = 0, None
        unit.save(update_fields=["state", "paused_because", "trouble_count", "trouble_until"])
        record(
            court_id=unit.court_id, subject=f"unit:{unit.id}", at=now, actor=actor,
            kind="unit.paused" if state is UnitState.PAUSED else "unit.resumed",
            body={"code": unit.code, "reason": unit.paused_because},
        )  # fmt: skip


def rotate_key(*, unit_id: UUID, new_key: str, old_ends: datetime, now: datetime, actor: Actor) -> UnitKey:
    """Register a unit's next key; the keys before it are believed until `old_ends`, not earlier than now.

    Raises UnitRefused for a key that cannot be used or is registered already.
    """
    with transaction.atomic():
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        actor.require(unit.court_id, *REGISTRARS)
        key = checked_key(new_key)
        if UnitKey.objects.filter(unit=unit, kid=key.kid).exists():
            raise UnitRefused(f"公钥 {key.kid} 已经登记。")
        before = UnitKey.objects.filter(unit=unit, valid_to=None)
        ended = list(before.values_list("kid", flat=True))
        before.update(valid_to=max(old_ends, now))
        made = _add_key(unit, new_key, now)
        record(
            court_id=unit.court_id, subject=f"unit:{unit.id}", kind="unit.key_rotated", at=now, actor=actor,
            body={"code": unit.code, "new": key.kid, "old": ended, "old_ends": max(old_ends, now).isoformat()},
        )  # fmt: skip
    return made


def move_unit(*, unit_id: UUID, address: str, now: datetime, actor: Actor) -> None:
    """Enter a unit's new address. Raises UnitRefused when the connector objects to it."""
    with transaction.atomic():
        unit = Unit.objects.select_for_update().get(pk=unit_id)
        actor.require(unit.court_id, *REGISTRARS)
        problems = registry.connector(unit.connector).check_config(
            Peer(unit.code, unit.name, address.strip())
        )
        if problems:
            raise UnitRefused("；".join(problem.words for problem in problems))
        old, unit.address = unit.address, address.strip()
        unit.trouble_count, unit.trouble_until = 0, None
        unit.save(update_fields=["address", "trouble_count", "trouble_until"])
        record(
            court_id=unit.court_id, subject=f"unit:{unit.id}", kind="unit.moved", at=now, actor=actor,
            body={"code": unit.code, "old": old, "new": unit.address},
        )  # fmt: skip


def save_preset(*, court: Court, name: str, unit_ids: Sequence[UUID], now: datetime, actor: Actor) -> Preset:
    """Name a set of units, or change the set of a name. Raises UnitRefused without a name or a unit of this court."""
    actor.require(court.pk, *REGISTRARS, Role.OFFICER)
    if not name.strip():
        raise UnitRefused("请给这一组单位起一个名称。")
    with transaction.atomic():
        units = list(Unit.objects.filter(court=court, pk__in=list(unit_ids)).order_by("code"))
        if not units or len(units) != len(set(unit_ids)):
            raise UnitRefused("请至少选择一个本院登记的单位。")
        preset, _ = Preset.objects.get_or_create(court=court, name=name.strip()[:40])
        PresetUnit.objects.filter(preset=preset).delete()
        PresetUnit.objects.bulk_create([PresetUnit(court=court, preset=preset, unit=unit) for unit in units])
        record(
            court_id=court.pk, subject=f"court:{court.pk}", kind="preset.saved", at=now, actor=actor,
            body={"name": preset.name, "units": [unit.code for unit in units]},
        )  # fmt: skip
    return preset


def set_policy(
    *,
    court: Court,
    ask_on_filing: bool,
    half_yearly: bool,
    preset_id: UUID | None,
    audits_a_month: int,
    now: datetime,
    actor: Actor,
) -> InquiryPolicy:
    """What the court asks by itself, and how many looks a month are reviewed. Raises UnitRefused outside the bounds."""
    actor.require(court.pk, *SETTERS)
    if not 0 <= audits_a_month <= 1000:
        raise UnitRefused("每月抽查数应为 0 至 1000。")
    preset = Preset.objects.filter(court=court, pk=preset_id).first() if preset_id else None
    if preset is None and ask_on_filing:
        raise UnitRefused("自动查询须先选定一组单位。")
    policy, _ = InquiryPolicy.objects.update_or_create(
        court=court,
        defaults={
            "ask_on_filing": ask_on_filing, "half_yearly": half_yearly, "preset": preset,
            "audits_a_month": audits_a_month,
        },
    )  # fmt: skip
    record(
        court_id=court.pk, subject=f"court:{court.pk}", kind="inquiry_policy.set", at=now, actor=actor,
        body={"ask_on_filing": ask_on_filing, "half_yearly": half_yearly, "audits_a_month": audits_a_month,
              "preset": preset.name if preset else ""},
    )  # fmt: skip
    return policy
