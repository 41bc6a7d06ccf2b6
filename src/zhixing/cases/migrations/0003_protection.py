from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_first"), ("identity", "0002_visibility")]
    operations = [
        Protect("cases_courtaccount"),
        Protect("cases_case"),
        Protect("cases_party"),
        Protect("cases_title"),
        Protect("cases_recovery"),
        Protect("cases_caseclock"),
        Protect("cases_suspension"),
        Protect("cases_intakefile"),
        AppendOnly("cases_recovery"),
    ]
