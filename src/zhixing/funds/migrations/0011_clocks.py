import django.db.models.deletion
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_debtor_accounts"),
        ("funds", "0010_links"),
        ("identity", "0002_visibility"),
    ]

    operations = [
        migrations.AddField(
            model_name="receipt",
            name="debtor",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="receipts",
                to="cases.party",
            ),
        ),
        migrations.CreateModel(
            name="PayoutDeferral",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deferrals",
                        to="funds.receipt",
                    ),
                ),
                ("ground", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=300)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("approved_by", models.CharField(max_length=80, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("approved_as", models.CharField(blank=True, max_length=20)),
                ("refusal", models.CharField(blank=True, max_length=300)),
                ("cause_ended_on", models.DateField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "approved")),
                        fields=["court", "until", "id"],
                        name="deferral_running",
                    ),
                    models.Index(fields=["court", "state", "proposed_at", "id"], name="deferral_list"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="deferral_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_as", ""),
                                ("approved_by", None),
                                ("state__in", ["proposed", "refused"]),
                            ),
                            models.Q(
                                ("approved_as__in", ["bureau_chief", "vice_president"]),
                                ("approved_by__isnull", False),
                                ("decided_at__isnull", False),
                                ("state__in", ["approved", "ended"]),
                            ),
                            _connector="OR",
                        ),
                        name="deferral_has_an_approver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause_ended_on__isnull", False), ("state", "ended")),
                            models.Q(models.Q(("state", "ended"), _negated=True), ("cause_ended_on", None)),
                            _connector="OR",
                        ),
                        name="ended_deferral_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until__gte", models.F("since"))), name="deferral_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ground__in",
                                [
                                    "distribution",
                                    "frozen_elsewhere",
                                    "not_collected",
                                    "stayed",
                                    "other_good_reason",
                                ],
                            )
                        ),
                        name="deferral_on_five_grounds",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("receipt",),
                        name="deferral_proposed_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "approved")),
                        fields=("receipt",),
                        name="deferral_approved_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeferralStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "deferral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="funds.payoutdeferral",
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("by_name", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=400)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="TellingDue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tellings", to="cases.case"
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tellings",
                        to="cases.party",
                    ),
                ),
                ("fact", models.UUIDField()),
                ("what", models.CharField(max_length=10)),
                ("fen", models.BigIntegerField()),
                ("text_zh", models.CharField(max_length=400)),
                ("text_ko", models.CharField(max_length=400)),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="due", max_length=6)),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("made_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("told_by", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["court", "state", "due_on", "id"], name="telling_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("fact", "party"), name="told_of_a_fact_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", ""), ("state", "due"), ("told_at", None)),
                            models.Q(
                                ("state", "told"),
                                ("told_at__isnull", False),
                                models.Q(("channel", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="told_when_and_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicNotice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                ("month", models.DateField()),
                ("nth", models.IntegerField()),
                ("number", models.CharField(max_length=60)),
                ("issued_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("total_fen", models.BigIntegerField()),
                ("content", models.JSONField()),
                ("engine", models.CharField(max_length=80)),
                ("sha256", models.CharField(max_length=64)),
                ("pages", models.IntegerField()),
                ("file", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "month", "nth"), name="public_notice_once")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PublicNoticeEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="funds.publicnotice",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="public_notice",
                        to="funds.receipt",
                    ),
                ),
                ("place", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "place"), name="public_notice_place_once")
                ],
                "indexes": [],
            },
        ),
        *(
            Protect(f"funds_{table}")
            for table in ("payoutdeferral", "deferralstep", "tellingdue", "publicnotice", "publicnoticeentry")
        ),
        *(AppendOnly(f"funds_{table}") for table in ("deferralstep", "publicnotice", "publicnoticeentry")),
    ]
