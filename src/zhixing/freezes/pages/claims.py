"""The part of a wrong-person claim that shows measures of the ledger and on paper."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.freezes.operations.claims import draft_release_of_claim
from zhixing.freezes.operations.drafting import DRAFTERS, NothingToDo
from zhixing.freezes.pages.renewals import picked, shared
from zhixing.freezes.queries.claims import measures_of_claim


@login_required
@require_GET
def of_claim(request: HouseRequest, claim_id: UUID) -> HttpResponse:
    """Measures that the claim may mean, with the button that drafts their release once it is agreed."""
    found = measures_of_claim(claim_id, today=clock.today())
    if found is None:
        raise Http404(t("没有这项申诉。", "There is no such claim."))
    may = found.is_agreed and request.actor.has(found.court_id, *DRAFTERS)
    return render(request, "freezes/claim_measures.html", {**shared(), "found": found, "may_draft": may})


@login_required
@require_POST
def release(request: HouseRequest, claim_id: UUID) -> HttpResponse:
    """Draft the release of what was picked."""
    try:
        made = draft_release_of_claim(
            claim_id=claim_id, measure_ids=picked(request), now=clock.now(), actor=request.actor
        )
    except NothingToDo as refused:
        messages.error(request, str(refused))
        return redirect(f"/inquiries/claims/{claim_id}/")
    messages.success(
        request, t("已拟定解除，待另一人批准。", "Release drafted, for another person to approve.")
    )
    return redirect("act-batch", made.batch_id)
