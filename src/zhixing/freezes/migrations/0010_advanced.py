from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("freezes", "0009_calendars")]
    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(
                    ("advanced_on__isnull", False),
                    ("is_waiting", True),
                    models.Q(("state", "released"), _negated=True),
                ),
                fields=["court", "id"],
                name="measure_advanced",
            ),
        ),
    ]
