"""Triggers, tasks and acts: what called a procedure in a case, what it proposes, and what became of it.

A trigger exists once for a procedure, its reference and a case; so does the task it becomes. An act exists once by its key
as long as it binds: whatever finds the same work again, late or in parallel, finds the row.
"""

from typing import ClassVar

from django.db import models

from zhixing.cases.models import Case
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.keys import uuid7
from zhixing.robot.rules.states import NOT_BINDING, ActState, Approver, TaskState, TriggerState, Verdict


class Trigger(models.Model):
    """Something called a procedure in a case. While its conditions do not hold it is looked at again, until `until`.

    `why` is what was found at the last look: each condition with its answer and source. `facts_seen` counts the facts of the
    case by then: facts are never taken away, so a larger count says that something happened, however late it was committed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="robot_triggers", db_index=False)
    procedure = models.CharField(max_length=60)
    ref = models.CharField(max_length=120)
    words = models.CharField(max_length=200)
    on = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=10, default=TriggerState.WAITING.value)
    why = models.JSONField(default=list)
    found_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    look_at = models.DateTimeField(null=True)
    facts_seen = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["court", "procedure", "ref", "case"], name="trigger_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in TriggerState]), name="trigger_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", look_at__isnull=False)
                | (models.Q(look_at=None) & ~models.Q(state="waiting")),
                name="trigger_waits_for_a_look",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["court", "look_at", "id"], condition=models.Q(state="waiting"), name="trigger_to_look_at"
            ),
            models.Index(fields=["case", "-found_at"], name="trigger_of_case"),
        ]  # fmt: skip


class Approval(models.Model):
    """One press of the button: how many tasks and acts a person approved together. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()
    tasks = models.IntegerField()
    acts = models.IntegerField()
    unticked = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["court", "-at"], name="approval_latest")]


class Task(models.Model):
    """What a procedure proposes in a case: acts to approve together. `why` says each condition with its words and source.

    `version_sha256` is the text of the procedure it was made by. A red one cannot be approved in bulk.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="robot_tasks", db_index=False)
    officer = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, db_index=False, related_name="+")
    procedure = models.CharField(max_length=60)
    procedure_name = models.CharField(max_length=80)
    version_sha256 = models.CharField(max_length=64)
    trigger = models.ForeignKey(Trigger, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    trigger_ref = models.CharField(max_length=120)
    trigger_words = models.CharField(max_length=200)
    why = models.JSONField(default=list)
    approver = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=TaskState.PROPOSED.value)
    is_red = models.BooleanField(default=False)
    acts_count = models.IntegerField()
    due_on = models.DateField(null=True)
    prepared_at = models.DateTimeField()
    approval = models.ForeignKey(
        Approval, null=True, on_delete=models.PROTECT, related_name="approved_tasks", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    decided_by_name = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["court", "procedure", "trigger_ref", "case"],
                condition=~models.Q(state=TaskState.OUTDATED.value),
                name="robot_task_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in TaskState]), name="robot_task_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(approver__in=[one.value for one in Approver]), name="robot_task_approver_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="robot_task_refused_why"
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["court", "state", "-is_red", "prepared_at", "id"], name="robot_task_list"),
            models.Index(
                fields=["officer", "-is_red", "prepared_at", "id"],
                condition=models.Q(state="proposed"),
                name="robot_task_of_officer",
            ),
            models.Index(fields=["case", "-prepared_at"], name="robot_task_of_case"),
            models.Index(fields=["court", "procedure"], condition=models.Q(state="proposed"), name="robot_task_open"),
            models.Index(fields=["id"], condition=models.Q(state="approved"), name="robot_task_to_do"),
            models.Index(fields=["approval"], condition=models.Q(approval__isnull=False), name="robot_task_approved"),
        ]  # fmt: skip


class Act(models.Model):
    """One act of a task: what it is, the difference it makes, what two sources say of it, and how it ended.

    `started_at` is when carrying it out last began: the limits count by it. `ref` names what came of it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="acts")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="robot_acts", db_index=False)
    procedure = models.CharField(max_length=60)
    place = models.IntegerField()
    action = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    checks = models.JSONField(default=list)
    units = models.JSONField(default=list)
    due_on = models.DateField(null=True)
    is_red = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default=ActState.PLANNED.value)
    unticked_by_name = models.CharField(max_length=60, blank=True)
    unticked_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    ref = models.CharField(max_length=200, blank=True)
    words = models.CharField(max_length=400, blank=True)
    reversed_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    reversed_by_name = models.CharField(max_length=60, blank=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "place"], name="robot_act_place_once"),
            models.UniqueConstraint(
                fields=["court", "key"],
                condition=~models.Q(state__in=[one.value for one in NOT_BINDING]),
                name="robot_act_once",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[one.value for one in ActState]), name="robot_act_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="reversed")
                | (models.Q(reversed_at__isnull=False) & ~models.Q(reversed_because="")),
                name="robot_act_reversed_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["court", "id"], condition=models.Q(state="approved"), name="robot_act_to_do"),
            models.Index(fields=["court", "id"], condition=models.Q(state="waiting"), name="robot_act_waiting"),
            models.Index(
                fields=["court", "started_at"], condition=models.Q(started_at__isnull=False), name="robot_act_pace"
            ),
            models.Index(
                fields=["court", "-done_at"], condition=models.Q(done_at__isnull=False), name="robot_act_done"
            ),
            models.Index(
                fields=["task"], condition=models.Q(state="planned", ready_at=None), name="robot_act_to_warm"
            ),
        ]  # fmt: skip


class RedAnswer(models.Model):
    """What a person decided about a field whose sources differ: which value holds, and why. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    act = models.ForeignKey(Act, on_delete=models.PROTECT, related_name="red_answers")
    field = models.CharField(max_length=80)
    decision = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, on_delete=models.PROTECT, db_index=False, related_name="+")
    by_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["act", "field"], name="red_answered_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="red_answer_has_reason"),
        ]


class Sample(models.Model):
    """An act drawn by lot for a person to look at afterwards: from these the published error rate is made."""

    act = models.OneToOneField(Act, primary_key=True, on_delete=models.PROTECT, related_name="sample")
    court = models.ForeignKey(Court, on_delete=models.PROTECT, db_index=False)
    procedure = models.CharField(max_length=60)
    action = models.CharField(max_length=40)
    done_at = models.DateTimeField()
    drawn_at = models.DateTimeField()
    approved_by_id_copy = models.IntegerField(null=True)
    reviewer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, db_index=False, related_name="+")
    reviewer_name = models.CharField(max_length=60, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=10, blank=True)
    what = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(verdict="", reviewer=None, reviewed_at=None)
                | models.Q(
                    verdict__in=[one.value for one in Verdict], reviewer__isnull=False, reviewed_at__isnull=False
                ),
                name="sample_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(verdict="wrong") | ~models.Q(what=""), name="sample_wrong_says_what"
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by_id_copy=None)
                | models.Q(reviewer=None)
                | ~models.Q(reviewer=models.F("approved_by_id_copy")),
                name="sample_by_another",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["court", "drawn_at"], condition=models.Q(verdict=""), name="sample_waiting"),
            models.Index(fields=["court", "-reviewed_at"], name="sample_latest"),
        ]
