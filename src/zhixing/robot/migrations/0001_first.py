import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_first"),
        ("identity", "0001_first"),
        ("identity", "__first__"),
        ("inquiries", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("tasks", models.IntegerField()),
                ("acts", models.IntegerField()),
                ("unticked", models.IntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "-at"], name="approval_latest")],
            },
        ),
        migrations.CreateModel(
            name="Trigger",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("procedure", models.CharField(max_length=60)),
                ("ref", models.CharField(max_length=120)),
                ("words", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("until", models.DateField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("why", models.JSONField(default=list)),
                ("found_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField(null=True)),
                ("look_at", models.DateTimeField(null=True)),
                ("facts_seen", models.IntegerField(db_default=0, default=0)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="robot_triggers",
                        to="cases.case",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["court", "look_at", "id"],
                        name="trigger_to_look_at",
                    ),
                    models.Index(fields=["case", "-found_at"], name="trigger_of_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("court", "procedure", "ref", "case"), name="trigger_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "taken", "passed"])),
                        name="trigger_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("look_at__isnull", False), ("state", "waiting")),
                            models.Q(("look_at", None), models.Q(("state", "waiting"), _negated=True)),
                            _connector="OR",
                        ),
                        name="trigger_waits_for_a_look",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("procedure", models.CharField(max_length=60)),
                ("procedure_name", models.CharField(max_length=80)),
                ("version_sha256", models.CharField(max_length=64)),
                ("trigger_ref", models.CharField(max_length=120)),
                ("trigger_words", models.CharField(max_length=200)),
                ("why", models.JSONField(default=list)),
                ("approver", models.CharField(max_length=10)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("is_red", models.BooleanField(default=False)),
                ("acts_count", models.IntegerField()),
                ("due_on", models.DateField(null=True)),
                ("prepared_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "approval",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approved_tasks",
                        to="robot.approval",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="robot_tasks",
                        to="cases.case",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "trigger",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="robot.trigger",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["court", "state", "-is_red", "prepared_at", "id"], name="robot_task_list"
                    ),
                    models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["officer", "-is_red", "prepared_at", "id"],
                        name="robot_task_of_officer",
                    ),
                    models.Index(fields=["case", "-prepared_at"], name="robot_task_of_case"),
                    models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["court", "procedure"],
                        name="robot_task_open",
                    ),
                    models.Index(
                        condition=models.Q(("state", "approved")), fields=["id"], name="robot_task_to_do"
                    ),
                    models.Index(
                        condition=models.Q(("approval__isnull", False)),
                        fields=["approval"],
                        name="robot_task_approved",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "outdated"), _negated=True),
                        fields=("court", "procedure", "trigger_ref", "case"),
                        name="robot_task_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                ["proposed", "approved", "done", "refused", "outdated", "failed", "reversed"],
                            )
                        ),
                        name="robot_task_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("approver__in", ["officer", "chief", "nobody"])),
                        name="robot_task_approver_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "refused"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="robot_task_refused_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("procedure", models.CharField(max_length=60)),
                ("place", models.IntegerField()),
                ("action", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=200)),
                ("title", models.CharField(max_length=200)),
                ("params", models.JSONField(default=dict)),
                ("lines", models.JSONField(default=list)),
                ("checks", models.JSONField(default=list)),
                ("units", models.JSONField(default=list)),
                ("due_on", models.DateField(null=True)),
                ("is_red", models.BooleanField(default=False)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("unticked_by_name", models.CharField(blank=True, max_length=60)),
                ("unticked_at", models.DateTimeField(null=True)),
                ("ready_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("ref", models.CharField(blank=True, max_length=200)),
                ("words", models.CharField(blank=True, max_length=400)),
                ("reversed_by_name", models.CharField(blank=True, max_length=60)),
                ("reversed_at", models.DateTimeField(null=True)),
                ("reversed_because", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="robot_acts",
                        to="cases.case",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "reversed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="robot.task"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "approved")),
                        fields=["court", "id"],
                        name="robot_act_to_do",
                    ),
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["court", "id"],
                        name="robot_act_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("started_at__isnull", False)),
                        fields=["court", "started_at"],
                        name="robot_act_pace",
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)),
                        fields=["court", "-done_at"],
                        name="robot_act_done",
                    ),
                    models.Index(
                        condition=models.Q(("ready_at", None), ("state", "planned")),
                        fields=["task"],
                        name="robot_act_to_warm",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "place"), name="robot_act_place_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["unticked", "refused", "outdated", "reversed"]), _negated=True
                        ),
                        fields=("court", "key"),
                        name="robot_act_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "planned",
                                    "approved",
                                    "waiting",
                                    "done",
                                    "failed",
                                    "unticked",
                                    "refused",
                                    "outdated",
                                    "reversed",
                                ],
                            )
                        ),
                        name="robot_act_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reversed"), _negated=True),
                            models.Q(
                                ("reversed_at__isnull", False),
                                models.Q(("reversed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="robot_act_reversed_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("number", models.IntegerField()),
                ("is_off", models.BooleanField(default=False)),
                ("text", models.TextField(blank=True)),
                ("sha256", models.CharField(max_length=64)),
                ("why", models.CharField(max_length=300)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("effective_on", models.DateField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "key", "number"), name="procedure_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("court", "key"),
                        name="procedure_proposed_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("state", "proposed")),
                            models.Q(("decided_at__isnull", False), ("state", "withdrawn")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("state", "approved"),
                            ),
                            _connector="OR",
                        ),
                        name="procedure_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="procedure_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_off", True), ("text", "")),
                            models.Q(("is_off", False), models.Q(("text", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="procedure_has_text",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RedAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("field", models.CharField(max_length=80)),
                ("decision", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=300)),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="red_answers",
                        to="robot.act",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("act", "field"), name="red_answered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="red_answer_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RobotPolicy",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="robot_policy",
                        serialize=False,
                        to="identity.court",
                    ),
                ),
                ("per_hour", models.IntegerField(default=5000)),
                ("at_once", models.IntegerField(default=10000)),
                ("unit_per_hour", models.IntegerField(default=2000)),
                ("units", models.JSONField(default=dict)),
                ("opens_at", models.TimeField(default=datetime.time(8, 0))),
                ("closes_at", models.TimeField(default=datetime.time(18, 0))),
                ("working_days_only", models.BooleanField(default=True)),
                ("samples_percent", models.IntegerField(default=5)),
                ("set_at", models.DateTimeField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("at_once__range", (1, 1000000)),
                            ("opens_at__lt", models.F("closes_at")),
                            ("per_hour__range", (0, 1000000)),
                            ("samples_percent__range", (1, 100)),
                            ("unit_per_hour__range", (0, 1000000)),
                        ),
                        name="robot_policy_bounds",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Stop",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("procedure", models.CharField(blank=True, max_length=60)),
                ("why", models.CharField(max_length=300)),
                ("stopped_by_name", models.CharField(max_length=60)),
                ("stopped_at", models.DateTimeField()),
                ("resumed_by_name", models.CharField(blank=True, max_length=60)),
                ("resumed_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "resumed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stopped_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inquiries.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resumed_at", None)),
                        fields=("court", "procedure", "unit"),
                        name="stopped_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="stop_has_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sample",
            fields=[
                (
                    "act",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sample",
                        serialize=False,
                        to="robot.act",
                    ),
                ),
                ("procedure", models.CharField(max_length=60)),
                ("action", models.CharField(max_length=40)),
                ("done_at", models.DateTimeField()),
                ("drawn_at", models.DateTimeField()),
                ("approved_by_id_copy", models.IntegerField(null=True)),
                ("reviewer_name", models.CharField(blank=True, max_length=60)),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("verdict", models.CharField(blank=True, max_length=10)),
                ("what", models.CharField(blank=True, max_length=60)),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("verdict", "")),
                        fields=["court", "drawn_at"],
                        name="sample_waiting",
                    ),
                    models.Index(fields=["court", "-reviewed_at"], name="sample_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewer", None), ("verdict", "")),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewer__isnull", False),
                                ("verdict__in", ["right", "wrong"]),
                            ),
                            _connector="OR",
                        ),
                        name="sample_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "wrong"), _negated=True),
                            models.Q(("what", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sample_wrong_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by_id_copy", None),
                            ("reviewer", None),
                            models.Q(("reviewer", models.F("approved_by_id_copy")), _negated=True),
                            _connector="OR",
                        ),
                        name="sample_by_another",
                    ),
                ],
            },
        ),
    ]
