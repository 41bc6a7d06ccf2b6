"""Labels of postal items: the address in full is looked at, and that is recorded."""

import base64
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from zhixing.delivery.operations.addresses import value_of
from zhixing.delivery.operations.opening import SERVERS
from zhixing.delivery.queries.party_side import Label, postal_sending
from zhixing.delivery.rules.barcodes import code128_svg
from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor


@dataclass(frozen=True, slots=True)
class MadeLabel:
    """A label with its bar code as the address of a picture."""

    label: Label
    bars: str


def label_of(*, sending_id: UUID, now: datetime, actor: Actor) -> MadeLabel | None:
    """The label of a sending by post, with the carrier's number or, before there is one, our reference. Raises NotAllowed."""
    found = postal_sending(sending_id)
    if found is None or found[0].address is None:
        return None
    sending, label = found
    actor.require(sending.court_id, *SERVERS)
    record(
        court_id=sending.court_id, subject=f"delivery:{sending.delivery_id}", kind="label.printed", at=now, actor=actor,
        body={"sending": str(sending.id)},
    )  # fmt: skip
    picture = code128_svg(label.number or label.reference)
    data = base64.b64encode(picture.encode()).decode("ascii")
    return MadeLabel(replace(label, address=value_of(found[0].address)), f"data:image/svg+xml;base64,{data}")
