"""The nightly check reads indexes: what nobody owns, holds or confirmed, and which cases still have measures."""

from typing import ClassVar

from django.conf import settings
from django.db import migrations, models

_STANDS = models.Q(("state", "released"), _negated=True)


def _index(name: str, fields: list[str], *conditions: models.Q) -> migrations.AddIndex:
    stands = conditions[0] & _STANDS if conditions else _STANDS
    return migrations.AddIndex(
        model_name="measure", index=models.Index(condition=stands, fields=fields, name=name)
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0007_relatives"),
        ("freezes", "0010_advanced"),
        ("identity", "0002_visibility"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        _index("measure_of_open_case", ["case", "court", "officer"]),
        _index("measure_no_receipt", ["court", "officer", "id"], models.Q(("confirmed_by_holder", False))),
        _index("measure_no_owner", ["court", "id"], models.Q(("officer", None))),
        _index("measure_no_holder", ["court", "id"], models.Q(("holder", ""))),
        _index("measure_handed_over", ["court", "id"], models.Q(("handed_over_on__isnull", False))),
        migrations.RunSQL("DELETE FROM freezes_gap WHERE kind = 'no_receipt'", migrations.RunSQL.noop),
    ]
