from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect

BY_COURT = (
    "measure",
    "measureevent",
    "gap",
    "ledgerfile",
    "renewalpolicy",
    "actbatch",
    "measureact",
    "applicantreminder",
    "absence",
    "scan",
    "choosingpolicy",
    "assetestimate",
    "proposallook",
    "controlproposal",
    "proposalitem",
    "excessfinding",
    "reminderround",
    "calendarfeed",
    "nightlycheck",
)
ONLY_ADDED = (
    "measureevent",
    "scan",
    "assetestimate",
    "reminderround",
)


class Migration(migrations.Migration):
    dependencies = [("freezes", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"freezes_{table}") for table in BY_COURT),
        *(AppendOnly(f"freezes_{table}") for table in ONLY_ADDED),
        # Keys do not compress: trying takes longer than writing them.
        migrations.RunSQL(
            "ALTER TABLE freezes_reminderround ALTER measures SET STORAGE EXTERNAL, ALTER officers SET STORAGE EXTERNAL",
            migrations.RunSQL.noop,
        ),
    ]
