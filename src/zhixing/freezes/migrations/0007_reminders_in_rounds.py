import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from zhixing.foundation.identity.rls import AppendOnly, Protect

GATHER = """
INSERT INTO freezes_reminderround (court_id, expires_on, step, round, measures, officers, due_on, given_at)
SELECT told.court_id, told.expires_on, told.step,
    row_number() OVER (PARTITION BY told.court_id, told.expires_on, told.step ORDER BY told.given_at),
    array_agg(measure.id ORDER BY measure.id), array_agg(measure.officer_id ORDER BY measure.id),
    min(told.due_on), told.given_at
FROM freezes_reminder told JOIN freezes_measure measure ON measure.id = told.measure_id
GROUP BY told.court_id, told.expires_on, told.step, told.given_at;
"""
# Keys do not compress: trying takes longer than writing them.
UNCOMPRESSED = """
ALTER TABLE freezes_reminderround ALTER measures SET STORAGE EXTERNAL, ALTER officers SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    dependencies = [("freezes", "0006_proposals"), ("identity", "0002_visibility")]
    operations = [
        migrations.CreateModel(
            name="ReminderRound",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "court_id",
                        "expires_on",
                        "step",
                        "round",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "court",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="identity.court"
                    ),
                ),
                ("expires_on", models.DateField()),
                ("step", models.SmallIntegerField()),
                ("round", models.SmallIntegerField()),
                (
                    "measures",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None),
                ),
                (
                    "officers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(null=True), size=None
                    ),
                ),
                ("due_on", models.DateField()),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("measures__len", models.F("officers__len")), ("measures__len__gt", 0)
                        ),
                        name="reminder_round_pairs",
                    )
                ],
            },
        ),
        migrations.RunSQL(UNCOMPRESSED, migrations.RunSQL.noop),
        migrations.RunSQL(GATHER, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Reminder"),
        migrations.RemoveIndex(model_name="measure", name="measure_due"),
        migrations.RemoveIndex(model_name="measure", name="measure_due_anywhere"),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("state", "watched")),
                fields=["court", "ends_on", "id"],
                include=("officer",),
                name="measure_due",
            ),
        ),
        Protect("freezes_reminderround"),
        AppendOnly("freezes_reminderround"),
    ]
