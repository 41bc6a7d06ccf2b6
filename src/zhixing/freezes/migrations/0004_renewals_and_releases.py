import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_relatives"),
        ("freezes", "0003_receipts_and_waiting"),
        ("identity", "0002_visibility"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RenewalPolicy",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="renewal_policy",
                        serialize=False,
                        to="identity.court",
                    ),
                ),
                ("needs_second_person", models.BooleanField(default=True)),
                ("alone_up_to_fen", models.BigIntegerField(default=0)),
                ("set_at", models.DateTimeField()),
                ("set_by_name", models.CharField(max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="ActBatch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("ground", models.CharField(max_length=12)),
                ("origin", models.CharField(max_length=80)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("state", models.CharField(default="drafted", max_length=10)),
                ("due_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="act_batches",
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
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ApplicantReminder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("expires_on", models.DateField()),
                ("step", models.SmallIntegerField()),
                ("measures", models.IntegerField()),
                ("ask_by", models.DateField(null=True)),
                ("text_zh", models.CharField(max_length=400)),
                ("text_ko", models.CharField(max_length=400)),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="due", max_length=6)),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("told_by", models.CharField(blank=True, max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewal_reminders",
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
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewal_reminders",
                        to="cases.party",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MeasureAct",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=120)),
                ("state", models.CharField(max_length=10)),
                ("why", models.CharField(blank=True, max_length=400)),
                ("previous_end", models.DateField(null=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ruling_id", models.UUIDField(null=True)),
                ("ruling_number", models.CharField(blank=True, max_length=80)),
                ("notice_id", models.UUIDField(null=True)),
                ("notice_number", models.CharField(blank=True, max_length=80)),
                ("order_number", models.CharField(blank=True, max_length=80)),
                ("sent_at", models.DateTimeField(null=True)),
                ("deliver_by", models.DateField(null=True)),
                ("delivered_on", models.DateField(null=True)),
                ("delivered_by", models.CharField(blank=True, max_length=60)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="freezes.actbatch",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measure_acts",
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
                    "measure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="freezes.measure",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Scan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("what", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=60)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("kept_at", models.DateTimeField()),
                ("kept_by_name", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="freezes.measure",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=100)),
                ("noted_at", models.DateTimeField()),
                ("noted_by_name", models.CharField(max_length=60)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputising",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cancelled_at", None)),
                        fields=["court", "ends_on"],
                        name="absence_running",
                    ),
                    models.Index(
                        condition=models.Q(("cancelled_at", None)),
                        fields=["deputy", "ends_on"],
                        name="absence_of_deputy",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="absence_ends_after"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy", None),
                            models.Q(("deputy", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="absence_deputy_is_another",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="actbatch",
            index=models.Index(fields=["court", "kind", "state", "-made_at"], name="act_batch_list"),
        ),
        migrations.AddIndex(
            model_name="actbatch",
            index=models.Index(
                condition=models.Q(("state", "approved")),
                fields=["state", "id"],
                name="act_batch_to_carry_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="actbatch",
            constraint=models.UniqueConstraint(fields=("court", "origin"), name="act_batch_once"),
        ),
        migrations.AddConstraint(
            model_name="actbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "drafted")),
                    models.Q(models.Q(("state", "drafted"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="act_batch_decided",
            ),
        ),
        migrations.AddIndex(
            model_name="applicantreminder",
            index=models.Index(fields=["court", "state", "due_on", "id"], name="applicant_reminder_list"),
        ),
        migrations.AddConstraint(
            model_name="applicantreminder",
            constraint=models.UniqueConstraint(
                fields=("case", "party", "expires_on", "step"), name="applicant_reminded_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="applicantreminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", ""), ("state", "due"), ("told_at", None)),
                    models.Q(
                        ("state", "told"),
                        ("told_at__isnull", False),
                        models.Q(("channel", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="applicant_told_when_and_how",
            ),
        ),
        migrations.AddIndex(
            model_name="measureact",
            index=models.Index(fields=["measure", "kind", "id"], name="act_of_measure"),
        ),
        migrations.AddIndex(
            model_name="measureact",
            index=models.Index(fields=["batch", "state", "case"], name="act_of_batch"),
        ),
        migrations.AddIndex(
            model_name="measureact",
            index=models.Index(fields=["case", "kind"], name="act_of_case"),
        ),
        migrations.AddIndex(
            model_name="measureact",
            index=models.Index(
                condition=models.Q(("state", "by_hand")),
                fields=["court", "deliver_by", "id"],
                name="act_to_deliver",
            ),
        ),
        migrations.AddIndex(
            model_name="measureact",
            index=models.Index(
                condition=models.Q(("order_number", ""), _negated=True),
                fields=["order_number"],
                name="act_by_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="measureact",
            constraint=models.UniqueConstraint(fields=("batch", "measure"), name="act_of_batch_once"),
        ),
        migrations.AddConstraint(
            model_name="measureact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["drafted", "approved", "sent", "by_hand", "delivered"])),
                fields=("measure", "kind"),
                name="act_open_once",
            ),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(fields=["measure", "kept_at"], name="scan_of_measure"),
        ),
        Protect("freezes_renewalpolicy"),
        Protect("freezes_actbatch"),
        Protect("freezes_measureact"),
        Protect("freezes_applicantreminder"),
        Protect("freezes_absence"),
        Protect("freezes_scan"),
        AppendOnly("freezes_scan"),
    ]
