import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0001_first"),
        ("documents", "0001_first"),
        ("identity", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="FundsPolicy",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="funds_policy",
                        serialize=False,
                        to="identity.court",
                    ),
                ),
                ("chief_up_to_fen", models.BigIntegerField(default=10000000)),
                ("target_days", models.IntegerField(default=5)),
                ("unknown_after_days", models.IntegerField(default=2)),
                ("cooling_off_days", models.IntegerField(default=2)),
                ("announce_days", models.IntegerField(default=3)),
                ("duplicate_days", models.IntegerField(default=10)),
                ("sample_percent", models.IntegerField(default=10)),
                ("authorised_each_fen", models.BigIntegerField(default=500000)),
                ("authorised_total_fen", models.BigIntegerField(default=5000000)),
                ("provincial_priority", models.JSONField(default=list)),
                ("first_measure_bonus", models.SmallIntegerField(default=0)),
                ("residual_to", models.CharField(default="largest_first", max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name="Journal",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=30)),
                ("booked_on", models.DateField()),
                ("text", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=80)),
                ("input_sha256", models.BinaryField(max_length=32)),
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
                    "reverses",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="funds.journal",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("court", "ref"), name="journal_ref_once")],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(max_length=64)),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("opening_fen", models.BigIntegerField(null=True)),
                ("closing_fen", models.BigIntegerField(null=True)),
                ("source", models.CharField(default="table", max_length=80)),
                ("line_count", models.IntegerField()),
                ("posted_count", models.IntegerField()),
                ("duplicate_count", models.IntegerField()),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.CharField(max_length=60)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
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
                "indexes": [models.Index(fields=["court", "-taken_at"], name="statement_latest")],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.IntegerField()),
                ("serial", models.CharField(max_length=60)),
                ("booked_at", models.DateTimeField()),
                ("booked_on", models.DateField()),
                ("fen", models.BigIntegerField()),
                ("balance_fen", models.BigIntegerField(null=True)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("name_key", models.CharField(blank=True, max_length=200)),
                ("account_sealed", models.BinaryField(null=True)),
                ("account_index", models.BinaryField(max_length=16, null=True)),
                ("account_masked", models.CharField(blank=True, max_length=40)),
                ("remark", models.CharField(blank=True, max_length=400)),
                ("sub_account", models.CharField(blank=True, max_length=40)),
                ("content_sha256", models.CharField(max_length=64)),
                ("use", models.CharField(max_length=12)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="funds.statementline",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funds.statement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["bank_account", "booked_at", "id"], name="statement_line_in_order"),
                    models.Index(
                        fields=["bank_account", "account_index", "fen"], name="statement_line_by_payer"
                    ),
                    models.Index(
                        condition=models.Q(("balance_fen", None)),
                        fields=["bank_account", "booked_at"],
                        name="statement_line_unproved",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("bank_account", "serial"), name="bank_serial_once"),
                    models.CheckConstraint(
                        condition=models.Q(("fen", 0), _negated=True), name="statement_line_not_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("holder", models.CharField(max_length=16)),
                ("drawer", models.CharField(blank=True, default="", max_length=16)),
                ("is_guarded", models.BooleanField(default=False)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_accounts",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank_account", "holder", "drawer", "case"),
                        name="money_account_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "holder__in",
                                [
                                    "bank",
                                    "cash",
                                    "case",
                                    "unidentified",
                                    "fee_income",
                                    "deposit",
                                    "in_transit",
                                    "refund_payable",
                                ],
                            )
                        ),
                        name="money_account_holder_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("case__isnull", False),
                                ("holder__in", ["case", "refund_payable", "deposit"]),
                                ("is_guarded", True),
                            ),
                            models.Q(
                                models.Q(
                                    ("holder__in", ["case", "refund_payable", "deposit"]), _negated=True
                                ),
                                ("case", None),
                                ("is_guarded", False),
                            ),
                            _connector="OR",
                        ),
                        name="money_of_cases_is_guarded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("message_id", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=10)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                ("taken_at", models.DateTimeField()),
                ("taken_by", models.CharField(max_length=60)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
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
                "constraints": [models.UniqueConstraint(fields=("court", "sha256"), name="bank_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="BankLayout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("fingerprint", models.CharField(max_length=32)),
                ("header_row", models.IntegerField()),
                ("header", models.JSONField()),
                ("data", models.JSONField()),
                ("taught_at", models.DateTimeField()),
                ("taught_by", models.CharField(max_length=60)),
                ("replaced_at", models.DateTimeField(null=True)),
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
                        condition=models.Q(("replaced_at", None)),
                        fields=("court", "fingerprint"),
                        name="bank_layout_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BankLink",
            fields=[
                (
                    "bank_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="bank_link",
                        serialize=False,
                        to="cases.courtaccount",
                    ),
                ),
                ("connector", models.CharField(max_length=30)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("payer_id", models.CharField(blank=True, max_length=40)),
                ("fetched_through", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=5)),
                ("closed_through", models.DateField()),
                ("figures", models.JSONField()),
                ("statement_sha256", models.CharField(max_length=64)),
                ("closed_at", models.DateTimeField()),
                ("closed_by", models.CharField(max_length=40)),
                ("closed_by_name", models.CharField(max_length=60)),
                ("confirmed_by", models.CharField(blank=True, max_length=40)),
                ("confirmed_by_name", models.CharField(blank=True, max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "-closed_through"], name="closing_latest")],
                "constraints": [
                    models.UniqueConstraint(fields=("court", "kind", "closed_through"), name="closing_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_by", ""), ("kind", "day")),
                            models.Q(
                                ("kind", "month"),
                                models.Q(("confirmed_by", ""), _negated=True),
                                models.Q(("confirmed_by", models.F("closed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="closing_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosingProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("closed_through", models.DateField()),
                ("figures_sha256", models.CharField(max_length=64)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=40)),
                ("proposed_by_name", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["court", "-closed_through", "-id"], name="closing_proposal_latest")
                ],
            },
        ),
        migrations.CreateModel(
            name="DailyProof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("ledger_fen", models.BigIntegerField()),
                ("statement_fen", models.BigIntegerField()),
                ("difference_fen", models.BigIntegerField()),
                ("is_even", models.BooleanField()),
                ("content", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("key_id", models.CharField(max_length=16)),
                ("signature", models.CharField(max_length=128)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
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
                "indexes": [models.Index(fields=["bank_account", "-on", "-id"], name="proof_latest")],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=30)),
                ("on", models.DateField()),
                ("fen", models.BigIntegerField()),
                ("text", models.CharField(max_length=300)),
                ("noted_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=60)),
                ("resolution", models.CharField(blank=True, max_length=300)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="funds.statementline",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["court", "on", "id"],
                        name="difference_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Distribution",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("debtor_kind", models.CharField(max_length=20)),
                ("basis", models.CharField(max_length=16)),
                ("on", models.DateField()),
                ("pool_fen", models.BigIntegerField()),
                ("provincial_priority", models.JSONField(default=list)),
                ("first_measure_bonus", models.SmallIntegerField(default=0)),
                ("residual_to", models.CharField(default="largest_first", max_length=20)),
                ("ended_on", models.DateField(null=True)),
                ("agreed_order", models.BooleanField(default=False)),
                ("bankruptcy", models.CharField(default="not_asked", max_length=12)),
                ("bankruptcy_on", models.DateField(null=True)),
                ("facts_text", models.CharField(blank=True, max_length=1000)),
                ("stage", models.CharField(default="draft", max_length=10)),
                ("round", models.SmallIntegerField(default=0)),
                ("approver_role", models.CharField(max_length=20)),
                ("explanation", models.JSONField(default=list)),
                ("drafted_at", models.DateTimeField()),
                ("drafted_by", models.CharField(max_length=80)),
                ("drafted_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "amends",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amended_by",
                        to="funds.distribution",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.party"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["court", "stage", "-drafted_at", "-id"], name="distribution_list")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["draft", "proposed", "withdrawn"]),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("drafted_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="distribution_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("pool_fen__gt", 0)), name="distribution_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("first_measure_bonus__range", (0, 20))),
                        name="first_measure_bonus_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stage__in",
                                ["draft", "proposed", "approved", "paying", "amended", "withdrawn"],
                            ),
                            (
                                "basis__in",
                                ["participation", "enterprise", "criminal", "one_title", "one_creditor"],
                            ),
                            ("debtor_kind__in", ["person", "other_organisation", "enterprise"]),
                            ("bankruptcy__in", ["not_asked", "declined", "transferred", "accepted"]),
                            ("residual_to__in", ["largest_first", "largest_alone", "largest_remainder"]),
                        ),
                        name="distribution_kinds_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Claimant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("creditor", models.CharField(max_length=200)),
                ("case_number", models.CharField(blank=True, max_length=60)),
                ("kind", models.CharField(max_length=16)),
                ("is_fee", models.BooleanField(default=False)),
                ("title_number", models.CharField(blank=True, max_length=80)),
                ("has_title", models.BooleanField(default=True)),
                ("principal_fen", models.BigIntegerField(default=0)),
                ("costs_fen", models.BigIntegerField(default=0)),
                ("general_fen", models.BigIntegerField(default=0)),
                ("doubled_fen", models.BigIntegerField(default=0)),
                ("weight", models.IntegerField(default=1)),
                ("priority_rank", models.SmallIntegerField(default=1)),
                ("priority_limit_fen", models.BigIntegerField(null=True)),
                ("measured_on", models.DateField(null=True)),
                ("measure_rank", models.SmallIntegerField(default=1)),
                ("applied_on", models.DateField(null=True)),
                ("due_on", models.DateField(null=True)),
                ("explanation", models.JSONField(default=list)),
                ("payee_name", models.CharField(blank=True, max_length=200)),
                ("payee_bank", models.CharField(blank=True, max_length=80)),
                ("payee_account_sealed", models.BinaryField(null=True)),
                ("payee_account_masked", models.CharField(blank=True, max_length=40)),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims_in_distributions",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.party",
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claimants",
                        to="funds.distribution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("distribution", "place"),
                        name="claimant_place_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("costs_fen__gte", 0),
                            ("doubled_fen__gte", 0),
                            ("general_fen__gte", 0),
                            ("principal_fen__gte", 0),
                        ),
                        name="claim_parts_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "costs",
                                    "priority",
                                    "medical",
                                    "restitution",
                                    "wage",
                                    "maintenance",
                                    "injury",
                                    "ordinary",
                                    "fine",
                                    "confiscation",
                                ],
                            )
                        ),
                        name="claim_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weight__gte", 0)), name="claim_weight_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DistributionLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("round", models.SmallIntegerField()),
                ("place", models.SmallIntegerField()),
                ("creditor", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=16)),
                ("claim_fen", models.BigIntegerField()),
                ("paid_fen", models.BigIntegerField()),
                ("left_fen", models.BigIntegerField()),
                ("band", models.CharField(max_length=40)),
                ("article", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=300)),
                (
                    "claimant",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="lines",
                        to="funds.claimant",
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funds.distribution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("distribution", "round", "place"), name="distribution_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "claim_fen",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("paid_fen"), "+", models.F("left_fen")
                                ),
                            ),
                            ("left_fen__gte", 0),
                            ("paid_fen__gte", 0),
                        ),
                        name="distribution_line_sums",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LateEntry",
            fields=[
                (
                    "journal",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="late",
                        serialize=False,
                        to="funds.journal",
                    ),
                ),
                ("true_on", models.DateField()),
                ("booked_on", models.DateField()),
                ("bank_fen", models.BigIntegerField()),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
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
                "indexes": [models.Index(fields=["bank_account", "true_on"], name="late_entry_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("booked_on__gt", models.F("true_on"))), name="late_entry_is_later"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="receipt",
                        serialize=False,
                        to="funds.statementline",
                    ),
                ),
                ("arrived_on", models.DateField()),
                ("fen", models.BigIntegerField()),
                ("state", models.CharField(max_length=14)),
                ("marked_by", models.CharField(blank=True, max_length=14)),
                ("why", models.CharField(blank=True, max_length=40)),
                ("turns", models.IntegerField(default=0)),
                ("identify_by", models.DateField()),
                ("pay_by", models.DateField()),
                ("target_by", models.DateField()),
                ("blocked_by", models.CharField(blank=True, max_length=30)),
                ("blocked_text", models.CharField(blank=True, max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=60)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
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
                        related_name="receipts",
                        to="cases.party",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["court", "state", "arrived_on", "line"], name="receipt_list"),
                    models.Index(fields=["court", "arrived_on", "line"], name="receipt_by_day"),
                    models.Index(
                        condition=models.Q(("state", "unidentified")),
                        fields=["court", "identify_by", "line"],
                        name="receipt_to_identify",
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["marked", "planned"])),
                        fields=["court", "pay_by", "line"],
                        name="receipt_to_pay",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="receipt_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case", None), ("state__in", ["unidentified", "returned"])),
                            models.Q(
                                ("case__isnull", False), ("state__in", ["marked", "planned", "cleared"])
                            ),
                            ("state", "reversed"),
                            _connector="OR",
                        ),
                        name="marked_money_has_a_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("explanation", models.CharField(max_length=20)),
                ("holder", models.CharField(max_length=16)),
                ("fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=40)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=40)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                    "difference",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="funds.difference",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.journal",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.journal",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="funds.receipt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="correction_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(
                                models.Q(("decided_by", ""), _negated=True),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="correction_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("journal__isnull", False), ("state", "approved")),
                            models.Q(models.Q(("state", "approved"), _negated=True), ("journal", None)),
                            _connector="OR",
                        ),
                        name="correction_booked_when_approved",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "approved"])),
                        fields=("difference",),
                        name="live_correction_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("is_of_case", models.BooleanField()),
                ("payer_key", models.CharField(blank=True, max_length=200)),
                ("account_index", models.BinaryField(max_length=16, null=True)),
                ("taught_at", models.DateTimeField()),
                ("taught_by", models.CharField(max_length=60)),
                ("reason", models.CharField(blank=True, max_length=200)),
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
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lessons",
                        to="funds.receipt",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["account_index"], name="lesson_by_account"),
                    models.Index(fields=["court", "payer_key"], name="lesson_by_payer"),
                    models.Index(fields=["court", "-id"], name="lesson_latest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("message_id", models.CharField(max_length=35, unique=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=60)),
                ("payment_count", models.IntegerField()),
                ("total_fen", models.BigIntegerField()),
                ("content", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
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
                "indexes": [models.Index(fields=["court", "-made_at"], name="payment_file_latest")],
            },
        ),
        migrations.CreateModel(
            name="PayoutRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("payee_account_sealed", models.BinaryField()),
                ("payee_account_masked", models.CharField(max_length=40)),
                ("each_fen", models.BigIntegerField()),
                ("total_fen", models.BigIntegerField()),
                ("used_fen", models.BigIntegerField(default=0)),
                ("valid_until", models.DateField()),
                ("tier", models.CharField(max_length=20)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("reason", models.CharField(max_length=300)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("given_at", models.DateTimeField(null=True)),
                ("given_by", models.CharField(max_length=80, null=True)),
                ("given_by_name", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=60)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payout_rules",
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
                    "payee",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "active"])),
                        fields=("case",),
                        name="one_payout_rule",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "active"), _negated=True),
                            models.Q(
                                ("given_by__isnull", False),
                                models.Q(("given_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payout_rule_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("each_fen__gt", 0),
                            ("used_fen__gte", 0),
                            ("used_fen__lte", models.F("total_fen")),
                        ),
                        name="payout_rule_within_cap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("source", models.CharField(default="case", max_length=16)),
                ("pool_fen", models.BigIntegerField()),
                ("approver_role", models.CharField(max_length=20)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("explanation", models.JSONField()),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "authorisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="funds.payoutrule",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="money_plans",
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
                    "distribution",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="funds.distribution",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plans",
                        to="funds.receipt",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "state", "proposed_at", "id"], name="plan_list")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "approved"), _negated=True),
                            models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="approved_plan_has_approver",
                    ),
                    models.CheckConstraint(condition=models.Q(("pool_fen__gt", 0)), name="plan_above_zero"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state", "proposed"), models.Q(("source", "case"), _negated=True)
                        ),
                        fields=("receipt", "source"),
                        name="proposed_release_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["case", "deposit", "refund_payable", "unidentified"])
                        ),
                        name="plan_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("case", None), ("source", "unidentified")),
                            models.Q(
                                models.Q(("source", "unidentified"), _negated=True), ("case__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="plan_without_case_returns",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ThirdPartyPayee",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("bank_name", models.CharField(blank=True, max_length=80)),
                ("account_sealed", models.BinaryField()),
                ("account_masked", models.CharField(max_length=40)),
                ("ground", models.CharField(max_length=8)),
                ("authority", models.CharField(max_length=300)),
                ("state", models.CharField(default="announced", max_length=10)),
                ("announced_to", models.JSONField()),
                ("announced_on", models.DateField()),
                ("waits_until", models.DateField()),
                ("objection", models.CharField(blank=True, max_length=300)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("decision", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="third_party_payees",
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
                    "instead_of",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["announced", "allowed"])),
                        fields=("instead_of",),
                        name="one_third_payee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "allowed"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="third_payee_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("authority", ""), _negated=True), name="third_payee_has_authority"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanLine",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("fen", models.BigIntegerField()),
                ("payee_name", models.CharField(blank=True, max_length=200)),
                ("payee_bank", models.CharField(blank=True, max_length=80)),
                ("payee_account_sealed", models.BinaryField(null=True)),
                ("payee_account_masked", models.CharField(blank=True, max_length=40)),
                ("article", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=300)),
                (
                    "claimant",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_lines",
                        to="funds.claimant",
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
                (
                    "plan",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funds.plan",
                    ),
                ),
                (
                    "third_party",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="funds.thirdpartypayee",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "place"), name="plan_line_place_once"),
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="plan_line_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("payee_account_sealed__isnull", False),
                            ("kind__in", ["application_fee", "refund", "deposit"]),
                            _connector="OR",
                        ),
                        name="plan_line_has_a_taker",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("reference", models.CharField(max_length=35, unique=True)),
                ("fen", models.BigIntegerField()),
                ("payee_name", models.CharField(max_length=200)),
                ("payee_bank", models.CharField(blank=True, max_length=80)),
                ("payee_account_sealed", models.BinaryField()),
                ("payee_account_masked", models.CharField(max_length=40)),
                ("purpose", models.CharField(max_length=140)),
                ("state", models.CharField(default="ready", max_length=8)),
                ("made_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("paid_on", models.DateField(null=True)),
                ("returned_on", models.DateField(null=True)),
                ("bank_serial", models.CharField(blank=True, max_length=60)),
                ("bank_code", models.CharField(blank=True, max_length=10)),
                ("bank_text", models.CharField(blank=True, max_length=200)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
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
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="funds.paymentfile",
                    ),
                ),
                (
                    "plan_line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="funds.planline",
                    ),
                ),
                (
                    "paid_line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment",
                        to="funds.statementline",
                    ),
                ),
                (
                    "return_line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returned",
                        to="funds.statementline",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["court", "state", "made_at", "id"], name="payment_list"),
                    models.Index(fields=["bank_account", "paid_on"], name="payment_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="payment_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file", None), ("state", "ready")),
                            models.Q(models.Q(("state", "ready"), _negated=True), ("file__isnull", False)),
                            _connector="OR",
                        ),
                        name="sent_payment_has_a_file",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayeeAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("holder_name", models.CharField(max_length=200)),
                ("bank_name", models.CharField(blank=True, max_length=80)),
                ("account_sealed", models.BinaryField()),
                ("account_index", models.BinaryField(max_length=16)),
                ("account_masked", models.CharField(max_length=40)),
                ("source", models.CharField(max_length=8)),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=300)),
                ("same_account", models.BooleanField(default=False)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("called_at", models.DateTimeField(null=True)),
                ("called_by", models.CharField(max_length=80, null=True)),
                ("called_by_name", models.CharField(blank=True, max_length=60)),
                ("called_number_masked", models.CharField(blank=True, max_length=24)),
                ("called_said", models.CharField(blank=True, max_length=300)),
                ("confirmed_on", models.DateField(null=True)),
                ("confirmed_by", models.CharField(max_length=80, null=True)),
                ("confirmed_by_name", models.CharField(blank=True, max_length=60)),
                ("effective_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
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
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payee_accounts",
                        to="cases.party",
                    ),
                ),
                (
                    "repairs",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="new_accounts",
                        to="funds.payment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "proposed")),
                        fields=["court", "proposed_at", "id"],
                        name="payee_to_confirm",
                    ),
                    models.Index(
                        condition=models.Q(("state", "cooling")),
                        fields=["effective_on", "id"],
                        name="payee_cooling",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "effective")),
                        fields=("party",),
                        name="one_effective_account",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["proposed", "cooling"])),
                        fields=("party",),
                        name="one_change_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source", "filing"),
                            models.Q(("state__in", ["cooling", "effective", "replaced"]), _negated=True),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payee_change_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source", "filing"),
                            ("same_account", True),
                            models.Q(("state__in", ["cooling", "effective", "replaced"]), _negated=True),
                            models.Q(
                                ("called_by__isnull", False),
                                models.Q(("called_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payee_change_called_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PayeeStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(max_length=10)),
                ("text", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("by_name", models.CharField(max_length=60)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="funds.payeeaccount",
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
            name="PartyLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=8)),
                ("token_sha256", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField()),
                ("made_by_name", models.CharField(max_length=60)),
                ("expires_at", models.DateTimeField()),
                ("wrong", models.IntegerField(default=0)),
                ("locked_until", models.DateTimeField(null=True)),
                ("seen_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("revoked_by_name", models.CharField(blank=True, max_length=60)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="party_links",
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
                        related_name="links",
                        to="cases.party",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="funds.payment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("token_sha256",), name="party_link_token_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "repair"), ("payment__isnull", False)),
                            models.Q(("kind", "track"), ("payment", None)),
                            _connector="OR",
                        ),
                        name="repair_link_names_a_payment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperVoucher",
            fields=[
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="voucher",
                        serialize=False,
                        to="documents.document",
                    ),
                ),
                ("turn", models.IntegerField(default=0)),
                ("code_sha256", models.BinaryField(max_length=32)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "payment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher",
                        to="funds.payment",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="funds.receipt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code_sha256",), name="check_code_once"),
                    models.UniqueConstraint(fields=("receipt", "turn"), name="receipt_voucher_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("payment__isnull", False), ("receipt", None)),
                            models.Q(("payment", None), ("receipt__isnull", False)),
                            _connector="OR",
                        ),
                        name="voucher_of_one_movement",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer", models.CharField(max_length=12)),
                ("resent", models.BooleanField(default=False)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="funds.payment",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="funds.paymentfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["answered", "pending", "never_heard"])),
                        name="enquiry_answer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("resent", False), ("answer", "never_heard"), _connector="OR"),
                        name="resent_only_if_unheard",
                    ),
                ],
            },
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
                ("kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=80)),
                ("by_name", models.CharField(max_length=60)),
                ("text", models.CharField(max_length=400)),
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
            ],
        ),
        migrations.CreateModel(
            name="PayoutReview",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("given_by", models.CharField(max_length=80)),
                ("state", models.CharField(default="open", max_length=8)),
                ("drawn_at", models.DateTimeField()),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewed_by", models.CharField(max_length=80, null=True)),
                ("reviewed_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="funds.payoutrule",
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="funds.plan"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["court", "drawn_at", "id"],
                        name="review_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "open"),
                            models.Q(
                                ("reviewed_by__isnull", False),
                                models.Q(("reviewed_by", models.F("given_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_by_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deposit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("fen", models.BigIntegerField()),
                ("ground", models.CharField(max_length=24)),
                ("reason", models.CharField(max_length=300)),
                ("payee_name", models.CharField(max_length=200)),
                ("cost_fen", models.BigIntegerField(default=0)),
                ("notice_due_on", models.DateField(null=True)),
                ("noticed_on", models.DateField(null=True)),
                ("noticed_by_name", models.CharField(blank=True, max_length=60)),
                ("notice_text", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deposits", to="cases.case"
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "plan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deposit", to="funds.plan"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("notice_due_on__isnull", False), ("noticed_on", None)),
                        fields=["court", "notice_due_on", "id"],
                        name="deposit_to_notice",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("cost_fen__gte", 0), ("fen__gt", 0)), name="deposit_above_zero"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanObjection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("objector", models.CharField(max_length=200)),
                ("objected_on", models.DateField()),
                ("text", models.CharField(max_length=1000)),
                ("disputed", models.JSONField(default=dict)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="funds.distribution",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["distribution", "id"], name="objection_of_distribution")],
            },
        ),
        migrations.CreateModel(
            name="ObjectionEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("on", models.DateField()),
                ("text", models.CharField(blank=True, max_length=300)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "objection",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="funds.planobjection",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("objection", "kind"), name="objection_event_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "others_notified",
                                    "opposed",
                                    "objector_notified",
                                    "sued",
                                    "judged",
                                    "withdrawn",
                                    "amended",
                                ],
                            )
                        ),
                        name="objection_event_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanReceived",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("recipient", models.CharField(max_length=200)),
                ("received_on", models.DateField()),
                ("how", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.CharField(max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received",
                        to="funds.distribution",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("distribution", "recipient"), name="plan_received_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("setting", models.CharField(max_length=30)),
                ("old", models.BigIntegerField()),
                ("new", models.BigIntegerField()),
                ("loosens", models.BooleanField()),
                ("state", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=300)),
                ("proposed_at", models.DateTimeField()),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_by_name", models.CharField(max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["court", "-proposed_at"], name="policy_change_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("loosens", False),
                            models.Q(("state", "effective"), _negated=True),
                            models.Q(
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loosening_four_eyes",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("court", "setting"),
                        name="one_change_of_a_setting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PooledReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("turn", models.IntegerField()),
                ("fen", models.BigIntegerField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "distribution",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pooled",
                        to="funds.distribution",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="funds.receipt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("distribution", "place"), name="pooled_receipt_place_once"
                    ),
                    models.UniqueConstraint(fields=("distribution", "receipt"), name="pooled_receipt_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "journal_id", "seq", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("seq", models.SmallIntegerField()),
                ("fen", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="funds.account",
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
                    "journal",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="funds.journal",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account"], include=("fen",), name="posting_by_account")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("fen", 0), _negated=True), name="posting_not_zero"
                    )
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
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "month", "nth"), name="public_notice_once")
                ],
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
                ("place", models.IntegerField()),
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "place"), name="public_notice_place_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HandReceipt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("kind", models.CharField(max_length=8)),
                ("instrument_number", models.CharField(blank=True, max_length=40)),
                ("fen", models.BigIntegerField()),
                ("payer", models.CharField(max_length=200)),
                ("place", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=300)),
                ("received_at", models.DateTimeField()),
                ("hand_over_by", models.DateField()),
                ("late_reason", models.CharField(blank=True, max_length=300)),
                ("state", models.CharField(default="entered", max_length=12)),
                ("entered_by", models.CharField(max_length=80)),
                ("entered_by_name", models.CharField(max_length=60)),
                ("entered_at", models.DateTimeField()),
                ("second_by", models.CharField(max_length=80, null=True)),
                ("second_by_name", models.CharField(blank=True, max_length=60)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=60)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.courtaccount"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_receipts",
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
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="cases.party"
                    ),
                ),
                (
                    "deposit_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_deposits",
                        to="funds.statementline",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_receipt",
                        to="funds.statementline",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["entered", "confirmed"])),
                        fields=["court", "hand_over_by", "id"],
                        name="hand_receipt_open",
                    ),
                    models.Index(fields=["court", "-received_at", "-id"], name="hand_receipt_latest"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("court", "number"), name="hand_receipt_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_by", None),
                            models.Q(("second_by", models.F("entered_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="hand_receipt_two_officers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("line", None), ("state__in", ["entered", "cancelled"])),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("line__isnull", False),
                                ("second_by__isnull", False),
                                ("state__in", ["confirmed", "handed_over", "bounced"]),
                            ),
                            _connector="OR",
                        ),
                        name="hand_receipt_confirmed_by_a_second",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deposit_line__isnull", False), ("state", "handed_over")),
                            models.Q(
                                models.Q(("state", "handed_over"), _negated=True), ("deposit_line", None)
                            ),
                            _connector="OR",
                        ),
                        name="hand_receipt_deposited_on_a_line",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("fen__gt", 0)), name="hand_receipt_above_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "cash"),
                            models.Q(("instrument_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="instrument_has_a_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("payee_name", models.CharField(max_length=200)),
                ("payee_bank", models.CharField(max_length=80)),
                ("payee_account_sealed", models.BinaryField()),
                ("payee_account_masked", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "link",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="funds.partylink",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="funds.payment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("payment",),
                        name="waiting_proposal_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Settlement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("agreed_on", models.DateField()),
                ("text", models.CharField(max_length=500)),
                ("total_fen", models.BigIntegerField()),
                ("waived_fen", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="running", max_length=10)),
                ("next_due_on", models.DateField(null=True)),
                ("entered_at", models.DateTimeField()),
                ("entered_by_name", models.CharField(max_length=60)),
                ("ended_on", models.DateField(null=True)),
                ("ended_by_name", models.CharField(blank=True, max_length=60)),
                ("ended_reason", models.CharField(blank=True, max_length=300)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="settlements",
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
                        condition=models.Q(("state__in", ["running", "missed"])),
                        fields=["court", "next_due_on", "id"],
                        name="settlement_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["running", "missed"])),
                        fields=("case",),
                        name="one_live_settlement",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("total_fen__gt", 0), ("waived_fen__gte", 0)),
                        name="settlement_above_zero",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.SmallIntegerField()),
                ("due_on", models.DateField()),
                ("fen", models.BigIntegerField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "settlement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instalments",
                        to="funds.settlement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("settlement", "place"), name="instalment_place_once"),
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="instalment_above_zero"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("place", models.SmallIntegerField()),
                ("points", models.SmallIntegerField()),
                ("why", models.CharField(max_length=600)),
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
                    "receipt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="funds.receipt",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("receipt", "place"), name="suggestion_place_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("place__gte", 1), ("place__lte", 5), ("points__gte", 0), ("points__lte", 99)
                        ),
                        name="suggestion_within_bounds",
                    ),
                ],
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
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tellings", to="cases.case"
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
                        related_name="tellings",
                        to="cases.party",
                    ),
                ),
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
            name="Look",
            fields=[
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="look",
                        serialize=False,
                        to="funds.receipt",
                    ),
                ),
                ("horizon", models.CharField(max_length=120)),
                ("looked_at", models.DateTimeField()),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="plan",
            name="repairs",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="repair_plans",
                to="funds.payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("repairs", None), ("source", "case"), ("state__in", ["proposed", "approved"])
                ),
                fields=("receipt",),
                name="live_plan_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="plan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("repairs__isnull", False), ("state__in", ["proposed", "approved"])),
                fields=("repairs",),
                name="live_repair_once",
            ),
        ),
    ]
