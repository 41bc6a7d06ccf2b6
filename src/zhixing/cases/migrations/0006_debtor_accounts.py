from django.db import migrations, models

# Two digits for the debtor's place, where the bank's scheme writes the sequence in a fixed width and at the end: the
# only schemes under which a debtor's account can never be another case's.
GIVE = """
UPDATE cases_party party
   SET sub_account = own.sub_account || lpad((party.position + 1)::text, 2, '0')
  FROM cases_case own
  JOIN cases_courtaccount account ON account.court_id = own.court_id AND account.is_default
 WHERE own.id = party.case_id AND party.role = 'debtor' AND party.position < 99
   AND account.sub_account_scheme ~ '[{]sequence:0[0-9]+d?[}]$'
   AND own.sequence::text ~ ('^[0-9]{1,' || substring(account.sub_account_scheme from '[{]sequence:0([0-9]+)d?[}]$') || '}$')
   AND length(own.sub_account) <= 36
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_search"), ("identity", "0002_visibility")]
    operations = [
        migrations.AddField("party", "sub_account", models.CharField(blank=True, default="", max_length=40)),
        migrations.RunSQL(GIVE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "party",
            models.UniqueConstraint(
                fields=["court", "sub_account"],
                condition=~models.Q(sub_account=""),
                name="debtor_account_once",
            ),
        ),
    ]
