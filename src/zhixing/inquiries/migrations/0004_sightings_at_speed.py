import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A sighting is written beside its asset, which nobody removes: no look-up per row. Assets are told again and again,
    so their pages keep room for the next version."""

    dependencies = [("inquiries", "0003_control_orders")]

    operations = [
        migrations.AlterField(
            model_name="sighting",
            name="asset",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sightings",
                to="inquiries.asset",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE inquiries_asset SET (fillfactor = 70)",
            reverse_sql="ALTER TABLE inquiries_asset RESET (fillfactor)",
        ),
    ]
