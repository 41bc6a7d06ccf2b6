import django.db.models.deletion
from django.db import migrations, models

from zhixing.foundation.identity.rls import Protect
from zhixing.foundation.keys import uuid7


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_series"),
        ("identity", "0002_visibility"),
    ]

    operations = [
        migrations.AddField("signature", "set_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="ReadyPage",
            fields=[
                ("id", models.UUIDField(default=uuid7, primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=64)),
                ("sha256", models.CharField(max_length=64)),
                ("unsigned_sha256", models.CharField(max_length=64)),
                ("unsigned_size", models.IntegerField()),
                ("pages", models.IntegerField()),
                ("dated_at", models.IntegerField()),
                ("hole_start", models.IntegerField()),
                ("hole_end", models.IntegerField()),
                ("set_at", models.DateTimeField(db_index=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("court", "key"), name="ready_page_once"),
                ],
            },
        ),
        Protect("documents_readypage"),
    ]
