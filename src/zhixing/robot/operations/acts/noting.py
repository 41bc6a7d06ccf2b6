"""A cause that ends an entry of the list is noted: from then on its deletion has a clock. The deletion itself is people's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from zhixing.cases.models import Restriction
from zhixing.cases.operations import note_lift_cause, take_back_lift_cause
from zhixing.cases.rules.restrictions import EndCause, RestrictionKind
from zhixing.foundation.clock import local_date
from zhixing.foundation.identity.actors import Actor
from zhixing.robot.actions import register
from zhixing.robot.models import Act
from zhixing.robot.operations.acts.parts import DONE, ActRefused, Family, NotReversible, Views
from zhixing.robot.operations.acts.standing import CASE_REFUSALS
from zhixing.robot.queries.sources import case_checks
from zhixing.robot.queries.views import views_of
from zhixing.robot.rules.listing import LISTED
from zhixing.robot.rules.params import one_of
from zhixing.robot.rules.plans import Line, Outcome, Planned

CAUSES = (EndCause.TWO_EMPTY_QUERIES.value,)
"""The causes the house knows by itself; the others follow from what happens to the case, or a person notes them."""


@dataclass(frozen=True, slots=True)
class NotingCause(Family):
    """Note what ends the entries without a term."""

    def plan(self, views: Views, params: Mapping[str, Any], *, on: date) -> dict[UUID, tuple[Planned, ...]]:
        """One act for each entry without a term for which nothing was noted; it occurred when the last unit answered."""
        cause = EndCause(params["cause"])
        found: dict[UUID, tuple[Planned, ...]] = {}
        for key, view in views.items():
            last = view.inquiries.last_answered_at
            names = {party.id: party.name for party in view.debtors}
            acts = [
                Planned(
                    self.key, key, f"{self.key}:{one.id}:{cause.value}",
                    f"记明删除事由（{names.get(one.party_id, '')}）"[:200],
                    (Line("失信名单", f"自 {one.since} 起", f"应当删除：{cause.label}"),), case_checks(view),
                    {"restriction": str(one.id), "cause": cause.value, "since": local_date(last).isoformat()},
                )
                for one in view.restrictions
                if last and (one.kind, one.lifted_on, one.until, one.cause) == (LISTED, None, None, "")
            ]  # fmt: skip
            if acts:
                found[key] = tuple(acts)
        return found

    def do(self, acts: Sequence[Act], *, now: datetime, actor: Actor) -> dict[UUID, Outcome]:
        """Each by the room of cases, which asks the law, with the rounds that were empty as they are counted now."""
        views = views_of([act.case_id for act in acts], local_date(now))
        done = {}
        for act in acts:
            view = views.get(act.case_id)
            if view is None:
                raise ActRefused("案件不存在，或者不在您可以查看的法院。")
            asked = note_lift_cause(
                restriction_id=UUID(act.params["restriction"]), cause=EndCause(act.params["cause"]),
                on=date.fromisoformat(act.params["since"]), now=now, actor=actor,
                empty_queries=view.inquiries.empty_rounds,
            )  # fmt: skip
            words = f"已记明删除事由，应于 {asked.due_on} 前删除{RestrictionKind.DEFAULTER.label}信息。"
            done[act.id] = Outcome(DONE, f"restriction:{act.params['restriction']}", words)
        return done

    def undo(self, act: Act, *, now: datetime, actor: Actor, reason: str) -> str:
        """The cause is taken back as long as nothing was deleted."""
        row = Restriction.objects.get(pk=UUID(act.params["restriction"]))
        if row.lifted_on is not None:
            raise NotReversible(f"该信息已于 {row.lifted_on} 删除。")
        take_back_lift_cause(restriction_id=row.pk, words=reason, now=now, actor=actor)
        return "删除事由已撤销，信息继续在册。"


register(
    NotingCause(
        "cases.note_lift_cause", "记明删除事由", "note why an entry goes", "撤销记明的事由", may_go_alone=True,
        wanted={"cause": one_of("事由", *CAUSES)}, refusals=CASE_REFUSALS,
    )
)  # fmt: skip
