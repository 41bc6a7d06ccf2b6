from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

from zhixing.foundation.identity.rls import Protect


class Migration(migrations.Migration):
    dependencies: ClassVar = [("freezes", "0012_hindrance"), ("identity", "0002_visibility")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="NightlyCheck",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to="identity.court"
                    ),
                ),
                ("on", models.DateField()),
                ("through", models.UUIDField()),
                ("at", models.DateTimeField()),
            ],
        ),
        Protect("freezes_nightlycheck"),
    ]  # fmt: skip
