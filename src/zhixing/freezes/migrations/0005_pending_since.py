from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("freezes", "0004_renewals_and_releases")]
    operations = [
        migrations.AddField(model_name="measure", name="renewal_since", field=models.DateField(null=True)),
        migrations.AddField(model_name="measure", name="lifting_since", field=models.DateField(null=True)),
    ]
