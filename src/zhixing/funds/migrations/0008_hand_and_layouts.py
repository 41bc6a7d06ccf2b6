import django.db.models.deletion
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import Protect

HOLDERS = [
    "bank", "cash", "case", "unidentified", "fee_income", "deposit", "in_transit", "refund_payable",
]  # fmt: skip
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_search"),
        ("funds", "0007_distributions"),
        ("identity", "0002_visibility"),
    ]

    operations = [
        migrations.AddField("statement", "source", models.CharField(default="table", max_length=80)),
        migrations.AlterField("statement", "opening_fen", models.BigIntegerField(null=True)),
        migrations.AlterField("statement", "closing_fen", models.BigIntegerField(null=True)),
        migrations.AlterField("statementline", "balance_fen", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "statementline",
            models.Index(
                condition=models.Q(("balance_fen", None)), fields=["bank_account", "booked_at"],
                name="statement_line_unproved",
            ),
        ),
        migrations.RemoveConstraint("account", "money_account_holder_known"),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=models.Q(("holder__in", HOLDERS)), name="money_account_holder_known"
            ),
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
                ("court", models.ForeignKey(db_index=False, on_delete=PROTECT, to="identity.court")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at", None)), fields=("court", "fingerprint"),
                        name="bank_layout_once",
                    )
                ]
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
                    models.ForeignKey(db_index=False, on_delete=PROTECT, to="cases.courtaccount"),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=PROTECT, related_name="hand_receipts", to="cases.case"),
                ),
                ("court", models.ForeignKey(db_index=False, on_delete=PROTECT, to="identity.court")),
                ("debtor", models.ForeignKey(db_index=False, on_delete=PROTECT, to="cases.party")),
                (
                    "deposit_line",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="hand_deposits", to="funds.statementline"
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        null=True, on_delete=PROTECT, related_name="hand_receipt", to="funds.statementline"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["entered", "confirmed"])),
                        fields=["court", "hand_over_by", "id"], name="hand_receipt_open",
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
        Protect("funds_banklayout"),
        Protect("funds_handreceipt"),
    ]  # fmt: skip
