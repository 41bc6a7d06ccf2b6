"""What waits for a person in this room: notices, deliveries by hand, addresses, carriers in doubt, calls."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse

from zhixing.delivery.models import Delivery
from zhixing.delivery.rules.ways import DeliveryState, Want
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.foundation import clock
from zhixing.foundation.duties import Duty, Loss
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.language import t

_HAND_WITHIN = timedelta(days=10)


def duties(*, actor: Actor, today: date, limit: int) -> list[Duty]:
    """What waits for a person: notices to be published, deliveries by hand, addresses, what carriers do not explain, and
    recipients to be called, each once whatever is under way to them.
    """
    rows = _waiting(actor.courts).select_related("document__case").defer("document__content", "explanation")
    found = [_duty(row) for row in rows.order_by("made_at", "id")[:limit]]
    calls = Delivery.objects.filter(pk__in=_to_call(actor.courts)).select_related("document__case")
    return found + [
        _call_duty(row)
        for row in calls.defer("document__content", "explanation").order_by("call_by", "id")[:limit]
    ]


def count_of_duties(*, actor: Actor, today: date) -> int:
    """How much waits, exact."""
    return _waiting(actor.courts).count() + _to_call(actor.courts).count()


def _waiting(courts: Sequence[int]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(state=DeliveryState.OPEN.value, court_id__in=courts).exclude(wants="")


def _to_call(courts: Sequence[int]) -> QuerySet[Delivery]:
    """One delivery for each recipient who should be called: the one whose day is nearest."""
    rows = Delivery.objects.filter(state=DeliveryState.OPEN.value, court_id__in=courts, call_by__isnull=False)
    return rows.order_by("party_id", "call_by", "id").distinct("party_id").only("pk")


def _duty(row: Delivery) -> Duty:
    want = Want(row.wants)
    why, action = {
        Want.NOTICE: (t("其他方式均无法送达", "no other way is left"), t("公告", "Publish")),
        Want.HAND: (t("须由人员当面送达", "must be handed over"), t("登记", "Enter")),
        Want.ADDRESS: (t("没有可以送达的地址", "no address is known"), t("补充", "Enter")),
        Want.CARRIER: (t("承运方结果不明，须人工核实", "a carrier explains nothing"), t("核实", "Find out")),
        Want.NOTHING: ("", ""),
    }[want]
    title = f"{DocumentKind(row.document.kind).document_name}：{row.recipient}"
    return Duty(
        "delivery", Loss.RIGHTS_OF_PARTIES, title, row.document.case.number, clock.local_date(row.made_at) + _HAND_WITHIN,
        why, reverse("delivery-one", args=[row.id]), action,
    )  # fmt: skip


def _call_duty(row: Delivery) -> Duty:
    why = t(
        "没有表示过是否同意电子送达：电话确认同意和号码，通话记录入卷",
        "said nothing about electronic delivery: confirm consent and number by telephone",
    )
    return Duty(
        "delivery", Loss.ROUTINE, f"{t('电话确认', 'Call')}：{row.recipient}", row.document.case.number, row.call_by, why,
        reverse("delivery-call", args=[row.id]), t("登记通话", "Record the call"),
    )  # fmt: skip
