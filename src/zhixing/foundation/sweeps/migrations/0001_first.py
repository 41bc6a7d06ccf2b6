from django.db import migrations, models

import zhixing.foundation.keys


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Failure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sweep", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=120)),
                ("attempts", models.IntegerField(default=0)),
                ("next_try_at", models.DateTimeField()),
                ("last_error", models.TextField()),
                ("first_at", models.DateTimeField()),
                ("dead_at", models.DateTimeField(null=True)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("resolved_by", models.CharField(blank=True, max_length=60)),
            ],
            options={
                "indexes": [models.Index(fields=["-dead_at"], name="failure_dead")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("resolved_at", None)),
                        fields=("sweep", "subject"),
                        name="failure_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SweepRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("started_at", models.DateTimeField()),
                ("alive_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
                ("rows", models.BigIntegerField(default=0)),
                ("outcome", models.CharField(blank=True, max_length=10)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["name", "-started_at"], name="run_by_name")],
            },
        ),
    ]
