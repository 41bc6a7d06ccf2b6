from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect

BY_COURT = (
    "procedureversion",
    "stop",
    "robotpolicy",
    "trigger",
    "approval",
    "task",
    "act",
    "redanswer",
    "sample",
)
ONLY_ADDED = (
    "approval",
    "redanswer",
)


class Migration(migrations.Migration):
    dependencies = [("robot", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"robot_{table}") for table in BY_COURT),
        *(AppendOnly(f"robot_{table}") for table in ONLY_ADDED),
    ]
