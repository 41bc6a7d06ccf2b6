from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect

BY_COURT = (
    "document",
    "signature",
    "readypage",
    "checkcode",
    "spoken",
    "awaiting",
    "edition",
    "wordingversion",
)
ONLY_ADDED = (
    "document",
    "signature",
    "checkcode",
    "spoken",
    "edition",
)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"documents_{table}") for table in BY_COURT),
        *(AppendOnly(f"documents_{table}") for table in ONLY_ADDED),
        # What was decided about a wording is never edited: only its way to the decision is.
        migrations.RunSQL(
            """
            REVOKE UPDATE, DELETE, TRUNCATE ON documents_wordingversion FROM zhixing_app;
            GRANT UPDATE (state, decided_at, decided_by, decided_by_name, reason) ON documents_wordingversion TO zhixing_app;
            """,
            migrations.RunSQL.noop,
        ),
    ]
