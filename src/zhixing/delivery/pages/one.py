"""One delivery on screen: why it stands where it stands, every sending, and what a person may do next."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.delivery import operations, queries
from zhixing.delivery.operations import HandAct
from zhixing.delivery.pages.words import may_serve, word
from zhixing.delivery.queries import DeliveryNotFound
from zhixing.delivery.rules.returned_words import RETURN_WORDS
from zhixing.delivery.rules.ways import BY_HAND, EventKind, Way
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import attempt, day_field, field, key_of, keys_of
from zhixing.law.delivery_attempts import ReturnReason, Signer

SIGNERS = {
    Signer.ADDRESSEE: "本人", Signer.COHABITING_ADULT: "同住成年家属", Signer.LEGAL_REPRESENTATIVE: "法定代表人、主要负责人",
    Signer.RECEIVING_STAFF: "负责收件的人", Signer.AGENT: "代理人", Signer.DESIGNATED_RECEIVER: "指定代收人", Signer.SOMEBODY_ELSE: "其他人",
}  # fmt: skip
PROOFS = (
    EventKind.REPLIED, EventKind.ACTED, EventKind.ARRIVAL_PROVED, EventKind.REBUTTED, EventKind.NO_FAULT,
)  # fmt: skip


@login_required
@require_GET
def delivery(request: HouseRequest, delivery_id: UUID) -> HttpResponse:
    """One delivery in full."""
    try:
        found = queries.delivery_detail(delivery_id)
    except DeliveryNotFound as missing:
        raise Http404(str(missing)) from None
    return render(
        request, "delivery/one.html",
        {
            "one": found, "line": found.line, "word": word, "may_serve": may_serve(request, found.court_id),
            "hand_ways": [way for way in Way if way in BY_HAND], "signers": [(key.value, words) for key, words in SIGNERS.items()],
            "proofs": PROOFS, "today_": clock.today(), "unexplained": queries.unexplained_of(delivery_id),
        },
    )  # fmt: skip


def _act(request: HouseRequest, delivery_id: UUID, act: Callable[[], object], done: str) -> HttpResponse:
    attempt(request, act, done)
    return redirect("delivery-one", delivery_id)


@login_required
@require_POST
def by_hand(request: HouseRequest, delivery_id: UUID) -> HttpResponse:
    """Enter what was done on the spot."""

    def yes(name: str) -> bool:
        return request.POST.get(name) == "yes"

    def act() -> None:
        done = HandAct(
            way=Way(field(request, "way")), on=day_field(request, "on"), met=not yes("not_met"),
            signer=Signer(field(request, "signer") or Signer.ADDRESSEE.value), signed=not yes("unsigned"),
            at_residence=yes("at_residence"), witnessed=yes("witnessed"), recorded=yes("recorded"),
            in_court=field(request, "way") == Way.AT_COURT.value, noted=yes("noted"), proof=field(request, "proof"),
            by=field(request, "by"),
        )  # fmt: skip
        operations.note_hand_act(delivery_id=delivery_id, act=done, now=clock.now(), actor=request.actor)

    return _act(request, delivery_id, act, t("已登记。", "Entered."))


@login_required
@require_POST
def proof(request: HouseRequest, delivery_id: UUID) -> HttpResponse:
    """Note what the addressee has proved or done: the day of service is computed anew."""
    return _act(
        request, delivery_id,
        lambda: operations.note_proof(
            sending_id=UUID(field(request, "sending")), kind=EventKind(field(request, "kind")), on=day_field(request, "on"),
            because=field(request, "because"), now=clock.now(), actor=request.actor,
        ),
        t("已认定，送达日期已重新计算。", "Noted; the day was computed anew."),
    )  # fmt: skip


@login_required
@require_POST
def withdraw(request: HouseRequest, delivery_id: UUID) -> HttpResponse:
    """Stop a delivery that has served nothing."""
    return _act(
        request, delivery_id,
        lambda: operations.withdraw(
            delivery_id=delivery_id, because=field(request, "because"), now=clock.now(), actor=request.actor
        ),
        t("已撤回。", "Withdrawn."),
    )  # fmt: skip


@login_required
@require_POST
def explain(request: HouseRequest, sending_id: UUID) -> HttpResponse:
    """Say what the carrier told about an unexplained sending."""
    delivery_id = key_of(field(request, "delivery"))
    attempt(
        request,
        lambda: operations.decide_unexplained(
            sending_id=sending_id, taken=field(request, "taken") == "yes", because=field(request, "because"),
            now=clock.now(), actor=request.actor,
        ),
        t("已记明。", "Noted."),
    )  # fmt: skip
    return redirect("delivery-one", delivery_id) if delivery_id else redirect("delivery")


@login_required
@require_POST
def proof_pack(request: HouseRequest, delivery_id: UUID) -> HttpResponse:
    """Issue the proof pack as one PDF and show it."""
    try:
        document = operations.issue_service_proof(
            delivery_id=delivery_id, now=clock.now(), actor=request.actor
        )
    except ValueError as refused:
        messages.error(request, str(refused))
        return redirect("delivery-one", delivery_id)
    return redirect("document", document.pk)


@login_required
@require_POST
def publish(request: HouseRequest) -> HttpResponse:
    """Publish the notices of the picked deliveries."""
    picked = keys_of(request.POST.getlist("pick")[:50])
    attempt(
        request,
        lambda: operations.publish_notices(
            delivery_ids=picked, place=field(request, "place"), on=day_field(request, "on"), now=clock.now(),
            actor=request.actor,
        ),
        t("公告已制作并登记，期满日已计算。", "The notices are issued; their end is computed."),
    )  # fmt: skip
    return redirect("delivery")


@login_required
def returned(request: HouseRequest) -> HttpResponse:
    """Scan items that came back: a bar code and why, one after the other."""
    if request.method == "POST":
        attempt(
            request,
            lambda: operations.note_returned_item(
                number=field(request, "number"), reason=ReturnReason(field(request, "reason")), on=day_field(request, "on"),
                court_ids=request.actor.courts, now=clock.now(), actor=request.actor,
            ),
            t("退件已登记。", "The item was entered."),
        )  # fmt: skip
        return redirect("delivery-returned")
    return render(
        request, "delivery/returned.html",
        {"reasons": [(key.value, words) for key, words in RETURN_WORDS.items()], "today_": clock.today()},
    )  # fmt: skip


@login_required
@require_GET
def label(request: HouseRequest, sending_id: UUID) -> HttpResponse:
    """The label of a postal item, to be printed; that the address was looked at is recorded."""
    made = operations.label_of(sending_id=sending_id, now=clock.now(), actor=request.actor)
    if made is None:
        raise Http404(t("这次发送没有邮件标签。", "There is no label."))
    return render(request, "delivery/label.html", {"label": made.label, "bars": made.bars})
