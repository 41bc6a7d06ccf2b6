from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect

BY_COURT = (
    "courtaccount",
    "case",
    "party",
    "title",
    "recovery",
    "caseclock",
    "suspension",
    "intakefile",
    "relative",
    "ending",
    "reopening",
    "resumption",
    "dossierfinding",
    "restriction",
    "restrictionevent",
)
ONLY_ADDED = (
    "recovery",
    "ending",
    "reopening",
    "resumption",
    "dossierfinding",
    "restrictionevent",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"cases_{table}") for table in BY_COURT),
        *(AppendOnly(f"cases_{table}") for table in ONLY_ADDED),
    ]
