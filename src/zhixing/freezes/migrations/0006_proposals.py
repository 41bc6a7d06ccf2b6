import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_relatives"),
        ("freezes", "0005_pending_since"),
        ("identity", "0002_visibility"),
        ("inquiries", "0003_control_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
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
        migrations.AddField(
            model_name="measureact",
            name="amount_fen",
            field=models.BigIntegerField(null=True),
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
        migrations.AddIndex(
            model_name="controlproposal",
            index=models.Index(fields=["case", "-proposed_at"], name="proposal_of_case"),
        ),
        migrations.AddIndex(
            model_name="controlproposal",
            index=models.Index(fields=["court", "state", "changed_at"], name="proposal_list"),
        ),
        migrations.AddConstraint(
            model_name="controlproposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted"])),
                fields=("case",),
                name="proposal_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlproposal",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="controlproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by", None),
                    models.Q(("approved_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="proposal_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_plain_excess", False),
                    ("is_excused", True),
                    ("state__in", ["draft", "discarded"]),
                    models.Q(("excess_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposal_excess_has_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="excessfinding",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "keep_asked"])),
                fields=["court", "due_on"],
                name="excess_open",
            ),
        ),
        migrations.AddIndex(
            model_name="excessfinding",
            index=models.Index(fields=["case", "-found_at"], name="excess_of_case"),
        ),
        migrations.AddConstraint(
            model_name="excessfinding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["open", "keep_asked"])),
                fields=("case",),
                name="excess_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="excessfinding",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="excessfinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("keep_agreed_by", None),
                    models.Q(("keep_agreed_by", models.F("keep_asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="excess_kept_by_two_people",
            ),
        ),
        migrations.AddIndex(
            model_name="proposalitem",
            index=models.Index(
                condition=models.Q(("is_chosen", True)), fields=["asset"], name="proposal_chose_asset"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalitem",
            constraint=models.UniqueConstraint(fields=("proposal", "asset"), name="proposal_asset_once"),
        ),
        migrations.AddConstraint(
            model_name="proposalitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["free", "uncounted", "person", "never"])),
                name="proposal_verdict_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_chosen", False), models.Q(("verdict", "never"), _negated=True), _connector="OR"
                ),
                name="proposal_never_protected",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_chosen", False),
                    models.Q(("verdict", "person"), _negated=True),
                    models.Q(("hand_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="proposal_person_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposalitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", None), ("amount_fen__gt", 0), _connector="OR"),
                name="proposal_amount_positive",
            ),
        ),
        Protect("freezes_choosingpolicy"),
        Protect("freezes_assetestimate"),
        Protect("freezes_proposallook"),
        Protect("freezes_controlproposal"),
        Protect("freezes_proposalitem"),
        Protect("freezes_excessfinding"),
        AppendOnly("freezes_assetestimate"),
    ]
