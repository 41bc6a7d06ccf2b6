import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_first"),
        ("documents", "0001_first"),
        ("identity", "0001_first"),
        ("identity", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Preset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("court", "name"), name="preset_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Inquiry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("trigger", models.CharField(max_length=16)),
                ("purpose", models.CharField(max_length=200)),
                ("authority", models.CharField(max_length=200)),
                ("asker_name", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("cases", models.IntegerField()),
                ("debtors", models.IntegerField()),
                ("units", models.IntegerField()),
                ("requests_made", models.IntegerField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "asker",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
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
                    "preset",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        to="inquiries.preset",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["court", "-asked_at"], name="inquiry_latest"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["court", "id"], name="inquiry_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("trigger__in", ["hand", "filing", "clue", "before_closing", "half_yearly"])
                        ),
                        name="trigger_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "open")),
                            models.Q(("ended_at__isnull", False), ("state__in", ["done", "cancelled"])),
                            _connector="OR",
                        ),
                        name="inquiry_state_fits",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("code", models.CharField(max_length=60)),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=30)),
                ("connector", models.CharField(max_length=20)),
                ("address", models.CharField(blank=True, max_length=300)),
                ("areas", models.JSONField(default=list)),
                ("agreement", models.CharField(max_length=200)),
                ("agreement_sha256", models.CharField(blank=True, max_length=64)),
                ("contact_name", models.CharField(blank=True, max_length=40)),
                ("contact_phone", models.CharField(blank=True, max_length=40)),
                ("office_hours", models.JSONField(default=dict)),
                ("answer_hours", models.IntegerField(default=24)),
                ("dead_after_days", models.IntegerField(default=7)),
                ("at_once", models.IntegerField(default=8)),
                ("state", models.CharField(default="active", max_length=10)),
                ("paused_because", models.CharField(blank=True, max_length=200)),
                ("registered_at", models.DateTimeField()),
                ("trouble_count", models.IntegerField(default=0)),
                ("trouble_until", models.DateTimeField(null=True)),
                ("trouble_words", models.CharField(blank=True, max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "code"), name="unit_code_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["active", "paused"])), name="unit_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answer_hours__range", (1, 2400)),
                            ("at_once__range", (1, 256)),
                            ("dead_after_days__range", (1, 100)),
                        ),
                        name="unit_bounds",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=10)),
                ("number", models.CharField(max_length=140, unique=True)),
                ("subject_index", models.BinaryField(max_length=16)),
                ("items", models.JSONField(default=list)),
                ("state", models.CharField(default="waiting", max_length=14)),
                ("result", models.CharField(blank=True, max_length=10)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("dead_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.IntegerField(default=0)),
                ("failures", models.IntegerField(default=0)),
                ("first_sent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("silence_noted", models.BooleanField(default=False)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiry_requests",
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
                    "inquiry",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="inquiries.inquiry",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiry_requests",
                        to="cases.party",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="inquiries.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sent", "acknowledged", "unknown"])),
                        fields=["unit", "next_try_at", "id"],
                        name="request_to_send",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "sent", "acknowledged", "unknown"])),
                        fields=["court", "due_at"],
                        name="request_under_way",
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")),
                        fields=["court", "ended_at", "id"],
                        name="request_dead",
                    ),
                    models.Index(fields=["case", "-made_at"], name="request_of_case"),
                    models.Index(fields=["subject_index", "-made_at"], name="request_about_person"),
                    models.Index(fields=["unit", "-made_at"], name="request_of_unit"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "waiting",
                                    "sent",
                                    "acknowledged",
                                    "answered",
                                    "refused",
                                    "unknown",
                                    "dead",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("state__in", ["answered", "refused", "dead", "cancelled"]),
                            _connector="XOR",
                        ),
                        name="request_ends_with_its_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "query")),
                        fields=("inquiry", "case", "party", "unit"),
                        name="asked_once_an_inquiry",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("asks_status", models.BooleanField(default=False)),
                ("place", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tries",
                        to="inquiries.request",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("request", "place"), name="attempt_place_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Asset",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("person_index", models.BinaryField(max_length=16)),
                ("debtor_name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("identifier", models.CharField(max_length=200)),
                ("identifier_index", models.BinaryField(max_length=16)),
                ("named_as_sealed", models.BinaryField(null=True)),
                ("named_as", models.CharField(blank=True, max_length=160)),
                ("title", models.CharField(max_length=200)),
                ("ownership", models.CharField(max_length=10)),
                ("share", models.CharField(blank=True, max_length=60)),
                ("currency", models.CharField(default="CNY", max_length=3)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("available_fen", models.BigIntegerField(null=True)),
                ("controlled_fen", models.BigIntegerField(null=True)),
                ("status", models.CharField(blank=True, max_length=120)),
                ("location", models.CharField(blank=True, max_length=300)),
                ("use_ends_on", models.DateField(null=True)),
                ("protections", models.JSONField(default=list)),
                ("content", models.JSONField()),
                ("digest", models.BinaryField(max_length=16)),
                ("unit_code", models.CharField(max_length=60)),
                ("unit_name", models.CharField(max_length=100)),
                ("as_of", models.DateField()),
                ("first_seen_at", models.DateTimeField()),
                ("last_seen_at", models.DateTimeField()),
                ("gone_on", models.DateField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_index", "court", "kind", "identifier_index"), name="asset_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "deposit",
                                    "housing_fund",
                                    "real_estate",
                                    "forest_right",
                                    "land_contract",
                                    "vehicle",
                                    "equity",
                                    "security",
                                    "insurance",
                                    "subsidy",
                                    "internet_money",
                                    "other",
                                ),
                            )
                        ),
                        name="asset_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ownership__in", ["sole", "joint", "shares", "unknown"])),
                        name="asset_ownership_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ControlOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                ("asset_kind", models.CharField(max_length=20)),
                ("identifier_sealed", models.BinaryField()),
                ("identifier_index", models.BinaryField(max_length=16)),
                ("identifier_masked", models.CharField(max_length=200)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("original_number", models.CharField(blank=True, max_length=140)),
                ("original_case_number", models.CharField(blank=True, max_length=80)),
                ("purpose", models.CharField(max_length=300)),
                ("measure_id", models.UUIDField(null=True)),
                ("key", models.CharField(max_length=200)),
                ("ordered_by_name", models.CharField(max_length=60)),
                ("ordered_at", models.DateTimeField()),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="control_orders",
                        to="inquiries.asset",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="control_orders",
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
                    "notice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "ordered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="control_orders",
                        to="cases.party",
                    ),
                ),
                (
                    "ruling",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="control",
                        to="inquiries.request",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="control_orders",
                        to="inquiries.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "-ordered_at"], name="control_of_case"),
                    models.Index(fields=["identifier_index", "unit"], name="control_of_identifier"),
                    models.Index(
                        condition=models.Q(("asset__isnull", False)),
                        fields=["asset"],
                        name="control_of_asset",
                    ),
                    models.Index(
                        condition=models.Q(("measure_id__isnull", False)),
                        fields=["measure_id"],
                        name="control_of_measure",
                    ),
                    models.Index(
                        condition=models.Q(("original_number", ""), _negated=True),
                        fields=["original_number"],
                        name="control_follows",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("court", "key"), name="control_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "freeze",
                                    "renew",
                                    "wait",
                                    "release",
                                    "release_waiting",
                                    "deduct",
                                    "extract_income",
                                    "freeze_and_deduct",
                                ],
                            )
                        ),
                        name="control_action_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "asset_kind__in",
                                (
                                    "deposit",
                                    "housing_fund",
                                    "real_estate",
                                    "forest_right",
                                    "land_contract",
                                    "vehicle",
                                    "equity",
                                    "security",
                                    "insurance",
                                    "subsidy",
                                    "internet_money",
                                    "other",
                                ),
                            )
                        ),
                        name="control_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", None), ("amount_fen__gt", 0), _connector="OR"),
                        name="control_amount_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("starts_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="control_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttemptResult",
            fields=[
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="result",
                        serialize=False,
                        to="inquiries.attempt",
                    ),
                ),
                ("outcome", models.CharField(max_length=14)),
                ("words", models.CharField(blank=True, max_length=300)),
                ("took_ms", models.IntegerField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ControlDoubt",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="doubt",
                        serialize=False,
                        to="inquiries.controlorder",
                    ),
                ),
                ("since", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ControlReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.IntegerField(default=1)),
                ("result", models.CharField(max_length=20)),
                ("actual_fen", models.BigIntegerField(null=True)),
                ("available_fen", models.BigIntegerField(null=True)),
                ("excess_fen", models.BigIntegerField(null=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("words", models.CharField(blank=True, max_length=400)),
                ("place_in_waiting", models.IntegerField(null=True)),
                ("prior_measures", models.JSONField(default=list)),
                ("priority_rights", models.JSONField(default=list)),
                ("control_ref", models.CharField(blank=True, max_length=80)),
                ("transfer_reference", models.CharField(blank=True, max_length=80)),
                ("message_number", models.CharField(blank=True, max_length=140)),
                ("body_sha256", models.CharField(max_length=64)),
                ("said_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("watched_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="inquiries.controlorder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("watched_at", None)), fields=["id"], name="receipt_unwatched"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("order", "place"), name="receipt_place_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("message_number", ""), _negated=True),
                        fields=("order", "message_number"),
                        name="receipt_message_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["controlled", "partly", "not_controlled"])),
                        name="receipt_result_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "not_controlled"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="receipt_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Encumbrance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=240)),
                ("kind", models.CharField(max_length=10)),
                ("holder", models.CharField(blank=True, max_length=160)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("seen_on", models.DateField()),
                ("gone_on", models.DateField(null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="encumbrances",
                        to="inquiries.asset",
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
                    models.UniqueConstraint(fields=("asset", "key"), name="encumbrance_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["mortgage", "pledge", "other"])),
                        name="encumbrance_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Namesake",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("person_index", models.BinaryField(max_length=16)),
                ("holder_index", models.BinaryField(max_length=16)),
                ("unit_code", models.CharField(max_length=60)),
                ("unit_name", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("name_masked", models.CharField(max_length=200)),
                ("id_masked", models.CharField(blank=True, max_length=40)),
                ("ground", models.CharField(max_length=20)),
                ("why", models.CharField(max_length=200)),
                ("row_ref", models.CharField(max_length=60)),
                ("seen_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_index", "court", "unit_code", "kind", "holder_index"),
                        name="namesake_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InquiryPolicy",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="identity.court",
                    ),
                ),
                ("ask_on_filing", models.BooleanField(default=False)),
                ("half_yearly", models.BooleanField(default=True)),
                ("audits_a_month", models.IntegerField(default=10)),
                (
                    "preset",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, to="inquiries.preset"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("audits_a_month__range", (0, 1000))), name="audits_bounded"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PriorMeasure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("key", models.CharField(max_length=400)),
                ("authority", models.CharField(blank=True, max_length=120)),
                ("document", models.CharField(blank=True, max_length=160)),
                ("kind", models.CharField(max_length=40)),
                ("place", models.IntegerField(default=0)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("written", models.CharField(blank=True, max_length=400)),
                ("seen_on", models.DateField()),
                ("gone_on", models.DateField(null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prior_measures",
                        to="inquiries.asset",
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
                "constraints": [models.UniqueConstraint(fields=("asset", "key"), name="prior_measure_once")],
            },
        ),
        migrations.CreateModel(
            name="ReadReply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("person_index", models.BinaryField(max_length=16)),
                ("unit_code", models.CharField(max_length=60)),
                ("unit_name", models.CharField(max_length=100)),
                ("items", models.JSONField(default=list)),
                ("result", models.CharField(max_length=10)),
                ("as_of", models.DateField()),
                ("read_at", models.DateTimeField()),
                ("rows", models.IntegerField()),
                ("ours", models.IntegerField()),
                ("apart", models.IntegerField()),
                ("conflicts", models.IntegerField()),
                (
                    "case",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.case",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="identity.court",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.party",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="read_replies",
                        to="inquiries.request",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_index", "court", "unit_code", "digest"), name="reply_read_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["found", "none", "refused"])),
                        name="read_result_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IdentityConflict",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("person_index", models.BinaryField(max_length=16)),
                ("row_index", models.BinaryField(max_length=16)),
                ("unit_code", models.CharField(max_length=60)),
                ("unit_name", models.CharField(max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("holder_name", models.CharField(max_length=200)),
                ("id_masked", models.CharField(blank=True, max_length=40)),
                ("ground", models.CharField(max_length=20)),
                ("why", models.CharField(max_length=200)),
                ("row_ref", models.CharField(max_length=60)),
                ("row_sealed", models.BinaryField()),
                ("as_of", models.DateField()),
                ("found_at", models.DateTimeField()),
                ("state", models.CharField(default="open", max_length=10)),
                ("is_ours", models.BooleanField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="inquiries.asset",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_conflicts",
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
                    "party",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.party"
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="inquiries.readreply",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "proposed"])),
                        fields=["court", "found_at", "id"],
                        name="conflict_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_index", "court", "unit_code", "row_index"), name="conflict_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("asset", None),
                                ("decided_by", None),
                                ("is_ours", None),
                                ("proposed_by", None),
                                ("reason", ""),
                                ("state", "open"),
                            ),
                            models.Q(
                                ("asset", None),
                                ("decided_by", None),
                                ("is_ours__isnull", False),
                                ("proposed_by__isnull", False),
                                ("state", "proposed"),
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("is_ours", True),
                                ("proposed_by__isnull", False),
                                ("state", "ours"),
                            ),
                            models.Q(
                                ("asset", None),
                                ("decided_by__isnull", False),
                                ("is_ours", False),
                                ("proposed_by__isnull", False),
                                ("state", "apart"),
                            ),
                            _connector="OR",
                        ),
                        name="conflict_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="conflict_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="conflict_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssetChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("before", models.CharField(blank=True, max_length=300)),
                ("after", models.CharField(blank=True, max_length=300)),
                ("as_of", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="inquiries.asset",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="inquiries.readreply",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["asset", "-id"], name="change_of_asset")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "new",
                                    "gone",
                                    "back",
                                    "amount",
                                    "status",
                                    "prior_measure",
                                    "burden",
                                    "ownership",
                                ],
                            )
                        ),
                        name="asset_change_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeskLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by_name", models.CharField(max_length=60)),
                ("expires_at", models.DateTimeField()),
                ("wrong", models.IntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="desk_links",
                        to="inquiries.request",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None), ("used_at", None)),
                        fields=("request",),
                        name="desk_link_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditPick",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("month", models.DateField()),
                ("asker_id_copy", models.IntegerField(null=True)),
                ("drawn_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("in_order", models.BooleanField(null=True)),
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
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit",
                        to="inquiries.request",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "month", "id"], name="audit_of_month")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asker_id_copy", None),
                            ("reviewer", None),
                            models.Q(("reviewer", models.F("asker_id_copy")), _negated=True),
                            _connector="OR",
                        ),
                        name="audit_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("in_order", None), ("reviewed_at", None), ("reviewer", None)),
                            models.Q(
                                ("in_order__isnull", False),
                                ("reviewed_at__isnull", False),
                                ("reviewer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="audit_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("row_ref", models.CharField(max_length=60)),
                ("as_of", models.DateField()),
                ("seen_at", models.DateTimeField()),
                ("digest", models.BinaryField(max_length=16)),
                ("content", models.JSONField(null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sightings",
                        to="inquiries.asset",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="identity.court",
                    ),
                ),
                (
                    "reply",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="inquiries.readreply",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["asset", "-id"], name="sighting_of_asset")],
            },
        ),
        migrations.CreateModel(
            name="SpouseLead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("person_index", models.BinaryField(max_length=16)),
                ("spouse_index", models.BinaryField(max_length=16)),
                ("content_sealed", models.BinaryField()),
                ("unit_code", models.CharField(max_length=60)),
                ("unit_name", models.CharField(max_length=100)),
                ("as_of", models.DateField()),
                ("noted_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person_index", "court", "spouse_index"), name="spouse_lead_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpouseLook",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="inquiries.spouselead",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="spouse_look_has_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RawReply",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("in_reply_to", models.CharField(blank=True, max_length=140)),
                ("kind", models.CharField(max_length=20)),
                ("via", models.CharField(max_length=20)),
                ("kid", models.CharField(blank=True, max_length=100)),
                ("content_sealed", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("scan", models.CharField(blank=True, max_length=200)),
                ("refused_because", models.CharField(blank=True, max_length=300)),
                ("taken_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="inquiries.request",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="inquiries.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-taken_at"], name="reply_of_unit")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("refused_because", ""), models.Q(("kind", "control.receipt"), _negated=True)
                        ),
                        fields=("request", "kind"),
                        name="reply_counts_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("refused_because", ""), _negated=True),
                            ("request__isnull", False),
                            _connector="OR",
                        ),
                        name="reply_taken_has_request",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PresetUnit",
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
                    "preset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="inquiries.preset",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="inquiries.unit"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("preset", "unit"), name="preset_unit_once")],
            },
        ),
        migrations.CreateModel(
            name="KeyProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("public_key", models.CharField(max_length=400)),
                ("kid", models.CharField(max_length=100)),
                ("old_ends", models.DateTimeField()),
                ("proposed_by_id", models.IntegerField(null=True)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("proposed_at", models.DateTimeField()),
                ("decided_by_id", models.IntegerField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("accepted", models.BooleanField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="key_proposals",
                        to="inquiries.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)), fields=("unit",), name="key_proposal_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_at", None),
                            ("proposed_by_id", None),
                            ("decided_by_id", None),
                            models.Q(("decided_by_id", models.F("proposed_by_id")), _negated=True),
                            _connector="OR",
                        ),
                        name="key_agreed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("asset_kind", models.CharField(max_length=20)),
                ("action", models.CharField(max_length=20)),
                ("basis", models.CharField(max_length=200)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="inquiries.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "asset_kind", "action"), name="unit_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "action__in",
                                [
                                    "query",
                                    "freeze",
                                    "renew",
                                    "wait",
                                    "release",
                                    "release_waiting",
                                    "deduct",
                                    "extract_income",
                                    "freeze_and_deduct",
                                ],
                            )
                        ),
                        name="unit_item_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kid", models.CharField(max_length=100)),
                ("algorithm", models.CharField(max_length=10)),
                ("public_key", models.CharField(max_length=400)),
                ("valid_from", models.DateTimeField()),
                ("valid_to", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="keys", to="inquiries.unit"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "kid"), name="unit_key_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gt", models.F("valid_from")), _connector="OR"
                        ),
                        name="unit_key_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WrongPersonClaim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("claimant_name", models.CharField(max_length=120)),
                ("claimant_id_sealed", models.BinaryField()),
                ("claimant_id_index", models.BinaryField(max_length=16)),
                ("claimant_id_masked", models.CharField(max_length=40)),
                ("phone_sealed", models.BinaryField(null=True)),
                ("phone_masked", models.CharField(blank=True, max_length=24)),
                ("account_sealed", models.BinaryField()),
                ("account_masked", models.CharField(max_length=200)),
                ("unit_name", models.CharField(blank=True, max_length=100)),
                ("words", models.CharField(max_length=500)),
                ("evidence_file", models.CharField(max_length=200)),
                ("evidence_name", models.CharField(max_length=160)),
                ("evidence_sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("recorded_by_name", models.CharField(max_length=60)),
                ("state", models.CharField(default="open", max_length=10)),
                ("releases", models.BooleanField(null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("lateness_noted", models.BooleanField(default=False)),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
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
                        condition=models.Q(("state__in", ["open", "proposed", "releasing"])),
                        fields=["court", "due_at"],
                        name="claim_under_way",
                    ),
                    models.Index(fields=["court", "-received_at"], name="claim_latest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "due_at",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("received_at"), "+", models.Value(datetime.timedelta(days=1))
                                ),
                            )
                        ),
                        name="claim_has_its_hours",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_by", None),
                                ("proposed_by", None),
                                ("reason", ""),
                                ("releases", None),
                                ("state", "open"),
                            ),
                            models.Q(
                                ("decided_by", None),
                                ("proposed_by__isnull", False),
                                ("releases__isnull", False),
                                ("state", "proposed"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                ("decided_by__isnull", False),
                                ("releases", True),
                                ("state__in", ["releasing", "released"]),
                            ),
                            models.Q(
                                ("decided_by__isnull", False), ("releases", False), ("state", "refused")
                            ),
                            _connector="OR",
                        ),
                        name="claim_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="claim_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None), ("state__in", ["released", "refused"]), _connector="XOR"
                        ),
                        name="claim_ends_with_its_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimedOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("ground", models.CharField(max_length=10)),
                ("is_chosen", models.BooleanField(default=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="inquiries.controlorder",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="released_for",
                        to="inquiries.controlorder",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="inquiries.wrongpersonclaim",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("claim", "order"), name="claimed_order_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ground__in", ["account", "id_number"])),
                        name="claim_ground_known",
                    ),
                ],
            },
        ),
    ]
