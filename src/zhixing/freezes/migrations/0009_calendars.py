import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import zhixing.foundation.keys
from zhixing.foundation.identity.rls import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("freezes", "0008_under_way"),
        ("identity", "0002_visibility"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=zhixing.foundation.keys.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calendar_feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("person", "court"),
                        name="calendar_open_once",
                    )
                ],
            },
        ),
        Protect("freezes_calendarfeed"),
    ]
