from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_relatives"),
        ("freezes", "0007_reminders_in_rounds"),
        ("identity", "0002_visibility"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(
                    models.Q(
                        models.Q(("renewal", ""), _negated=True),
                        models.Q(("lifting", ""), _negated=True),
                        models.Q(("do_not_renew_reason", ""), _negated=True),
                        _connector="OR",
                    ),
                    models.Q(("state", "released"), _negated=True),
                ),
                fields=["court", "ends_on", "id"],
                name="measure_under_way",
            ),
        ),
    ]
