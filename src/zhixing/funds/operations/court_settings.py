"""A court's own settings of its money: tightening counts at once, loosening needs a second person."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.funds.models import FundsPolicy, PolicyChange
from zhixing.funds.operations.actors import key_of
from zhixing.funds.rules.court_settings import SETTINGS, SettingRefused

SETTERS = (Role.BUREAU_CHIEF, Role.VICE_PRESIDENT)


def change_settings(
    *, court: Court, values: Mapping[str, int], reason: str, now: datetime, actor: Actor
) -> list[PolicyChange]:
    """Change settings of a court; the changes made or proposed. Unchanged values are left out.

    Raises SettingRefused outside the bounds, with another change of the setting open, or without a reason.
    """
    actor.require(court.pk, *SETTERS)
    if len(reason.strip()) < 4:
        raise SettingRefused("请写明调整理由。")
    with transaction.atomic():
        FundsPolicy.objects.get_or_create(court=court)
        policy = FundsPolicy.objects.select_for_update().get(court=court)
        made = []
        for name, new in values.items():
            setting, old = SETTINGS[name], getattr(policy, name)
            if new == old:
                continue
            setting.check(new)
            if PolicyChange.objects.filter(court=court, setting=name, state="proposed").exists():
                raise SettingRefused(f"{setting.words}已有一项调整待他人确认。")
            loosens = setting.loosens(old, new)
            change = PolicyChange(
                court=court, setting=name, old=old, new=new, loosens=loosens, reason=reason.strip()[:300],
                state="proposed" if loosens else "effective", proposed_at=now, proposed_by=key_of(actor),
                proposed_by_name=actor.name[:60],
            )  # fmt: skip
            change.save(force_insert=True)
            if not loosens:
                setattr(policy, name, new)
            made.append(change)
            _record(change, "setting.proposed" if loosens else "setting.changed", now, actor)
        policy.save()
        return made


def decide_setting(*, change_id: UUID, accept: bool, now: datetime, actor: Actor) -> None:
    """Accept or refuse a loosening as the second person. Raises SettingRefused, NotAllowed."""
    with transaction.atomic():
        change = PolicyChange.objects.select_for_update(of=("self",)).get(pk=change_id)
        actor.require(change.court_id, *SETTERS)
        if change.state != "proposed":
            raise SettingRefused("该项调整已经办结，请刷新。")
        if accept and (actor.user_id is None or key_of(actor) == change.proposed_by):
            raise NotAllowed("放宽的调整须由提出人以外的人员确认。")
        change.state, change.decided_at = "effective" if accept else "refused", now
        change.decided_by, change.decided_by_name = key_of(actor), actor.name[:60]
        change.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name"])
        if accept:
            FundsPolicy.objects.filter(court_id=change.court_id).update(**{change.setting: change.new})
        _record(change, "setting.changed" if accept else "setting.refused", now, actor)


def _record(change: PolicyChange, kind: str, now: datetime, actor: Actor) -> None:
    record(
        court_id=change.court_id, subject=f"court:{change.court_id}", kind=kind, at=now, actor=actor,
        body={"setting": change.setting, "old": change.old, "new": change.new, "reason": change.reason[:200]},
    )  # fmt: skip
