from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [("freezes", "0001_measures"), ("identity", "0002_visibility")]
    operations = [
        Protect("freezes_measure"),
        Protect("freezes_measureevent"),
        Protect("freezes_reminder"),
        Protect("freezes_gap"),
        Protect("freezes_ledgerfile"),
        AppendOnly("freezes_measureevent"),
        AppendOnly("freezes_reminder"),
    ]
