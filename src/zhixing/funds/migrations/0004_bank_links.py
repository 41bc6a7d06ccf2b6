import django.db.models.deletion
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_search"),
        ("funds", "0003_sources"),
        ("identity", "0002_visibility"),
    ]

    operations = [
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
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="funds.paymentfile",
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
        Protect("funds_banklink"),
        Protect("funds_enquiry"),
        AppendOnly("funds_enquiry"),
    ]
