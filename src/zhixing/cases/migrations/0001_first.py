import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_first"),
        ("identity", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("year", models.IntegerField()),
                ("type_code", models.CharField(max_length=6)),
                ("sequence", models.IntegerField()),
                ("filed_on", models.DateField()),
                ("officer_name", models.CharField(max_length=40)),
                ("cause", models.CharField(max_length=60)),
                ("sub_account", models.CharField(max_length=40)),
                ("status", models.CharField(default="open", max_length=10)),
                ("concluded_on", models.DateField(null=True)),
                ("closing_kind", models.CharField(blank=True, max_length=40)),
                ("note", models.TextField(blank=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["court", "status", "filed_on", "id"], name="case_list"),
                    models.Index(fields=["officer", "status", "filed_on", "id"], name="case_of_officer"),
                    models.Index(fields=["sequence"], name="case_by_sequence"),
                    models.Index(fields=["court", "concluded_on"], name="case_by_conclusion"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("court", "number"), name="case_number_once"),
                    models.UniqueConstraint(fields=("court", "sub_account"), name="sub_account_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closing_kind", ""), ("concluded_on", None), ("status", "open")),
                            models.Q(
                                ("concluded_on__isnull", False),
                                ("status", "concluded"),
                                models.Q(("closing_kind", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="concluded_has_day_and_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ending",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("ground", models.CharField(blank=True, max_length=24)),
                ("on", models.DateField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("decided_by_name", models.CharField(max_length=60)),
                ("approved_by_name", models.CharField(blank=True, max_length=60)),
                ("document_id", models.UUIDField(null=True)),
                ("document_number", models.CharField(blank=True, max_length=60)),
                ("record", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endings",
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
                "constraints": [models.UniqueConstraint(fields=("case", "place"), name="ending_place_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseClock",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("starts_on", models.DateField()),
                ("due_on", models.DateField()),
                ("is_provisional", models.BooleanField(default=False)),
                ("done_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_on", None)),
                        fields=["court", "due_on", "id"],
                        name="clock_running",
                    ),
                    models.Index(
                        condition=models.Q(("done_on", None)),
                        fields=["officer", "due_on", "id"],
                        name="clock_of_officer",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "kind"), name="clock_once")],
            },
        ),
        migrations.CreateModel(
            name="CourtAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("holder", models.CharField(max_length=80)),
                ("bank_name", models.CharField(blank=True, max_length=80)),
                ("number", models.CharField(blank=True, max_length=34)),
                (
                    "sub_account_scheme",
                    models.CharField(default="{court_digits}{year}{sequence:06d}", max_length=80),
                ),
                ("is_default", models.BooleanField(default=True)),
                (
                    "court",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="identity.court",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_default", True)),
                        fields=("court",),
                        name="one_default_account",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True),
                        fields=("court", "number"),
                        name="account_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "ending",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="reopening",
                        serialize=False,
                        to="cases.ending",
                    ),
                ),
                ("on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="IntakeFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.CharField(max_length=60)),
                ("accepted", models.IntegerField()),
                ("refused", models.JSONField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "-taken_at"], name="intake_latest")],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=10)),
                ("position", models.SmallIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=12)),
                ("id_kind", models.CharField(max_length=20)),
                ("id_sealed", models.BinaryField()),
                ("id_index", models.BinaryField(max_length=16)),
                ("id_masked", models.CharField(max_length=24)),
                ("phone_sealed", models.BinaryField(null=True)),
                ("phone_index", models.BinaryField(max_length=16, null=True)),
                ("phone_masked", models.CharField(blank=True, max_length=24)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("bank_name", models.CharField(blank=True, max_length=80)),
                ("account_sealed", models.BinaryField(null=True)),
                ("account_index", models.BinaryField(max_length=16, null=True)),
                ("account_masked", models.CharField(blank=True, max_length=40)),
                ("sub_account", models.CharField(blank=True, default="", max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parties", to="cases.case"
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
                        fields=["name_key"], name="party_by_name", opclasses=["varchar_pattern_ops"]
                    ),
                    models.Index(fields=["id_index"], name="party_by_id"),
                    models.Index(
                        condition=models.Q(("phone_index__isnull", False)),
                        fields=["phone_index"],
                        name="party_by_phone",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "role", "position"), name="party_place_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("sub_account", ""), _negated=True),
                        fields=("court", "sub_account"),
                        name="debtor_account_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DossierFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("about", models.CharField(max_length=24)),
                ("asset_id", models.UUIDField(null=True)),
                ("holds", models.BooleanField(default=True)),
                ("on", models.DateField()),
                ("words", models.CharField(max_length=500)),
                ("document_id", models.UUIDField(null=True)),
                ("document_number", models.CharField(blank=True, max_length=60)),
                ("by_name", models.CharField(max_length=60)),
                ("by_user_id", models.IntegerField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "answers",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.dossierfinding",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "at", "id"], name="finding_of_case")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "about__in",
                                [
                                    "report_verified",
                                    "report_breached",
                                    "breach_punished",
                                    "lead_given",
                                    "lead_checked",
                                    "local_search",
                                    "other_assets",
                                    "books_hidden",
                                    "searched",
                                    "audit_requested",
                                    "audit_answered",
                                    "field_record",
                                    "asset_disposed",
                                    "asset_undisposable",
                                    "qualifies_for_list",
                                    "debtor_missing",
                                    "debtor_searched_for",
                                    "debtor_deceased",
                                    "debtor_minor",
                                    "obstruction",
                                    "obstruction_punished",
                                    "crime_suspected",
                                    "prosecution_started",
                                    "conduct_only",
                                    "interview",
                                    "interview_exempt",
                                    "creditor_signed",
                                    "panel_reviewed",
                                    "president_approved",
                                ],
                            )
                        ),
                        name="finding_about_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("fen", models.BigIntegerField()),
                ("source", models.CharField(max_length=80, unique=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recoveries",
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
                "indexes": [models.Index(fields=["court", "on"], name="recovery_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fen", 0), _negated=True), name="recovery_not_zero"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Relative",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("person_index", models.BinaryField(max_length=16)),
                ("relation", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=200)),
                ("name_key", models.CharField(max_length=200)),
                ("id_index", models.BinaryField(max_length=16)),
                ("id_masked", models.CharField(blank=True, max_length=24)),
                ("since", models.DateField(null=True)),
                ("has_ended", models.BooleanField(default=False)),
                ("ended_on", models.DateField(null=True)),
                ("source", models.CharField(max_length=200)),
                ("noted_at", models.DateTimeField()),
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
                        condition=models.Q(("has_ended", False)), fields=["name_key"], name="relative_by_name"
                    ),
                    models.Index(fields=["court", "-id"], name="relative_latest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("court", "person_index", "relation", "id_index", "name_key"),
                        name="relative_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("persons", models.JSONField(default=list)),
                ("grounds", models.JSONField(default=list)),
                ("reason", models.CharField(max_length=300)),
                ("decided_on", models.DateField()),
                ("decided_by_name", models.CharField(max_length=60)),
                ("document_id", models.UUIDField(null=True)),
                ("document_number", models.CharField(blank=True, max_length=60)),
                ("ends_on", models.DateField(null=True)),
                ("published_on", models.DateField(null=True)),
                ("lift_cause", models.CharField(blank=True, max_length=24)),
                ("lift_since", models.DateField(null=True)),
                ("lift_due_on", models.DateField(null=True)),
                ("lifted_on", models.DateField(null=True)),
                ("lift_document_id", models.UUIDField(null=True)),
                ("lift_document_number", models.CharField(blank=True, max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
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
                        related_name="restrictions",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "kind"], name="restriction_of_case"),
                    models.Index(
                        condition=models.Q(("lift_due_on__isnull", False), ("lifted_on", None)),
                        fields=["court", "lift_due_on", "id"],
                        name="restriction_to_lift",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("ends_on__isnull", False), ("lift_cause", ""), ("lifted_on", None)
                        ),
                        fields=["ends_on", "id"],
                        name="restriction_term",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_on", None)),
                        fields=("party", "kind"),
                        name="restriction_stands_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["consumption", "defaulter", "exit"])),
                        name="restriction_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lift_cause", ""),
                                ("lift_due_on", None),
                                ("lift_since", None),
                                ("lifted_on", None),
                            ),
                            models.Q(
                                (
                                    "lift_cause__in",
                                    [
                                        "performed",
                                        "settlement_performed",
                                        "creditor_asked",
                                        "security",
                                        "two_empty_queries",
                                        "stayed",
                                        "not_enforced",
                                        "terminated",
                                        "term_ended",
                                        "early_decision",
                                        "wrong_entry",
                                        "wrong_details",
                                    ],
                                ),
                                ("lift_since__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="restriction_lift_has_cause",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RestrictionEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=16)),
                ("on", models.DateField()),
                ("at", models.DateTimeField()),
                ("actor_name", models.CharField(max_length=60)),
                ("cause", models.CharField(blank=True, max_length=24)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("due_on", models.DateField(null=True)),
                ("document_number", models.CharField(blank=True, max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "restriction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="cases.restriction",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("interest_stops", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspensions",
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
        ),
        migrations.CreateModel(
            name="Resumption",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="resumption",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("ground", models.CharField(max_length=24)),
                ("reason", models.CharField(max_length=300)),
                ("on", models.DateField()),
                ("by_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "resumes",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resumed_by",
                        to="cases.case",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Title",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="title",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("number", models.CharField(max_length=80)),
                ("effective_on", models.DateField()),
                ("performance_ends_on", models.DateField(null=True)),
                ("principal_fen", models.BigIntegerField()),
                ("litigation_costs_fen", models.BigIntegerField(default=0)),
                ("interest_from", models.DateField(null=True)),
                ("rate_text", models.CharField(blank=True, max_length=120)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["principal_fen"], name="title_by_principal")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("principal_fen__gt", 0)), name="principal_is_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("litigation_costs_fen__gte", 0)), name="costs_not_negative"
                    ),
                ],
            },
        ),
    ]
