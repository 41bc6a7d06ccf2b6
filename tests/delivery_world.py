"""For tests of delivery: documents of filed cases, parties with addresses, carriers on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from funds_world import make_case
from zhixing.cases.models import Case, Party
from zhixing.cases.personal import sealed_phone
from zhixing.delivery import operations
from zhixing.delivery.models import Carrier as CarrierRow
from zhixing.delivery.models import Delivery, Sending
from zhixing.delivery.rules.ways import AddressKind, AddressSource, ConsentAct, Way
from zhixing.documents.models import Document
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.foundation.keys import uuid7
from zhixing.law.delivery_attempts import Consent
from zhixing.simulator.carriers import Carrier, CarrierFaults, Running, serve_json

NOW = datetime(2022, 3, 1, 4, 0, tzinfo=UTC)
TODAY = date(2022, 3, 1)
SYSTEM = Actor.system("测试")
SECRET = b"agreed-secret"


def case_with(
    court: Court, sequence: int, *, phone: str = "13843300001", address: str = "吉林省汪清县汪清镇长荣街1号"
) -> Case:
    """A filed case whose debtor has a phone and an address in the register."""
    case = make_case(court, sequence)
    sealed, index, masked = sealed_phone(phone)
    Party.objects.filter(case=case, role="debtor").update(
        phone_sealed=sealed, phone_index=index, phone_masked=masked, address=address
    )
    return case


def debtor(case: Case) -> Party:
    return Party.objects.get(case=case, role="debtor")


def paper(
    case: Case, *, kind: str = "enforcement_notice", series: str = "", party: Party | None = None
) -> Document:
    """An issued document, without its file."""
    to = party or debtor(case)
    nth = Document.objects.filter(case=case, series=series or kind).count() + 1
    return Document.objects.create(
        id=uuid7(), court=case.court, case=case, recipient=to, kind=kind, series=series or kind, nth=nth,
        number=f"{case.number}之{nth}", issued_on=TODAY, issued_at=NOW, content={}, engine="test", sha256="ab" * 32,
        pages=1, size=1, file=f"documents/test/{uuid7().hex}.pdf",
    )  # fmt: skip


def agree(party: Party, *, mobile: str = "13843300001", email: str = "") -> None:
    """The party filled in the address form and agreed to electronic delivery."""
    operations.enter_address(
        party_id=party.id,
        kind=AddressKind.MOBILE,
        value=mobile,
        source=AddressSource.FORM,
        now=NOW,
        actor=SYSTEM,
    )
    if email:
        operations.enter_address(
            party_id=party.id,
            kind=AddressKind.EMAIL,
            value=email,
            source=AddressSource.FORM,
            now=NOW,
            actor=SYSTEM,
        )
    operations.note_consent(
        party_id=party.id, act=ConsentAct.GIVEN, how=Consent.ADDRESS_FORM, on=TODAY, now=NOW, actor=SYSTEM
    )


def begin(document: Document, *, now: datetime = NOW) -> Delivery:
    """Delivery begins and the first rung is taken."""
    operations.deliver(document_ids=[document.id], now=now, actor=SYSTEM)
    operations.climb(now=now, limit=100, actor=SYSTEM)
    return Delivery.objects.get(document=document)


def sendings(delivery: Delivery) -> list[Sending]:
    return list(Sending.objects.filter(delivery=delivery).order_by("made_at", "id"))


def register(
    court: Court, address: str, *, code: str = "sms-a", way: Way = Way.SMS, connector: str = "sms_http", rank: int = 1,
    batch: int = 50, **settings: Any,
) -> CarrierRow:  # fmt: skip
    """A carrier of the court, with its secret."""
    operations.keep_secret(court_id=court.pk, code=code, secret=SECRET, actor=SYSTEM)
    return operations.register_carrier(
        court=court, code=code, name=f"承运方{code}", way=way, connector=connector, address=address, rank=rank,
        batch=batch, settings={"seconds": 2} | settings, now=NOW, actor=SYSTEM,
    )  # fmt: skip


@contextmanager
def gateway(
    *, way: str = "sms", seed: int = 1, faults: CarrierFaults | None = None, **options: Any
) -> Iterator[Running]:
    running = serve_json(Carrier(way=way, secret=SECRET, seed=seed, faults=faults, **options))
    try:
        yield running
    finally:
        running.close()
