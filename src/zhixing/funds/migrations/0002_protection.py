from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect, RunFile

ROOM = "zhixing.funds"
TABLES = (
    "account", "journal", "posting", "statement", "statementline", "receipt", "difference", "fundspolicy", "plan",
    "planline", "paymentfile", "payment", "bankanswer",
)  # fmt: skip
APPEND_ONLY = ("account", "journal", "posting", "statement", "planline", "bankanswer", "statementline")


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_books"), ("identity", "0002_visibility"), ("cases", "0003_protection")]
    operations = [
        *(Protect(f"funds_{table}") for table in TABLES),
        *(AppendOnly(f"funds_{table}") for table in APPEND_ONLY),
        RunFile(
            ROOM, "prove_postings.sql",
            "DROP TRIGGER funds_posting_proved ON funds_posting; DROP FUNCTION funds_prove_postings(); "
            "DROP FUNCTION funds_journals_missing(uuid[], integer)",
        ),
        RunFile(ROOM, "lock_balances.sql", "DROP FUNCTION funds_lock_balances(uuid[])"),
        RunFile(
            ROOM, "post_batch.sql",
            "DROP FUNCTION funds_post_batch(integer, timestamptz, text, uuid[], text[], text[], date[], text[], uuid[],"
            " integer[], smallint[], uuid[], bigint[])",
        ),
        migrations.RunSQL(
            "REVOKE INSERT ON funds_journal, funds_posting FROM zhixing_app;"
            "REVOKE ALL ON FUNCTION funds_post_batch FROM PUBLIC; REVOKE ALL ON FUNCTION funds_lock_balances FROM PUBLIC;"
            "GRANT EXECUTE ON FUNCTION funds_post_batch, funds_lock_balances TO zhixing_app;",
            "GRANT INSERT ON funds_journal, funds_posting TO zhixing_app;",
        ),
    ]  # fmt: skip
