"""A proof of continuity, issued from the page of a measure."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from zhixing.documents.operations import issue_continuity_proof
from zhixing.documents.rules.faults import DocumentRefused
from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.freezes import operations, queries
from zhixing.freezes.queries import MeasureNotFound, NothingToProve


@login_required
@require_POST
def prove(request: HouseRequest, measure_id: UUID) -> HttpResponse:
    """Issue the proof and open it."""
    try:
        chain = queries.chain_of(measure_id, today=clock.today())
        request.actor.require(chain.court_id, *operations.OFFICE_ROLES)
        issued = issue_continuity_proof(
            case_id=chain.case_id, facts=chain.facts, now=clock.now(), actor=request.actor
        )
    except MeasureNotFound as missing:
        raise Http404(str(missing)) from None
    except (NothingToProve, DocumentRefused) as refused:
        messages.error(request, str(refused))
        return redirect("measure", measure_id)
    return redirect("document", issued.pk)
