from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect, RunFile

ROOM = "zhixing.foundation.evidence"
BY_COURT = ("fact",)
ONLY_ADDED = (
    "fact",
    "seal",
    "sealing",
)


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"evidence_{table}") for table in BY_COURT),
        *(AppendOnly(f"evidence_{table}") for table in ONLY_ADDED),
        RunFile(
            ROOM,
            "list_unsealed.sql",
            "DROP TRIGGER evidence_fact_list_unsealed ON evidence_fact; DROP FUNCTION evidence_list_unsealed()",
        ),
    ]
