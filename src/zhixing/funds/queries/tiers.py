"""Which of what waits for an approver is of a tier that somebody holds."""

from django.db.models import Q

from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.funds.rules.payments import may_approve
from zhixing.law.case_funds import Approver


def of_tier(actor: Actor) -> Q:
    """The rows with an `approver_role` that this person holds, or stands above, in the row's court."""
    reach = Q(pk__in=[])
    for tier in Approver:
        courts = actor.courts_as(*(Role(one.value) for one in may_approve(tier)))
        reach |= Q(approver_role=tier.value, court_id__in=courts)
    return reach
