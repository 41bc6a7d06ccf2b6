from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("freezes", "0011_nightly_check")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="measureact",
            name="hindrance",
            field=models.CharField(blank=True, db_default="", default="", max_length=16),
        ),
    ]
