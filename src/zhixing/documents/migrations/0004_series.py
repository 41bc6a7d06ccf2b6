import django.db.models.deletion
from django.db import migrations, models

FILL = """
ALTER TABLE documents_document DISABLE TRIGGER documents_document_append_only;
UPDATE documents_document SET series = kind;
ALTER TABLE documents_document ENABLE TRIGGER documents_document_append_only;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0003_signatures")]

    operations = [
        migrations.AddField(
            "document", "addressee", models.CharField(max_length=200, blank=True, default="")
        ),
        migrations.AddField(
            "document", "series", models.CharField(max_length=40, default=""), preserve_default=False
        ),
        migrations.AlterField(
            "document",
            "recipient",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="cases.party",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveConstraint("document", "document_number_once"),
        migrations.AddConstraint(
            "document",
            models.UniqueConstraint(fields=["case", "series", "nth"], name="document_number_once"),
        ),
    ]
