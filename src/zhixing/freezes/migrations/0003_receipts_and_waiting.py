import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_relatives"),
        ("freezes", "0002_protection"),
        ("identity", "0002_visibility"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="measure",
            name="advanced_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="ahead",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
        migrations.AddField(
            model_name="measure",
            name="ahead_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="asset_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="confirmed_until",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="do_not_renew_approved_by",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="measure",
            name="do_not_renew_by",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="measure",
            name="do_not_renew_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="do_not_renew_reason",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="measure",
            name="entrusted_by",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="measure",
            name="handed_over_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="handed_over_to",
            field=models.CharField(blank=True, db_default="", max_length=200),
        ),
        migrations.AddField(
            model_name="measure",
            name="lifting",
            field=models.CharField(blank=True, db_default="", max_length=10),
        ),
        migrations.AddField(
            model_name="measure",
            name="order_number",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.AddField(
            model_name="measure",
            name="original_case_number",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.AddField(
            model_name="measure",
            name="place",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="renewal",
            field=models.CharField(blank=True, db_default="", max_length=10),
        ),
        migrations.AddField(
            model_name="measure",
            name="renews",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="renewed_by",
                to="freezes.measure",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="stage",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="measure",
            name="term_starts_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="trouble",
            field=models.CharField(blank=True, db_default="", max_length=12),
        ),
        migrations.AddField(
            model_name="measure",
            name="trouble_words",
            field=models.CharField(blank=True, db_default="", max_length=400),
        ),
        migrations.AddField(
            model_name="measure",
            name="unit_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="value_fen",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="waits_behind",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting",
                to="freezes.measure",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(
                    models.Q(("trouble", ""), _negated=True), models.Q(("state", "released"), _negated=True)
                ),
                fields=["court", "id"],
                name="measure_in_trouble",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("order_number", ""), _negated=True),
                fields=["order_number"],
                name="measure_by_order",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("asset_id__isnull", False)), fields=["asset_id"], name="measure_of_asset"
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("waits_behind__isnull", False)),
                fields=["waits_behind"],
                name="measure_waiting_behind",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("renews__isnull", False)), fields=["renews"], name="measure_renewing"
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("is_waiting", True), models.Q(("state", "released"), _negated=True)),
                fields=["court", "id"],
                name="measure_waiting",
            ),
        ),
    ]
