import django.contrib.postgres.fields
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
            name="ChoosingPolicy",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="choosing_policy",
                        serialize=False,
                        to="identity.court",
                    ),
                ),
                ("changed", models.JSONField(default=dict)),
                ("seen_until", models.DateTimeField(null=True)),
                ("set_at", models.DateTimeField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=60)),
            ],
        ),
        migrations.CreateModel(
            name="NightlyCheck",
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
                ("on", models.DateField()),
                ("through", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
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
            options={
                "indexes": [
                    models.Index(fields=["court", "kind", "state", "-made_at"], name="act_batch_list"),
                    models.Index(
                        condition=models.Q(("state", "approved")),
                        fields=["state", "id"],
                        name="act_batch_to_carry_out",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("court", "origin"), name="act_batch_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "drafted")),
                            models.Q(
                                models.Q(("state", "drafted"), _negated=True), ("decided_at__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="act_batch_decided",
                    ),
                ],
            },
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
                ("document_id", models.UUIDField(null=True)),
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
            options={
                "indexes": [
                    models.Index(fields=["court", "state", "due_on", "id"], name="applicant_reminder_list")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "party", "expires_on", "step"), name="applicant_reminded_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", ""), ("state", "due"), ("told_at", None)),
                            models.Q(
                                ("channel", ""),
                                ("document_id__isnull", False),
                                ("state", "sent"),
                                ("told_at", None),
                            ),
                            models.Q(
                                ("state", "told"),
                                ("told_at__isnull", False),
                                models.Q(("channel", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="applicant_told_when_and_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AssetEstimate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("fen", models.BigIntegerField()),
                ("basis", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=60)),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="estimates",
                        to="inquiries.asset",
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
                "indexes": [models.Index(fields=["asset", "-id"], name="estimate_of_asset")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="estimate_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("basis", ""), _negated=True), name="estimate_has_basis"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("person", "court"),
                        name="calendar_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ControlProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="draft", max_length=10)),
                ("is_automatic", models.BooleanField(default=False)),
                ("is_edited", models.BooleanField(default=False)),
                ("debt_on", models.DateField()),
                ("need_fen", models.BigIntegerField()),
                ("controlled_fen", models.BigIntegerField()),
                ("chosen_fen", models.BigIntegerField()),
                ("gap_fen", models.BigIntegerField()),
                ("excess_fen", models.BigIntegerField()),
                ("is_plain_excess", models.BooleanField(default=False)),
                ("is_excused", models.BooleanField(default=False)),
                ("excess_words", models.CharField(blank=True, max_length=300)),
                ("excess_reason", models.CharField(blank=True, max_length=300)),
                ("basis", models.JSONField(default=list)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("changed_at", models.DateTimeField()),
                ("submitted_by_name", models.CharField(blank=True, max_length=60)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("approved_by_name", models.CharField(blank=True, max_length=60)),
                ("approved_at", models.DateTimeField(null=True)),
                ("returned_because", models.CharField(blank=True, max_length=300)),
                ("discarded_because", models.CharField(blank=True, max_length=300)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="control_proposals",
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
                    "submitted_by",
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
                    models.Index(fields=["case", "-proposed_at"], name="proposal_of_case"),
                    models.Index(fields=["court", "state", "changed_at"], name="proposal_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted"])),
                        fields=("case",),
                        name="proposal_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_by", None), ("state", "draft"), ("submitted_by", None)),
                            models.Q(
                                ("approved_by", None),
                                ("state", "submitted"),
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                            ),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("state", "approved"),
                                ("submitted_by__isnull", False),
                            ),
                            models.Q(
                                ("approved_by", None),
                                ("state", "discarded"),
                                models.Q(("discarded_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="proposal_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by", None),
                            models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_by_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_plain_excess", False),
                            ("is_excused", True),
                            ("state__in", ["draft", "discarded"]),
                            models.Q(("excess_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_excess_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExcessFinding",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="open", max_length=12)),
                ("found_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("need_fen", models.BigIntegerField()),
                ("held_fen", models.BigIntegerField()),
                ("tolerance_fen", models.BigIntegerField()),
                ("releases", models.JSONField()),
                ("basis", models.JSONField(default=list)),
                ("batch_id", models.UUIDField(null=True)),
                ("keep_reason", models.CharField(blank=True, max_length=300)),
                ("keep_asked_by_name", models.CharField(blank=True, max_length=60)),
                ("keep_agreed_by_name", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="excess_findings",
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
                    "keep_agreed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "keep_asked_by",
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
                        condition=models.Q(("state__in", ["open", "keep_asked"])),
                        fields=["court", "due_on"],
                        name="excess_open",
                    ),
                    models.Index(fields=["case", "-found_at"], name="excess_of_case"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "keep_asked"])),
                        fields=("case",),
                        name="excess_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at", None),
                                ("keep_agreed_by", None),
                                ("keep_asked_by", None),
                                ("state", "open"),
                            ),
                            models.Q(
                                ("ended_at", None),
                                ("keep_agreed_by", None),
                                ("keep_asked_by__isnull", False),
                                ("state", "keep_asked"),
                                models.Q(("keep_reason", ""), _negated=True),
                            ),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("keep_agreed_by__isnull", False),
                                ("keep_asked_by__isnull", False),
                                ("state", "kept"),
                                models.Q(("keep_reason", ""), _negated=True),
                            ),
                            models.Q(("ended_at__isnull", False), ("state", "over")),
                            _connector="OR",
                        ),
                        name="excess_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("keep_agreed_by", None),
                            models.Q(("keep_agreed_by", models.F("keep_asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="excess_kept_by_two_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerFile",
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
                ("imported", models.IntegerField()),
                ("duplicates", models.IntegerField()),
                ("flagged", models.JSONField()),
                ("refused", models.JSONField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "-taken_at"], name="ledger_latest")],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("debtor_written", models.CharField(max_length=500)),
                ("asset_class", models.CharField(max_length=10)),
                ("special", models.CharField(blank=True, max_length=20)),
                ("asset_kind", models.CharField(max_length=500)),
                ("description", models.CharField(blank=True, max_length=500)),
                ("holder", models.CharField(blank=True, max_length=500)),
                ("action", models.CharField(max_length=10)),
                ("is_renewal", models.BooleanField(default=False)),
                ("is_waiting", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                ("stated_end", models.CharField(blank=True, max_length=500)),
                ("stated_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("source", models.CharField(default="ledger", max_length=10)),
                ("state", models.CharField(max_length=10)),
                ("confirmed_by_holder", models.BooleanField(default=False)),
                ("flags", models.JSONField(default=list)),
                ("note", models.CharField(blank=True, max_length=500)),
                ("released_on", models.DateField(null=True)),
                ("row_key", models.BinaryField(max_length=16)),
                ("copy_number", models.SmallIntegerField(default=1)),
                ("order_number", models.CharField(blank=True, db_default="", max_length=80)),
                ("unit_id", models.UUIDField(null=True)),
                ("asset_id", models.UUIDField(null=True)),
                ("term_starts_on", models.DateField(null=True)),
                ("confirmed_until", models.DateField(null=True)),
                ("value_fen", models.BigIntegerField(null=True)),
                ("place", models.SmallIntegerField(null=True)),
                ("ahead", models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
                ("ahead_until", models.DateField(null=True)),
                ("advanced_on", models.DateField(null=True)),
                ("stage", models.CharField(blank=True, db_default="", max_length=12)),
                ("original_case_number", models.CharField(blank=True, db_default="", max_length=80)),
                ("entrusted_by", models.CharField(blank=True, db_default="", max_length=200)),
                ("handed_over_to", models.CharField(blank=True, db_default="", max_length=200)),
                ("handed_over_on", models.DateField(null=True)),
                ("renewal", models.CharField(blank=True, db_default="", max_length=10)),
                ("lifting", models.CharField(blank=True, db_default="", max_length=10)),
                ("renewal_since", models.DateField(null=True)),
                ("lifting_since", models.DateField(null=True)),
                ("trouble", models.CharField(blank=True, db_default="", max_length=12)),
                ("trouble_words", models.CharField(blank=True, db_default="", max_length=400)),
                ("do_not_renew_reason", models.CharField(blank=True, db_default="", max_length=200)),
                ("do_not_renew_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("do_not_renew_approved_by", models.CharField(blank=True, db_default="", max_length=60)),
                ("do_not_renew_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
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
                    "debtor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="cases.party",
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
                (
                    "renews",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewed_by",
                        to="freezes.measure",
                    ),
                ),
                (
                    "waits_behind",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waiting",
                        to="freezes.measure",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "watched")),
                        fields=["court", "ends_on", "id"],
                        include=("officer",),
                        name="measure_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "watched")),
                        fields=["officer", "ends_on", "id"],
                        name="measure_due_officer",
                    ),
                    models.Index(
                        condition=models.Q(("state", "no_end")), fields=["court", "id"], name="measure_no_end"
                    ),
                    models.Index(
                        condition=models.Q(("state", "no_end")),
                        fields=["officer", "id"],
                        name="measure_no_end_officer",
                    ),
                    models.Index(
                        condition=models.Q(("state", "released")),
                        fields=["court", "-released_on", "id"],
                        name="measure_released",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(("trouble", ""), _negated=True),
                            models.Q(("state", "released"), _negated=True),
                        ),
                        fields=["court", "id"],
                        name="measure_in_trouble",
                    ),
                    models.Index(
                        condition=models.Q(
                            models.Q(
                                models.Q(("renewal", ""), _negated=True),
                                models.Q(("lifting", ""), _negated=True),
                                models.Q(("do_not_renew_reason", ""), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(("state", "released"), _negated=True),
                        ),
                        fields=["court", "ends_on", "id"],
                        name="measure_under_way",
                    ),
                    models.Index(
                        condition=models.Q(("order_number", ""), _negated=True),
                        fields=["order_number"],
                        name="measure_by_order",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("advanced_on__isnull", False),
                            ("is_waiting", True),
                            models.Q(("state", "released"), _negated=True),
                        ),
                        fields=["court", "id"],
                        name="measure_advanced",
                    ),
                    models.Index(
                        condition=models.Q(("asset_id__isnull", False)),
                        fields=["asset_id"],
                        name="measure_of_asset",
                    ),
                    models.Index(
                        condition=models.Q(("waits_behind__isnull", False)),
                        fields=["waits_behind"],
                        name="measure_waiting_behind",
                    ),
                    models.Index(
                        condition=models.Q(("renews__isnull", False)),
                        fields=["renews"],
                        name="measure_renewing",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("is_waiting", True), models.Q(("state", "released"), _negated=True)
                        ),
                        fields=["court", "id"],
                        name="measure_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "released"), _negated=True),
                        fields=["case", "court", "officer"],
                        name="measure_of_open_case",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("confirmed_by_holder", False), models.Q(("state", "released"), _negated=True)
                        ),
                        fields=["court", "officer", "id"],
                        name="measure_no_receipt",
                    ),
                    models.Index(
                        condition=models.Q(("officer", None), models.Q(("state", "released"), _negated=True)),
                        fields=["court", "id"],
                        name="measure_no_owner",
                    ),
                    models.Index(
                        condition=models.Q(("holder", ""), models.Q(("state", "released"), _negated=True)),
                        fields=["court", "id"],
                        name="measure_no_holder",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("handed_over_on__isnull", False), models.Q(("state", "released"), _negated=True)
                        ),
                        fields=["court", "id"],
                        name="measure_handed_over",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "row_key", "copy_number"), name="measure_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_on__isnull", False), ("released_on", None), ("state", "watched")),
                            models.Q(("ends_on", None), ("released_on", None), ("state", "no_end")),
                            models.Q(("released_on__isnull", False), ("state", "released")),
                            _connector="OR",
                        ),
                        name="measure_state_fits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="measure_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("found_on", models.DateField()),
                ("cleared_on", models.DateField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gaps",
                        to="freezes.measure",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("cleared_on", None)),
                        fields=["court", "kind", "measure"],
                        name="gap_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cleared_on", None)),
                        fields=("measure", "kind"),
                        name="gap_open_once",
                    )
                ],
            },
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
                ("hindrance", models.CharField(blank=True, db_default="", default="", max_length=16)),
                ("amount_fen", models.BigIntegerField(null=True)),
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
            options={
                "indexes": [
                    models.Index(fields=["measure", "kind", "id"], name="act_of_measure"),
                    models.Index(fields=["batch", "state", "case"], name="act_of_batch"),
                    models.Index(fields=["case", "kind"], name="act_of_case"),
                    models.Index(
                        condition=models.Q(("state", "by_hand")),
                        fields=["court", "deliver_by", "id"],
                        name="act_to_deliver",
                    ),
                    models.Index(
                        condition=models.Q(("order_number", ""), _negated=True),
                        fields=["order_number"],
                        name="act_by_order",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "measure"), name="act_of_batch_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["drafted", "approved", "sent", "by_hand", "delivered"])
                        ),
                        fields=("measure", "kind"),
                        name="act_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeasureEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("at", models.DateTimeField()),
                ("actor_name", models.CharField(max_length=60)),
                ("body", models.JSONField()),
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
                        related_name="events",
                        to="freezes.measure",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["measure", "at", "id"], name="event_of_measure")],
            },
        ),
        migrations.CreateModel(
            name="ProposalItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                ("verdict", models.CharField(max_length=10)),
                ("rank", models.SmallIntegerField()),
                ("is_divisible", models.BooleanField()),
                ("counted_fen", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("is_chosen", models.BooleanField()),
                ("is_by_hand", models.BooleanField(default=False)),
                ("hand_reason", models.CharField(blank=True, max_length=300)),
                ("why", models.CharField(max_length=400)),
                ("steps", models.JSONField(default=list)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("order_id", models.UUIDField(null=True)),
                ("order_number", models.CharField(blank=True, max_length=140)),
                (
                    "asset",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal_items",
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
                    "party",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.party"
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="freezes.controlproposal",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="inquiries.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_chosen", True)), fields=["asset"], name="proposal_chose_asset"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("proposal", "asset"), name="proposal_asset_once"),
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["free", "uncounted", "person", "never"])),
                        name="proposal_verdict_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_chosen", False),
                            models.Q(("verdict", "never"), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_never_protected",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_chosen", False),
                            models.Q(("verdict", "person"), _negated=True),
                            models.Q(("hand_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_person_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", None), ("amount_fen__gt", 0), _connector="OR"),
                        name="proposal_amount_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalLook",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="proposal_look",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("answers", models.IntegerField(default=0)),
                ("excess_seen", models.CharField(blank=True, max_length=80)),
                ("looked_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReminderRound",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "court_id",
                        "expires_on",
                        "step",
                        "round",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("expires_on", models.DateField()),
                ("step", models.SmallIntegerField()),
                ("round", models.SmallIntegerField()),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                (
                    "officers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(null=True), size=None
                    ),
                ),
                ("due_on", models.DateField()),
                ("given_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("measures__len", models.F("officers__len")), ("measures__len__gt", 0)
                        ),
                        name="reminder_round_pairs",
                    )
                ],
            },
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
            options={
                "indexes": [models.Index(fields=["measure", "kept_at"], name="scan_of_measure")],
            },
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
    ]
