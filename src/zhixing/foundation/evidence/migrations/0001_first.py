import django.db.models.deletion
from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("identity", "0001_first"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("subject", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("actor_id_text", models.CharField(blank=True, max_length=20)),
                ("actor_name", models.CharField(max_length=60)),
                ("body", models.JSONField()),
                ("body_sha256", models.CharField(max_length=64)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "at"], name="fact_by_subject"),
                    models.Index(fields=["court", "kind", "at"], name="fact_by_kind"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("previous_head", models.CharField(max_length=64)),
                ("root", models.CharField(max_length=64)),
                ("fact_count", models.IntegerField()),
                ("sealed_at", models.DateTimeField()),
                ("head", models.CharField(max_length=64, unique=True)),
                ("key_id", models.CharField(max_length=16)),
                ("signature", models.CharField(max_length=128)),
            ],
        ),
        migrations.CreateModel(
            name="Unsealed",
            fields=[
                (
                    "fact",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="evidence.fact",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Sealing",
            fields=[
                (
                    "fact",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="evidence.fact",
                    ),
                ),
                ("position", models.IntegerField()),
                ("leaf", models.CharField(max_length=64)),
                ("seal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="evidence.seal")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("seal", "position"), name="sealing_place_once")
                ],
            },
        ),
    ]
