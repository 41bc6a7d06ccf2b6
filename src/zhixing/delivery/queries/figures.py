"""Success by channel, beside what the best court reports; carriers and how they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from zhixing.delivery.connectors import registry
from zhixing.delivery.connectors.base import Peer
from zhixing.delivery.models import Carrier, Delivery, Sending
from zhixing.delivery.queries.carrier_secrets import secret_of
from zhixing.delivery.rules.ways import SendingState, Way

BEST_COURT_PER_MYRIAD = 9_206
"""肃州区人民法院: 92.06 % of 23,222 recipients reached electronically, the best rate a court has published."""


@dataclass(frozen=True, slots=True)
class ChannelFigures:
    """How sendings by a way ended: brought service, failed, another way served first, still out. Counts of deliveries."""

    way: Way
    sent: int
    served: int
    failed: int
    under_way: int
    elsewhere: int = 0

    @property
    def per_myriad(self) -> int | None:
        """Served of those that have ended, in hundredths of a percent; None while none has ended."""
        ended = self.served + self.failed
        return self.served * 10_000 // ended if ended else None


_FIGURES = """
    SELECT sending.way, count(DISTINCT sending.delivery_id),
        count(DISTINCT sending.delivery_id) FILTER (WHERE delivery.state IN ('served', 'presumed') AND delivery.served_way = sending.way),
        count(DISTINCT sending.delivery_id) FILTER (WHERE NOT (delivery.state IN ('served', 'presumed') AND delivery.served_way = sending.way)
            AND (sending.state = 'refused' OR EXISTS (SELECT 1 FROM delivery_sendingevent event
                WHERE event.sending_id = sending.id AND event.kind IN ('bounced', 'returned', 'not_met', 'rebutted')))),
        count(DISTINCT sending.delivery_id) FILTER (WHERE delivery.state IN ('served', 'presumed') AND delivery.served_way <> sending.way
            AND sending.state <> 'refused' AND NOT EXISTS (SELECT 1 FROM delivery_sendingevent event
                WHERE event.sending_id = sending.id AND event.kind IN ('bounced', 'returned', 'not_met', 'rebutted')))
    FROM delivery_sending sending JOIN delivery_delivery delivery ON delivery.id = sending.delivery_id
    WHERE sending.way <> 'call' AND sending.court_id = ANY (%s) AND sending.made_at >= %s AND sending.made_at < %s GROUP BY sending.way
"""


def success_by_channel(*, courts: Sequence[int], since: datetime, until: datetime) -> list[ChannelFigures]:
    """How each way did among sendings made in a span."""
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, [list(courts), since, until])
        rows = cursor.fetchall()
    order = {way.value: place for place, way in enumerate(Way)}
    return [
        ChannelFigures(Way(way), sent, served, failed, max(sent - served - failed - elsewhere, 0), elsewhere)
        for way, sent, served, failed, elsewhere in sorted(rows, key=lambda row: order[row[0]])
    ]


def electronic_success(*, courts: Sequence[int], since: datetime, until: datetime) -> ChannelFigures:
    """All electronic ways together, each recipient once: the figure to set beside the best court's."""
    ways = [way.value for way in Way if way.is_electronic]
    tried = Delivery.objects.filter(
        court_id__in=courts, made_at__gte=since, made_at__lt=until, sendings__way__in=ways
    )
    found = tried.values("id").distinct()
    served = Q(state__in=["served", "presumed"], served_way__in=ways)
    sent = found.count()
    done = tried.filter(served).values("id").distinct().count()
    moved_on = tried.exclude(served).filter(Q(state="served") | ~Q(wants="") | Q(sendings__way="express"))
    failed = moved_on.values("id").distinct().count()
    return ChannelFigures(Way.PORTAL, sent, done, failed, sent - done - failed)


@dataclass(frozen=True, slots=True)
class CarrierLine:
    """A carrier and how it does."""

    id: UUID
    court_id: int
    code: str
    name: str
    way: Way
    connector: str
    address: str
    rank: int
    active: bool
    pace_ms: int
    trouble_count: int
    trouble_until: datetime | None
    trouble_words: str
    answered_at: datetime | None
    unknown: int
    dead: int
    problems: tuple[str, ...]

    @property
    def chip(self) -> str:
        """The state's colour: red while it rests after failures, grey when paused."""
        if not self.active:
            return "ended"
        return "overdue" if self.trouble_count else ("confirmed" if self.answered_at else "waiting")


def carriers(*, courts: Sequence[int]) -> list[CarrierLine]:
    """The carriers of courts by way and rank, with what an operator must put right."""
    rows = Carrier.objects.filter(court_id__in=courts).annotate(
        unknown=Count("sendings", filter=Q(sendings__state=SendingState.UNKNOWN.value)),
        dead=Count("sendings", filter=Q(sendings__state=SendingState.DEAD.value)),
    )
    found = []
    for row in rows.order_by("way", "rank", "code"):
        peer = Peer(row.code, row.name, row.address, row.settings, secret_of(row.court_id, row.code))
        problems = tuple(one.words for one in registry.connector(row.connector).check_config(peer))
        found.append(
            CarrierLine(
                row.pk, row.court_id, row.code, row.name, Way(row.way), registry.names()[row.connector], row.address,
                row.rank, row.active, row.pace_ms, row.trouble_count, row.trouble_until, row.trouble_words,
                row.answered_at, row.unknown, row.dead, problems,
            )
        )  # fmt: skip
    return found


def unexplained_of(delivery_id: UUID) -> list[UUID]:
    """Sendings of a delivery that a person must ask the carrier about."""
    rows = Sending.objects.filter(delivery_id=delivery_id, state=SendingState.DEAD.value)
    return list(rows.values_list("id", flat=True))
