import django.db.models.deletion
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_relatives"),
        ("funds", "0008_hand_and_layouts"),
        ("identity", "0002_visibility"),
    ]
    operations = [
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
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(fields=("receipt", "place"), name="suggestion_place_once"),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(points__gte=0, points__lte=99, place__gte=1, place__lte=5),
                name="suggestion_within_bounds",
            ),
        ),
        migrations.AddIndex(
            model_name="lesson", index=models.Index(fields=["account_index"], name="lesson_by_account")
        ),
        migrations.AddIndex(
            model_name="lesson", index=models.Index(fields=["court", "payer_key"], name="lesson_by_payer")
        ),
        migrations.AddIndex(
            model_name="lesson", index=models.Index(fields=["court", "-id"], name="lesson_latest")
        ),
        *(Protect(f"funds_{table}") for table in ("suggestion", "look", "lesson")),
        AppendOnly("funds_lesson"),
    ]
