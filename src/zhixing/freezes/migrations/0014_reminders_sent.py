from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("freezes", "0013_nightly_mark")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="applicantreminder", name="document_id", field=models.UUIDField(null=True)
        ),
        migrations.RemoveConstraint(model_name="applicantreminder", name="applicant_told_when_and_how"),
        migrations.AddConstraint(
            model_name="applicantreminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel", ""), ("state", "due"), ("told_at", None))
                | models.Q(
                    ("channel", ""), ("document_id__isnull", False), ("state", "sent"), ("told_at", None)
                )
                | models.Q(
                    ("state", "told"), ("told_at__isnull", False), models.Q(("channel", ""), _negated=True)
                ),
                name="applicant_told_when_and_how",
            ),
        ),
    ]
