"""The next rung of the ladder for one recipient: by law, by consent, by what was tried. Several ways at once where the law
allows; the public notice last, and only with its ground shown.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhixing.delivery.rules.trails import Trail, is_over
from zhixing.delivery.rules.ways import BY_HAND, WAY_OF_ADDRESS, AddressKind, Want, Way
from zhixing.law.citing import step
from zhixing.law.delivery import RULINGS_BY_MAIL_FROM
from zhixing.law.delivery_attempts import Consent, Document
from zhixing.law.delivery_calls import CallResult
from zhixing.law.explanation import Step


@dataclass(frozen=True, slots=True)
class Waits:
    """How long each rung is given before the next one is taken, in days; a court may set them."""

    electronic: int = 3
    express: int = 15
    hand: int = 10


AS_USUAL = Waits()
CALLS_MAX = 3
"""Calls to one number that nobody answers; after so many it is left alone."""


@dataclass(frozen=True, slots=True)
class Contact:
    """An address on file of the recipient. `own`: surely theirs though never confirmed."""

    key: str
    kind: AddressKind
    confirmed: bool = False
    own: bool = False


@dataclass(frozen=True, slots=True)
class CallMade:
    """A call on record: to which address on file (empty for another number), and who was reached."""

    address_key: str
    result: CallResult


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom the document is for, as far as the ladder depends on it. `lost`: whereabouts unknown, with proof in the file."""

    consent: Consent = Consent.NONE
    contacts: tuple[Contact, ...] = ()
    lost: bool = False
    calls: tuple[CallMade, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """A sending made before: to which address, since when, and whether its carrier refused it for good."""

    trail: Trail
    address_key: str
    since: date
    refused: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it will bring nothing more by itself."""
        return self.refused or is_over(self.trail)


@dataclass(frozen=True, slots=True)
class Rung:
    """What to do next: ways to send by with their addresses, or what a person must do, or when to look again."""

    sendings: tuple[tuple[Way, str], ...] = ()
    wants: Want = Want.NOTHING
    look_again_on: date | None = None
    why: tuple[Step, ...] = ()
    calls: tuple[str, ...] = ()
    """Mobile numbers worth a call meanwhile: to confirm consent and address (在线诉讼规则 30). The ladder does not wait for it."""


def next_rung(
    *, document: Document, recipient: Recipient, past: Sequence[Past], today: date, waits: Waits = AS_USUAL
) -> Rung:
    """The next rung for a document that nothing has served yet."""
    if document.garnishee_notice:
        return _garnishee(past, today, waits)
    rung = _by_mail_or_hand(document, recipient, past, today, waits)
    return replace(rung, calls=numbers_to_call(recipient))


def numbers_to_call(recipient: Recipient) -> tuple[str, ...]:
    """Mobile numbers worth a call: while the recipient has said nothing about electronic delivery and nobody has spoken to
    them; a number that nobody answered often enough, or that is wrong, is left alone.
    """
    if recipient.consent is not Consent.NONE or recipient.lost:
        return ()
    if any(one.result is CallResult.REACHED for one in recipient.calls):
        return ()
    times = Counter(one.address_key for one in recipient.calls)
    wrong = {one.address_key for one in recipient.calls if one.result is CallResult.WRONG_NUMBER}
    return tuple(
        one.key
        for one in recipient.contacts
        if one.kind is AddressKind.MOBILE and one.key not in wrong and times[one.key] < CALLS_MAX
    )


def _by_mail_or_hand(
    document: Document, recipient: Recipient, past: Sequence[Past], today: date, waits: Waits
) -> Rung:
    electronic = _electronic(document, recipient, past, today, waits)
    if electronic is not None:
        return electronic
    express = _express(recipient, past, today, waits)
    if express is not None:
        return express
    return _by_hand_or_notice(recipient, past, today, waits)


def _garnishee(past: Sequence[Past], today: date, waits: Waits) -> Rung:
    made = step("delivery.garnishee", today, "履行到期债务通知须直接送达第三人，不得电子、邮寄或者公告。")
    return Rung(wants=Want.HAND, look_again_on=_later(past, BY_HAND, waits.hand), why=(made,))


def _electronic(
    document: Document, recipient: Recipient, past: Sequence[Past], today: date, waits: Waits
) -> Rung | None:
    """All electronic addresses at once, then a few days for an answer; None when this rung is used up or closed."""
    if recipient.consent is Consent.REFUSED:
        return None
    if document.judgment_or_ruling and today < RULINGS_BY_MAIL_FROM:
        return None
    tried = {(one.trail.way, one.address_key) for one in past}
    contacts = [one for one in recipient.contacts if one.kind in WAY_OF_ADDRESS]
    agreed = recipient.consent is not Consent.NONE
    fit = [one for one in contacts if one.confirmed or one.own]
    new = [
        (WAY_OF_ADDRESS[one.kind], one.key) for one in fit if (WAY_OF_ADDRESS[one.kind], one.key) not in tried
    ]
    if new:
        text = "同意电子送达，多种方式同时发送，以最先送达的为准。" if agreed else (
            "尚未取得电子送达同意：先行发送，受送达人回复、作出相应行为的，为有效送达；同时电话确认。"
        )  # fmt: skip
        why = (step("delivery.consent" if agreed else "delivery.electronic_effect", today, text),)
        return Rung(tuple(new), Want.NOTHING, today + timedelta(days=waits.electronic), why)
    until = _later(
        [one for one in past if not one.is_over], frozenset(WAY_OF_ADDRESS.values()), waits.electronic
    )
    return Rung(look_again_on=until) if until is not None and today < until else None


def _express(recipient: Recipient, past: Sequence[Past], today: date, waits: Waits) -> Rung | None:
    """Court express to each address once, those that were confirmed first; one at a time."""
    under_way = [one for one in past if one.trail.way in (Way.EXPRESS, Way.POST) and not one.is_over]
    until = _later(under_way, frozenset({Way.EXPRESS, Way.POST}), waits.express)
    if until is not None and today < until:
        return Rung(look_again_on=until)
    tried = {one.address_key for one in past if one.trail.way is Way.EXPRESS}
    postal = sorted(
        (one for one in recipient.contacts if one.kind is AddressKind.POSTAL and one.key not in tried),
        key=lambda one: (not one.confirmed, not one.own),
    )
    if not postal:
        return None
    why = (step("delivery.post", today, "直接送达有困难的，以法院专递邮寄送达。"),)
    return Rung(((Way.EXPRESS, postal[0].key),), Want.NOTHING, today + timedelta(days=waits.express), why)


def _by_hand_or_notice(recipient: Recipient, past: Sequence[Past], today: date, waits: Waits) -> Rung:
    by_hand = [one for one in past if one.trail.way in BY_HAND]
    if recipient.lost:
        return Rung(wants=Want.NOTICE, why=_notice_ground(recipient, past, today))
    if any(one.is_over for one in by_hand):
        return Rung(wants=Want.NOTICE, why=_notice_ground(recipient, past, today))
    if not any(one.kind is AddressKind.POSTAL for one in recipient.contacts):
        text = "没有可以送达的地址：请补充地址，或者在案卷中记明下落不明的查证经过。"
        return Rung(wants=Want.ADDRESS, why=(step("delivery.public_notice", today, text),))
    text = "电子、邮寄均未送达：由执行人员直接送达，拒收的可以留置，可以请网格员到场见证。"
    return Rung(
        wants=Want.HAND,
        look_again_on=_later(by_hand, BY_HAND, waits.hand),
        why=(step("delivery.direct", today, text),),
    )


def _notice_ground(recipient: Recipient, past: Sequence[Past], today: date) -> tuple[Step, ...]:
    return (step("delivery.public_notice", today, ground_of_notice(recipient, past)),)


def ground_of_notice(recipient: Recipient, past: Sequence[Past]) -> str:
    """Why only a public notice is left, in words for the file (民诉法 95: 记明原因和经过)."""
    tries = "；".join(
        f"{one.since:%Y-%m-%d}{one.trail.way.label}，{'承运方拒绝' if one.refused else _how_it_ended(one.trail)}"
        for one in sorted(past, key=lambda one: one.since)
    )
    course = f"经过：{tries}。" if tries else ""
    return f"受送达人下落不明。{course}" if recipient.lost else f"其他方式均无法送达。{course}"


def _how_it_ended(trail: Trail) -> str:
    return trail.events[-1].kind.label if trail.events else "没有回音"


def _later(past: Sequence[Past], ways: frozenset[Way], days: int) -> date | None:
    """When the youngest sending by these ways has had its time; None when there is none."""
    since = [one.since for one in past if one.trail.way in ways]
    return max(since) + timedelta(days=days) if since else None
