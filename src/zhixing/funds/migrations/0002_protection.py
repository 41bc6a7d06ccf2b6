from django.db import migrations

from zhixing.foundation.identity.rls import AppendOnly, Protect, RunFile

ROOM = "zhixing.funds"
BY_COURT = (
    "account",
    "journal",
    "posting",
    "statement",
    "statementline",
    "receipt",
    "difference",
    "fundspolicy",
    "plan",
    "planline",
    "paymentfile",
    "payment",
    "bankanswer",
    "banklink",
    "enquiry",
    "payeeaccount",
    "payeestep",
    "thirdpartypayee",
    "payoutrule",
    "payoutreview",
    "deposit",
    "settlement",
    "instalment",
    "policychange",
    "dailyproof",
    "closingproposal",
    "closing",
    "lateentry",
    "correction",
    "distribution",
    "pooledreceipt",
    "claimant",
    "distributionline",
    "planreceived",
    "planobjection",
    "objectionevent",
    "banklayout",
    "handreceipt",
    "suggestion",
    "look",
    "lesson",
    "partylink",
    "repairproposal",
    "papervoucher",
    "payoutdeferral",
    "deferralstep",
    "tellingdue",
    "publicnotice",
    "publicnoticeentry",
)
ONLY_ADDED = (
    "account",
    "journal",
    "posting",
    "statement",
    "planline",
    "bankanswer",
    "statementline",
    "enquiry",
    "payeestep",
    "instalment",
    "dailyproof",
    "closingproposal",
    "closing",
    "lateentry",
    "pooledreceipt",
    "planreceived",
    "planobjection",
    "objectionevent",
    "lesson",
    "papervoucher",
    "deferralstep",
    "publicnotice",
    "publicnoticeentry",
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_first"), ("identity", "0002_protection")]
    operations = [
        *(Protect(f"funds_{table}") for table in BY_COURT),
        *(AppendOnly(f"funds_{table}") for table in ONLY_ADDED),
        RunFile(
            ROOM,
            "closed_periods.sql",
            "DROP TRIGGER funds_closing_forward ON funds_closing; DROP TRIGGER funds_journal_in_open_period ON funds_journal;"
            " DROP FUNCTION funds_close_forward(); DROP FUNCTION funds_refuse_closed_periods();"
            " DROP FUNCTION funds_closed_through(integer)",
        ),
        RunFile(
            ROOM,
            "claims_fixed.sql",
            "DROP TRIGGER funds_claimant_fixed ON funds_claimant; DROP TRIGGER funds_distributionline_fixed ON"
            " funds_distributionline; DROP FUNCTION funds_claims_fixed(); DROP FUNCTION funds_lines_fixed()",
        ),
        RunFile(ROOM, "journal_digest.sql", "DROP FUNCTION funds_journal_digest"),
        RunFile(
            ROOM,
            "prove_postings.sql",
            "DROP TRIGGER funds_posting_proved ON funds_posting; DROP FUNCTION funds_prove_postings();"
            " DROP FUNCTION funds_journals_missing(uuid[], integer)",
        ),
        RunFile(ROOM, "lock_balances.sql", "DROP FUNCTION funds_lock_balances(uuid[])"),
        RunFile(ROOM, "post_batch.sql", "DROP FUNCTION funds_post_batch"),
        RunFile(ROOM, "post.sql", "DROP FUNCTION funds_post"),
        # Journals are written through the functions only.
        migrations.RunSQL(
            """
            REVOKE INSERT ON funds_journal, funds_posting FROM zhixing_app;
            REVOKE ALL ON FUNCTION funds_post, funds_post_batch, funds_lock_balances FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION funds_post, funds_post_batch, funds_lock_balances TO zhixing_app;
            """,
            "GRANT INSERT ON funds_journal, funds_posting TO zhixing_app;",
        ),
        # Where money goes is never edited: an account or a locked payee only moves along its way.
        migrations.RunSQL(
            """
            REVOKE UPDATE, DELETE, TRUNCATE ON funds_payeeaccount, funds_thirdpartypayee, funds_payoutrule,
                funds_policychange FROM zhixing_app;
            GRANT UPDATE (state, called_at, called_by, called_by_name, called_number_masked, called_said, confirmed_on,
                confirmed_by, confirmed_by_name, effective_on, ended_at, ended_reason) ON funds_payeeaccount TO zhixing_app;
            GRANT UPDATE (state, objection, decided_at, decided_by, decided_by_name, decision)
                ON funds_thirdpartypayee TO zhixing_app;
            GRANT UPDATE (state, used_fen, given_at, given_by, given_by_name, ended_at, ended_by_name, ended_reason)
                ON funds_payoutrule TO zhixing_app;
            GRANT UPDATE (state, decided_at, decided_by, decided_by_name) ON funds_policychange TO zhixing_app;
            """,
            migrations.RunSQL.noop,
        ),
    ]
