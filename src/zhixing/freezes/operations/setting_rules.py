"""A court sets its rules of choosing: each change has its reason and stays in the evidence."""

from datetime import datetime

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.freezes.models import ChoosingPolicy
from zhixing.freezes.operations.proposing import reason_of
from zhixing.freezes.rules.court_rules import RULES, ChoosingRules, check, rules_with

SETTERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


def set_rule(
    *, court_id: int, name: str, value: int, reason: str, now: datetime, actor: Actor
) -> ChoosingRules:
    """Set one rule of a court. Money in fen. Raises RuleRefused outside its bounds, ProposalRefused without a reason."""
    actor.require(court_id, *SETTERS)
    check(name, value)
    ground = reason_of(reason, "请写明调整的理由或者依据的文件")
    with transaction.atomic():
        ChoosingPolicy.objects.get_or_create(court_id=court_id)
        policy = ChoosingPolicy.objects.select_for_update().get(pk=court_id)
        before = getattr(rules_with(policy.changed), name)
        policy.changed = {**policy.changed, name: value}
        if value == RULES[name].default:
            policy.changed.pop(name)
        policy.set_at, policy.set_by_name = now, actor.name[:60]
        policy.save()
        record(
            court_id=court_id, subject=f"court:{court_id}", kind="choosing.rule_set", at=now, actor=actor,
            body={"rule": name, "before": before, "after": value, "reason": ground},
        )  # fmt: skip
    return rules_with(policy.changed)
