from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("freezes", "0014_reminders_sent")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="gap",
            name="measure",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="gaps",
                to="freezes.measure",
            ),
        ),
    ]  # fmt: skip
