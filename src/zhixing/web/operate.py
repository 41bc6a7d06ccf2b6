"""The operator page: is everything alive, what did no retry mend, and what to do about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from zhixing.documents.queries.seals import held_seals, seals_kept_by
from zhixing.foundation import clock
from zhixing.foundation.evidence import operations as evidence
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Role
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.foundation.sweeps import failures
from zhixing.foundation.sweeps.models import Failure
from zhixing.foundation.sweeps.queries import count_dead_letters, dead_letters, states
from zhixing.web import health

LETTERS_SHOWN = 50


def _court_of(actor: Actor, *roles: Role) -> int:
    """The court in which the person holds one of the roles. Raises NotAllowed."""
    held = [court for court in sorted(actor.roles) if actor.has(court, *roles)]
    if not held:
        raise NotAllowed(t("运维页面由系统管理员查看和处理，审计员可以查看。",
                           "The operator page is for the administrator; the auditor may read it."))  # fmt: skip
    return held[0]


@login_required
def page(request: HouseRequest) -> HttpResponse:
    """Health, sweeps, dead letters, connectors, versions."""
    _court_of(request.actor, Role.IT, Role.AUDITOR)
    real_now = clock.real_now()
    context = {
        "signs": health.signs(health.vitals(), real_now=real_now, now=clock.now()),
        "sweeps": states(now=real_now),
        "letters": dead_letters(limit=LETTERS_SHOWN),
        "letter_count": count_dead_letters(),
        "connectors": health.connector_checks(),
        "seals": held_seals(now=real_now),
        "seals_by": seals_kept_by(),
        "versions": health.versions(),
        "may_act": any(request.actor.has(court, Role.IT) for court in request.actor.roles),
    }
    return render(request, "operate.html", context)


@require_POST
@login_required
def decide_letter(request: HouseRequest, failure_id: int) -> HttpResponse:
    """Try a dead letter again, or close it with a reason; either is a fact."""
    court = _court_of(request.actor, Role.IT)
    letter = Failure.objects.filter(pk=failure_id, resolved_at=None).first()
    reason = request.POST.get("reason", "").strip()[:200]
    close = request.POST.get("act") == "resolve"
    if letter is None:
        messages.warning(request, t("这一项已有人处理。", "Somebody has dealt with this already."))
    elif close and not reason:
        messages.error(request, t("请写明为什么不再处理。", "Say why it is closed."))
    else:
        now = clock.now()
        if close:
            failures.settle(sweep=letter.sweep, subjects=[letter.subject], now=now, actor=request.actor)
        else:
            failures.try_again(failure_id=failure_id, now=now)
        evidence.record(
            court_id=court,
            subject=letter.subject,
            kind="failure.closed" if close else "failure.retried",
            at=now,
            actor=request.actor,
            body={"sweep": letter.sweep, "reason": reason},
        )
        done = t("已关闭，理由已记入证据链。", "Closed; the reason is recorded.")
        again = t("已放回，下次巡检时重试。", "Put back; the next sweep tries again.")
        messages.success(request, done if close else again)
    return redirect("operate")
