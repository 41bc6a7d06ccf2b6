from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect, RunFile


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_first"), ("identity", "0002_visibility")]
    operations = [
        Protect("evidence_fact"),
        AppendOnly("evidence_fact"),
        AppendOnly("evidence_seal"),
        AppendOnly("evidence_sealing"),
        RunFile(
            "zhixing.foundation.evidence",
            "list_unsealed.sql",
            "DROP TRIGGER evidence_fact_list_unsealed ON evidence_fact; DROP FUNCTION evidence_list_unsealed()",
        ),
    ]
