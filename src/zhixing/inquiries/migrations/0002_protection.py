from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect

BY_COURT = (
    "unit",
    "unitkey",
    "unititem",
    "preset",
    "presetunit",
    "inquirypolicy",
    "inquiry",
    "request",
    "attempt",
    "attemptresult",
    "rawreply",
    "auditpick",
    "readreply",
    "asset",
    "sighting",
    "assetchange",
    "encumbrance",
    "priormeasure",
    "namesake",
    "identityconflict",
    "spouselead",
    "spouselook",
    "controlorder",
    "controldoubt",
    "controlreceipt",
    "wrongpersonclaim",
    "claimedorder",
    "desklink",
    "keyproposal",
)
ONLY_ADDED = (
    "attempt",
    "attemptresult",
    "rawreply",
    "readreply",
    "sighting",
    "assetchange",
    "spouselook",
    "controlorder",
    "controldoubt",
)


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"inquiries_{table}") for table in BY_COURT),
        *(AppendOnly(f"inquiries_{table}") for table in ONLY_ADDED),
        # A receipt stays as the unit gave it; only that it was watched is added.
        migrations.RunSQL(
            """
            REVOKE UPDATE, DELETE, TRUNCATE ON inquiries_controlreceipt FROM zhixing_app;
            GRANT UPDATE (watched_at) ON inquiries_controlreceipt TO zhixing_app;
            """,
            migrations.RunSQL.noop,
        ),
        # Assets are told again and again: their pages keep room for the next version.
        migrations.RunSQL(
            "ALTER TABLE inquiries_asset SET (fillfactor = 70)",
            "ALTER TABLE inquiries_asset RESET (fillfactor)",
        ),
    ]
