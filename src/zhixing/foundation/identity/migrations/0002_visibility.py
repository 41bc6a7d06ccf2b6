from django.db import migrations

from zhixing.foundation.identity.rls import RunFile


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_first")]
    operations = [
        RunFile("zhixing.foundation.identity", "courts_of_transaction.sql", "DROP FUNCTION zhixing_courts()"),
        RunFile("zhixing.foundation.identity", "refuse_change.sql", "DROP FUNCTION zhixing_refuse_change()"),
    ]
