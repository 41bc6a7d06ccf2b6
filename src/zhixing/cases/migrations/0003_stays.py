import django.db.models.deletion
from django.db import migrations, models

from zhixing.foundation.identity.rls import Protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_protection"), ("identity", "0002_protection")]
    operations = [
        migrations.AddField(model_name="caseclock", name="paused_since", field=models.DateField(null=True)),
        migrations.CreateModel(
            name="CaseRules",
            fields=[
                (
                    "court",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="case_rules",
                        serialize=False,
                        to="identity.court",
                    ),
                ),
                ("stayed_may_close", models.BooleanField(default=False)),
                ("set_at", models.DateTimeField(null=True)),
                ("set_by_name", models.CharField(blank=True, max_length=60)),
            ],
        ),
        Protect("cases_caserules"),
    ]
