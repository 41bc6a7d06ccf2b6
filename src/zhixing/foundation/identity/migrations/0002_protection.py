from django.db import migrations

from zhixing.foundation.identity.rls import RunFile

ROOM = "zhixing.foundation.identity"


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_first")]
    operations = [
        RunFile(ROOM, "courts_of_transaction.sql", "DROP FUNCTION zhixing_courts()"),
        RunFile(ROOM, "refuse_change.sql", "DROP FUNCTION zhixing_refuse_change()"),
    ]
