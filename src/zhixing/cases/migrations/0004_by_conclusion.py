from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_protection")]
    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["court", "concluded_on"], name="case_by_conclusion"),
        ),
    ]
