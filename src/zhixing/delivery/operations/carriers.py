"""Carriers are registered, paused, given a secret; and what became of something unexplained is said by a person."""

import os
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from zhixing.delivery.connectors import registry
from zhixing.delivery.connectors.base import ConfigProblem, Peer
from zhixing.delivery.models import Carrier, Delivery, Sending
from zhixing.delivery.queries.carrier_secrets import CODE, secret_file, secret_of
from zhixing.delivery.rules.ways import SendingState, Want, Way
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.home import home
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.identity.roles import Role

REGISTRARS = (Role.IT, Role.BUREAU_CHIEF)
DECIDERS = (Role.OFFICER, Role.CLERK, Role.DUTY_OFFICER)
RANK_MAX = 999


class CarrierRefused(ValueError):
    """The carrier cannot be entered, or the decision not taken; the message says why."""


def keep_secret(*, court_id: int, code: str, secret: bytes, actor: Actor) -> None:
    """Store the secret agreed with a carrier, readable by the house alone. Raises CarrierRefused, NotAllowed."""
    actor.require(court_id, *REGISTRARS)
    if not CODE.fullmatch(code) or not 6 <= len(secret) <= 400:
        raise CarrierRefused("密钥长度应在 6 至 400 字节之间。")
    file = secret_file(court_id, code)
    home().prepare()
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(secret)
    draft.replace(file)


def peer_of(carrier: Carrier) -> Peer:
    """The carrier as its connector sees it."""
    return Peer(
        carrier.code,
        carrier.name,
        carrier.address,
        carrier.settings,
        secret_of(carrier.court_id, carrier.code),
    )


def register_carrier(
    *, court: Court, code: str, name: str, way: Way, connector: str, address: str, settings: dict[str, Any] | None = None,
    rank: int = 1, at_once: int = 4, batch: int = 200, secret: bytes = b"", now: datetime, actor: Actor,
) -> Carrier:  # fmt: skip
    """Enter a carrier, with the secret agreed with it if there is one already; both or neither. Several of one way share the work by
    rank, health and pace. Raises CarrierRefused, NotAllowed.
    """
    actor.require(court.pk, *REGISTRARS)
    known = registry.names()
    if not CODE.fullmatch(code):
        raise CarrierRefused("代号用小写字母、数字和连字符，2 至 40 个字符。")
    if connector not in known or way not in registry.connector(connector).ways:
        raise CarrierRefused(f"接口“{connector}”不能用于{way.label}。")
    if not name.strip() or not address.strip():
        raise CarrierRefused("请填写名称和地址。")
    if not 1 <= rank <= RANK_MAX:
        raise CarrierRefused(f"次序应为 1 至 {RANK_MAX}。")
    if not (1 <= at_once <= 256 and 1 <= batch <= 1_000):
        raise CarrierRefused("同时调用数应为 1 至 256，每批 1 至 1000。")
    with transaction.atomic():
        if Carrier.objects.filter(court=court, code=code).exists():
            raise CarrierRefused(f"代号“{code}”已经登记。")
        made = Carrier.objects.create(
            court=court, code=code, name=name[:80], way=way.value, connector=connector, address=address[:300],
            settings=settings or {}, rank=rank, at_once=at_once, batch=batch,
        )  # fmt: skip
        record(
            court_id=court.pk, subject=f"court:{court.pk}", kind="carrier.registered", at=now, actor=actor,
            body={"carrier": str(made.id), "code": code, "way": way.value, "connector": connector},
        )  # fmt: skip
        if secret:
            keep_secret(court_id=court.pk, code=code, secret=secret, actor=actor)
        return made


def set_carrier_active(*, carrier_id: UUID, active: bool, now: datetime, actor: Actor) -> None:
    """Let a carrier take sendings, or none any more; questions about what it has are asked all the same. Raises NotAllowed."""
    with transaction.atomic():
        carrier = Carrier.objects.select_for_update(no_key=True).get(pk=carrier_id)
        actor.require(carrier.court_id, *REGISTRARS)
        carrier.active, carrier.trouble_count, carrier.trouble_until = active, 0, None
        carrier.save(update_fields=["active", "trouble_count", "trouble_until"])
        record(
            court_id=carrier.court_id, subject=f"court:{carrier.court_id}", at=now, actor=actor,
            kind="carrier.resumed" if active else "carrier.paused", body={"carrier": str(carrier.id)},
        )  # fmt: skip


def problems_of(*, carrier: Carrier) -> list[ConfigProblem]:
    """What an operator must put right before the carrier can be used."""
    return registry.connector(carrier.connector).check_config(peer_of(carrier))


def decide_unexplained(*, sending_id: UUID, taken: bool, because: str, now: datetime, actor: Actor) -> None:
    """A person has found out from the carrier whether it took an unexplained sending. Only "not taken" frees it again.

    Raises CarrierRefused, NotAllowed.
    """
    with transaction.atomic():
        sending = Sending.objects.select_for_update(of=("self",)).get(pk=sending_id)
        actor.require(sending.court_id, *DECIDERS)
        if sending.state != SendingState.DEAD.value:
            raise CarrierRefused("这次发送的结果已经明确，请刷新页面。")
        if len(because.strip()) < 4:
            raise CarrierRefused("请写明向承运方何人、如何核实。")
        sending.words = because.strip()[:300]
        if taken:
            sending.state, sending.handed_at = SendingState.HANDED.value, now
        else:
            sending.state, sending.carrier, sending.failures = SendingState.READY.value, None, 0
            sending.next_try_at, sending.first_sent_at = now, None
        sending.save(
            update_fields=[
                "state",
                "carrier",
                "failures",
                "next_try_at",
                "first_sent_at",
                "words",
                "handed_at",
            ]
        )
        others = Sending.objects.filter(delivery_id=sending.delivery_id, state=SendingState.DEAD.value)
        if not others.exists():
            Delivery.objects.filter(pk=sending.delivery_id, wants=Want.CARRIER.value).update(
                wants="", look_at=now
            )
        record(
            court_id=sending.court_id, subject=f"delivery:{sending.delivery_id}", kind="sending.explained", at=now,
            actor=actor, body={"sending": str(sending.id), "taken": taken, "because": sending.words},
        )  # fmt: skip
