import django.db.models.deletion
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_search"),
        ("documents", "0003_signatures"),
        ("funds", "0009_suggestions"),
        ("identity", "0002_visibility"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartyLink",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="party_links",
                        to="cases.case",
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
                ("kind", models.CharField(max_length=8)),
                (
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="funds.payment",
                    ),
                ),
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
            name="RepairProposal",
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
                    "payment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="funds.payment",
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
                ("payee_name", models.CharField(max_length=200)),
                ("payee_bank", models.CharField(max_length=80)),
                ("payee_account_sealed", models.BinaryField()),
                ("payee_account_masked", models.CharField(max_length=40)),
                ("made_at", models.DateTimeField()),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by_name", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=300)),
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
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
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
                ("turn", models.IntegerField(default=0)),
                (
                    "payment",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voucher",
                        to="funds.payment",
                    ),
                ),
                ("code_sha256", models.BinaryField(max_length=32)),
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
        Protect("funds_partylink"),
        Protect("funds_repairproposal"),
        Protect("funds_papervoucher"),
        AppendOnly("funds_papervoucher"),
    ]
