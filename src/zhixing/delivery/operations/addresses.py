"""The address base and consent: entered, confirmed, ended; given, refused, withdrawn. Nothing is edited away."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from zhixing.cases.models import Party, PartyRole
from zhixing.cases.personal import keys
from zhixing.delivery.models import Address, ConsentNote, Delivery, Whereabouts
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct
from zhixing.foundation import clock, names
from zhixing.foundation.database.rows import insert_rows
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.roles import Role
from zhixing.foundation.keys import uuid7
from zhixing.foundation.personal_data import Purpose, blind_index, seal, unseal
from zhixing.law.delivery_attempts import Consent

KEEPERS = (Role.OFFICER, Role.CLERK)
VALUE_MAX = 200
ACCOUNT_MAX = 60


class AddressRefused(ValueError):
    """The address or consent cannot be entered; the message says why."""


def _purpose(kind: AddressKind) -> Purpose:
    return Purpose.PHONE if kind is AddressKind.MOBILE else Purpose.ADDRESS


def _masked(kind: AddressKind, value: str) -> str:
    if kind is AddressKind.MOBILE:
        return names.mask_phone(value)
    if kind is AddressKind.EMAIL:
        name, _, domain = value.partition("@")
        return f"{name[:1]}***@{domain}"[:60]
    if kind in (AddressKind.MESSENGER, AddressKind.PORTAL):
        return f"{value[:2]}***"
    return value[:6] + "…" if len(value) > 6 else value


def normal_address(kind: AddressKind, value: str) -> str:
    """The address in its normal form. Raises AddressRefused."""
    text = " ".join(value.split())
    if not text or len(text) > VALUE_MAX:
        raise AddressRefused(f"请填写{kind.label}，最多 {VALUE_MAX} 个字。")
    if kind is AddressKind.MOBILE:
        text = text.replace(" ", "").replace("-", "").removeprefix("+86")
        if not (text.isascii() and text.isdigit() and len(text) == 11 and text.startswith("1")):
            raise AddressRefused("手机号应为 1 开头的 11 位数字。")
    if kind is AddressKind.EMAIL:
        name, at, domain = text.partition("@")
        if not (text.isascii() and name and at and "." in domain and " " not in text and "<" not in text):
            raise AddressRefused("电子邮箱应写成 name@example.com。")
        text = f"{name}@{domain.lower()}"
    if kind in (AddressKind.MESSENGER, AddressKind.PORTAL) and (
        " " in text or not 3 <= len(text) <= ACCOUNT_MAX
    ):
        raise AddressRefused(f"{kind.label}为 3 至 {ACCOUNT_MAX} 个字，中间没有空格。")
    return text


def value_of(address: Address) -> str:
    """The address in full, for sending to it."""
    return unseal(keys(), address.value_sealed, purpose=_purpose(AddressKind(address.kind)))


def _new(
    party: Party, kind: AddressKind, value: str, source: AddressSource, own: bool, now: datetime, by: str
) -> Address:
    purpose = _purpose(kind)
    return Address(
        id=uuid7(), court_id=party.court_id, person_index=bytes(party.id_index), party=party, kind=kind.value,
        value_sealed=seal(keys(), value, purpose=purpose), value_index=blind_index(keys(), value, purpose=purpose),
        value_masked=_masked(kind, value), source=source.value, own=own or source.is_confirmed,
        confirmed_on=clock.local_date(now) if source.is_confirmed else None, entered_at=now, entered_by_name=by[:60],
        ended_because="",
    )  # fmt: skip


def enter_address(
    *, party_id: UUID, kind: AddressKind, value: str, source: AddressSource, own: bool = False, now: datetime, actor: Actor
) -> Address:  # fmt: skip
    """Enter an address of a party; one that is known already is confirmed by a better source. Wakes the ladder.

    Raises AddressRefused, NotAllowed.
    """
    with transaction.atomic():
        party = Party.objects.select_for_update(of=("self",)).get(pk=party_id)
        actor.require(party.court_id, *KEEPERS)
        new = _new(party, kind, normal_address(kind, value), source, own, now, actor.name)
        known = (
            Address.objects.select_for_update()
            .filter(
                court_id=party.court_id, person_index=new.person_index, kind=kind.value, value_index=new.value_index,
                ended_at=None,
            )
            .first()
        )  # fmt: skip
        if known is None:
            new.save(force_insert=True)
            known = new
        elif source.is_confirmed or own:
            known.own = True
            known.confirmed_on = known.confirmed_on or new.confirmed_on
            known.source = source.value if source.is_confirmed else known.source
            known.save(update_fields=["own", "confirmed_on", "source"])
        _fact(
            party,
            "address.entered",
            now,
            actor,
            address_kind=kind.value,
            masked=known.value_masked,
            source=source.value,
        )
        _wake(party, now)
        return known


def end_address(*, address_id: UUID, because: str, now: datetime, actor: Actor) -> None:
    """Note that an address no longer holds; it stays in the history. Raises AddressRefused, NotAllowed."""
    with transaction.atomic():
        address = Address.objects.select_for_update(of=("self",)).select_related("party").get(pk=address_id)
        actor.require(address.court_id, *KEEPERS)
        if len(because.strip()) < 2:
            raise AddressRefused("请写明地址失效的原因。")
        if address.ended_at is None:
            address.ended_at, address.ended_because = now, because.strip()[:200]
            address.save(update_fields=["ended_at", "ended_because"])
            _fact(address.party, "address.ended", now, actor, address_kind=address.kind, masked=address.value_masked,
                  because=address.ended_because)  # fmt: skip


def note_consent(
    *, party_id: UUID, act: ConsentAct, how: Consent, on: date, note: str = "", now: datetime, actor: Actor
) -> ConsentNote:
    """Note what a party said about electronic delivery in this case. Raises AddressRefused, NotAllowed.

    A withdrawal stops what has not left; what has arrived before stays delivered (在线诉讼规则 5).
    """
    with transaction.atomic():
        party = Party.objects.select_for_update(of=("self",)).get(pk=party_id)
        actor.require(party.court_id, *KEEPERS)
        if act is ConsentAct.GIVEN and how in (Consent.NONE, Consent.REFUSED):
            raise AddressRefused("请选择以何种方式表示同意。")
        if on > clock.local_date(now):
            raise AddressRefused("日期不能晚于今天。")
        made = ConsentNote.objects.create(
            court_id=party.court_id, case_id=party.case_id, party=party, act=act.value,
            how=how.value if act is ConsentAct.GIVEN else Consent.REFUSED.value, on=on, note=note.strip()[:300],
            noted_at=now, noted_by_name=actor.name[:60],
        )  # fmt: skip
        _fact(party, f"delivery_consent.{act.value}", now, actor, how=made.how, on=on.isoformat())
        Delivery.objects.filter(party=party, call_by__isnull=False).update(call_by=None)
        _wake(party, now)
        return made


def note_whereabouts(*, party_id: UUID, lost: bool, course: str, now: datetime, actor: Actor) -> None:
    """Note that a party's whereabouts are unknown, and how they were searched for; or that they were found again.

    Raises AddressRefused without the course (民诉法 95: 在案卷中记明原因和经过), NotAllowed.
    """
    with transaction.atomic():
        party = Party.objects.select_for_update(of=("self",)).get(pk=party_id)
        actor.require(party.court_id, *KEEPERS)
        if len(course.strip()) < 6:
            raise AddressRefused("请记明查找的经过，例如走访何处、向谁核实。")
        Whereabouts.objects.create(
            court_id=party.court_id, party=party, lost=lost, course=course.strip()[:500], noted_at=now,
            noted_by_name=actor.name[:60],
        )  # fmt: skip
        _fact(party, "party.lost" if lost else "party.found", now, actor, course=course.strip()[:200])
        _wake(party, now)


def take_over_register(*, parties: Sequence[Party], now: datetime, actor: Actor) -> int:
    """Enter what the register knows of parties of whom no address of that kind was ever known. The applicant's own is surely theirs; a debtor's
    comes from the applicant and is not. How many were entered.
    """
    known = set(
        Address.objects.filter(person_index__in={bytes(party.id_index) for party in parties}).values_list(
            "court_id", "person_index", "kind"
        )
    )
    seen = {(court_id, bytes(index), kind) for court_id, index, kind in known}
    rows: list[Address] = []
    for party in parties:
        own = party.role == PartyRole.APPLICANT.value
        for kind, value in ((AddressKind.MOBILE, phone_of(party)), (AddressKind.POSTAL, party.address)):
            place = (party.court_id, bytes(party.id_index), kind.value)
            if place in seen:
                continue
            seen.add(place)
            try:
                rows.append(
                    _new(
                        party, kind, normal_address(kind, value), AddressSource.REGISTER, own, now, actor.name
                    )
                )
            except AddressRefused:
                continue
    insert_rows(rows, skip_known=True)
    return len(rows)


def phone_of(party: Party) -> str:
    """The party's number in the register; empty when none is known."""
    return unseal(keys(), party.phone_sealed, purpose=Purpose.PHONE) if party.phone_sealed else ""


def _wake(party: Party, now: datetime) -> None:
    """The ladder looks again at what the party has open."""
    Delivery.objects.filter(party__id_index=party.id_index, court_id=party.court_id, state="open").update(
        look_at=now, wants=""
    )


def _fact(party: Party, kind: str, now: datetime, actor: Actor, **body: str) -> None:
    record(
        court_id=party.court_id, subject=f"case:{party.case_id}", kind=kind, at=now, actor=actor,
        body={"party": str(party.id), **body},
    )  # fmt: skip
