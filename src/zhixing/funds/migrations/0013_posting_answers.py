from django.db import migrations

from zhixing.foundation.identity.rls import RunFile

ROOM = "zhixing.funds"


class Migration(migrations.Migration):
    """A refusal of the books comes back as an answer, so that posting needs no savepoint of its own."""

    dependencies = [("funds", "0012_posting")]
    operations = [
        RunFile(ROOM, "post.sql"),
        migrations.RunSQL(
            "REVOKE ALL ON FUNCTION funds_post FROM PUBLIC; GRANT EXECUTE ON FUNCTION funds_post TO zhixing_app;",
            "DROP FUNCTION funds_post",
        ),
    ]
