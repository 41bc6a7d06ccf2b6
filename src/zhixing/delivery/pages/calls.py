"""A call is put on record: who, which number, when, what was said, and what follows from it."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from zhixing.delivery import operations, queries
from zhixing.delivery.operations.addresses import KEEPERS
from zhixing.delivery.queries import DeliveryNotFound
from zhixing.delivery.rules.call_words import CONSENT_WORDS, RESULT_WORDS
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.posted import field, key_of
from zhixing.law.delivery_calls import CallProof, CallResult, SaidOfConsent

_ENGLISH = {
    CallResult.REACHED: "spoke to the addressee (or their representative)", CallResult.SOMEBODY_ELSE: "somebody else answered",
    CallResult.NO_ANSWER: "no answer", CallResult.WRONG_NUMBER: "wrong number",
}  # fmt: skip
_CONSENT_ENGLISH = {
    SaidOfConsent.NOTHING: "not asked, nothing said", SaidOfConsent.AGREES: "agrees", SaidOfConsent.REFUSES: "refuses",
}  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def call(request: HouseRequest, delivery_id: UUID) -> HttpResponse:
    """The form of a call, and what became of it."""
    try:
        found = queries.call_page(delivery_id)
    except DeliveryNotFound as missing:
        raise Http404(str(missing)) from None
    fault = ""
    if request.method == "POST":
        try:
            proof = operations.note_call(
                delivery_id=delivery_id, note=_note(request), now=clock.now(), actor=request.actor
            )
        except ValueError as refused:
            fault = str(refused)
        else:
            messages.success(request, _said(proof))
            return redirect("delivery-one", delivery_id)
    now = clock.now().astimezone(clock.SHANGHAI)
    return render(
        request, "delivery/call.html",
        {
            "one": found, "may_call": request.actor.has(found.court_id, *KEEPERS), "fault": fault, "typed": request.POST,
            "results": [(key.value, t(words, _ENGLISH[key])) for key, words in RESULT_WORDS.items()],
            "consents": [(key.value, t(words, _CONSENT_ENGLISH[key])) for key, words in CONSENT_WORDS.items()],
            "at_": f"{now:%Y-%m-%dT%H:%M}",
        },
        status=400 if fault else 200,
    )  # fmt: skip


def _said(proof: CallProof) -> str:
    words = "".join(step.text for step in proof.explanation)
    return t(f"通话已登记。{words}", f"The call is on record. {words}")


def _note(request: HouseRequest) -> operations.CallNote:
    """The call of the form. Raises DeliveryRefused."""
    try:
        at = datetime.fromisoformat(field(request, "at"))
        result, consent = CallResult(field(request, "result")), SaidOfConsent(field(request, "consent"))
    except ValueError:
        raise operations.DeliveryRefused("请填写通话时间，选择通话结果。") from None
    chosen = field(request, "number")
    return operations.CallNote(
        at=at.replace(tzinfo=clock.SHANGHAI), result=result, words=field(request, "words"), address_id=key_of(chosen),
        number=field(request, "other"), checked=request.POST.get("checked") == "yes",
        explained=request.POST.get("explained") == "yes", consent=consent,
        number_is_theirs=request.POST.get("theirs") == "yes", received=request.POST.get("received") == "yes",
        recording=field(request, "recording"),
    )  # fmt: skip
