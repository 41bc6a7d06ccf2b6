from django.db import migrations

from zhixing.foundation.identity.rls import RunFile

ROOM = "zhixing.funds"


class Migration(migrations.Migration):
    """The functions that post and prove, as they are now: a house that has run the earlier ones gets these."""

    dependencies = [("funds", "0011_clocks")]
    operations = [
        RunFile(ROOM, "journal_digest.sql"),
        RunFile(ROOM, "prove_postings.sql"),
        RunFile(ROOM, "post_batch.sql"),
    ]
