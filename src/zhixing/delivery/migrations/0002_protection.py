from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect

BY_COURT = (
    "address",
    "consentnote",
    "whereabouts",
    "deliverypolicy",
    "carrier",
    "delivery",
    "sending",
    "carriercall",
    "sendingattempt",
    "attemptoutcome",
    "sendingevent",
    "opening",
    "serviceproof",
)
ONLY_ADDED = (
    "consentnote",
    "whereabouts",
    "carriercall",
    "sendingattempt",
    "attemptoutcome",
    "sendingevent",
    "serviceproof",
)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"delivery_{table}") for table in BY_COURT),
        *(AppendOnly(f"delivery_{table}") for table in ONLY_ADDED),
    ]
