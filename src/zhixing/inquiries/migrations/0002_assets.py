import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_relatives"),
        ("identity", "0002_visibility"),
        ("inquiries", "0001_units_and_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.UniqueConstraint(
                fields=("person_index", "court", "kind", "identifier_index"), name="asset_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="asset",
            constraint=models.CheckConstraint(
                condition=models.Q(("ownership__in", ["sole", "joint", "shares", "unknown"])),
                name="asset_ownership_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="encumbrance",
            constraint=models.UniqueConstraint(fields=("asset", "key"), name="encumbrance_once"),
        ),
        migrations.AddConstraint(
            model_name="encumbrance",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["mortgage", "pledge", "other"])), name="encumbrance_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="namesake",
            constraint=models.UniqueConstraint(
                fields=("person_index", "court", "unit_code", "kind", "holder_index"), name="namesake_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="priormeasure",
            constraint=models.UniqueConstraint(fields=("asset", "key"), name="prior_measure_once"),
        ),
        migrations.AddIndex(
            model_name="readreply",
            index=models.Index(fields=["person_index", "unit_code", "-as_of"], name="reply_about_person"),
        ),
        migrations.AddConstraint(
            model_name="readreply",
            constraint=models.UniqueConstraint(fields=("court", "digest"), name="reply_read_once"),
        ),
        migrations.AddConstraint(
            model_name="readreply",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["found", "none", "refused"])), name="read_result_known"
            ),
        ),
        migrations.AddIndex(
            model_name="identityconflict",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "proposed"])),
                fields=["court", "found_at", "id"],
                name="conflict_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="identityconflict",
            constraint=models.UniqueConstraint(
                fields=("person_index", "court", "unit_code", "row_index"), name="conflict_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="identityconflict",
            constraint=models.CheckConstraint(
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
        ),
        migrations.AddConstraint(
            model_name="identityconflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="conflict_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="identityconflict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="conflict_has_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="assetchange",
            index=models.Index(fields=["asset", "-id"], name="change_of_asset"),
        ),
        migrations.AddConstraint(
            model_name="assetchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["new", "gone", "back", "amount", "status", "prior_measure", "burden", "ownership"],
                    )
                ),
                name="asset_change_known",
            ),
        ),
        migrations.AddIndex(
            model_name="sighting",
            index=models.Index(fields=["asset", "-id"], name="sighting_of_asset"),
        ),
        migrations.AddConstraint(
            model_name="spouselead",
            constraint=models.UniqueConstraint(
                fields=("person_index", "court", "spouse_index"), name="spouse_lead_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="spouselook",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="spouse_look_has_reason"
            ),
        ),
        Protect("inquiries_readreply"),
        Protect("inquiries_asset"),
        Protect("inquiries_sighting"),
        Protect("inquiries_assetchange"),
        Protect("inquiries_encumbrance"),
        Protect("inquiries_priormeasure"),
        Protect("inquiries_namesake"),
        Protect("inquiries_identityconflict"),
        Protect("inquiries_spouselead"),
        Protect("inquiries_spouselook"),
        AppendOnly("inquiries_readreply"),
        AppendOnly("inquiries_sighting"),
        AppendOnly("inquiries_assetchange"),
        AppendOnly("inquiries_spouselook"),
    ]
