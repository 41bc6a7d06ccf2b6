"""Drawing acts by lot and judging them: a person other than who approved looks at what was done."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from zhixing.foundation.evidence.operations import record
from zhixing.foundation.identity.actors import Actor, NotAllowed
from zhixing.robot.models import Act, Sample
from zhixing.robot.queries.samples import JUDGES
from zhixing.robot.rules.states import Verdict

LOOKED_BACK = timedelta(days=30)
"""Acts older than this are no longer drawn."""
WRONGS = {
    "name": ("姓名或名称错误", "a name"),
    "number": ("证件号、账号或文号错误", "a number"),
    "amount": ("金额错误", "an amount"),
    "date": ("日期或期限错误", "a date"),
    "recipient": ("对象错误", "sent to the wrong one"),
    "ground": ("依据或文种错误", "the ground or the kind of document"),
    "untimely": ("时机不当", "not the time for it"),
    "other": ("其他", "something else"),
}
"""What may have been wrong with an act."""
NOTE_MAX = 300


class JudgingRefused(ValueError):
    """The verdict cannot be taken as it was given."""


def draw_samples(*, now: datetime, limit: int, actor: Actor) -> int:
    """Draw acts that ended lately; how many were drawn. The court's share of all acts, by their random keys.

    The lot falls by a hash of the act's own key, so that a second run draws the same acts and no other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO robot_sample (act_id, court_id, procedure, action, done_at, drawn_at, approved_by_id_copy,
                                      reviewer_name, verdict, what, note)
            SELECT act.id, act.court_id, act.procedure, act.action, act.done_at, %(now)s, approval.by_id, '', '', '', ''
            FROM robot_act act JOIN robot_task task ON task.id = act.task_id
            LEFT JOIN robot_approval approval ON approval.id = task.approval_id
            LEFT JOIN robot_robotpolicy policy ON policy.court_id = act.court_id
            WHERE act.done_at >= %(since)s AND act.done_at <= %(now)s AND act.state IN ('done', 'waiting')
              AND ('x' || substr(md5('sample/' || act.id::text), 1, 7))::bit(28)::integer %% 100
                  < coalesce(policy.samples_percent, %(percent)s)
              AND NOT EXISTS (SELECT 1 FROM robot_sample sample WHERE sample.act_id = act.id)
            ORDER BY act.done_at, act.id LIMIT %(limit)s
            ON CONFLICT DO NOTHING
            """,
            {
                "now": now, "since": now - LOOKED_BACK, "limit": limit,
                "percent": 5,
            },
        )  # fmt: skip
        return int(cursor.rowcount)


def judge_sample(
    *, act_id: UUID, verdict: str, what: str, note: str, now: datetime, actor: Actor
) -> Sample:  # fmt: skip
    """Say whether a drawn act was right. Raises JudgingRefused; NotAllowed for who approved it, or has no such duty."""
    if verdict not in set(Verdict):
        raise JudgingRefused("请选择正确或者有误。")
    is_wrong = verdict == Verdict.WRONG.value
    if is_wrong and what not in WRONGS:
        raise JudgingRefused("有误的，请写明错在哪里。")
    with transaction.atomic():
        sample = Sample.objects.select_for_update(of=("self",)).filter(pk=act_id).first()
        if sample is None:
            raise JudgingRefused("没有抽到这一件。")
        actor.require(sample.court_id, *JUDGES)
        if actor.user_id is None or actor.user_id == sample.approved_by_id_copy:
            raise NotAllowed("抽查须由批准人以外的人办理。")
        if sample.verdict:
            raise JudgingRefused(f"这一件已由{sample.reviewer_name}核对。")
        sample.verdict, sample.note = verdict, note[:NOTE_MAX]
        sample.what = what if is_wrong else ""
        sample.reviewer_id, sample.reviewer_name, sample.reviewed_at = actor.user_id, actor.name, now
        sample.save()
        act = Act.objects.get(pk=act_id)
        record(
            court_id=sample.court_id, subject=f"case:{act.case_id}", kind="sample.judged", at=now, actor=actor,
            body={"act": str(act_id), "action": act.action, "verdict": verdict, "what": sample.what},
        )  # fmt: skip
    return sample
