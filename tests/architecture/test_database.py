"""What the database itself refuses, whatever the application asks."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from zhixing.foundation.identity.models import Court

SEEN_BEFORE_A_COURT_IS_CHOSEN = {"identity_membership": "tells which courts a person may choose"}
MUST_BE_APPEND_ONLY = {
    "evidence_fact", "evidence_seal", "evidence_sealing", "cases_recovery", "documents_document", "documents_signature", "funds_papervoucher",
    "delivery_consentnote", "delivery_whereabouts", "delivery_carriercall", "delivery_sendingattempt", "delivery_attemptoutcome",
    "delivery_sendingevent", "delivery_serviceproof",
    "funds_journal", "funds_posting", "funds_statement", "funds_statementline",
}  # fmt: skip
pytestmark = pytest.mark.usefixtures("wangqing")


def _column(question: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {row[0] for row in cursor.fetchall()}


def _tables_of_courts() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if any(field.name == "court" and field.related_model is Court for field in model._meta.fields)
    }


def test_every_table_of_a_court_is_under_row_level_security() -> None:
    protected = _column(
        "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
        " WHERE c.relrowsecurity AND c.relkind IN ('r', 'p')"
    )
    assert len(_tables_of_courts()) >= 20
    assert _tables_of_courts() - protected - SEEN_BEFORE_A_COURT_IS_CHOSEN.keys() == set()


def test_the_columns_of_the_database_agree_with_the_models() -> None:
    """A table with `court_id` that no model knows would escape the check above."""
    with_court = _column("SELECT table_name FROM information_schema.columns WHERE column_name = 'court_id'"
                         " AND table_schema = 'public'")  # fmt: skip
    assert with_court - _tables_of_courts() == set()


def _append_only() -> set[str]:
    return _column(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc f ON f.oid = t.tgfoid WHERE f.proname = 'zhixing_refuse_change'"
    )


def test_rows_that_state_law_or_money_are_append_only() -> None:
    assert MUST_BE_APPEND_ONLY - _append_only() == set()


def test_the_application_may_not_change_or_remove_them() -> None:
    assert _column("SELECT current_user::text") == {"zhixing_app"}
    for table in sorted(_append_only()):
        column = _first_column(table)
        for act in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(act)


def _first_column(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table]
        )
        return str(cursor.fetchone()[0])


def test_the_application_owns_nothing_and_cannot_pass_the_policies() -> None:
    assert _column("SELECT relname FROM pg_class WHERE relowner = 'zhixing_app'::regrole") == set()
    assert (
        _column("SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls) AND rolname LIKE 'zhixing%'")
        == set()
    )


def test_with_no_court_set_nothing_is_visible() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('zhixing.courts', '', true)")
        for table in sorted(_tables_of_courts() - SEEN_BEFORE_A_COURT_IS_CHOSEN.keys()):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table


def test_models_and_migrations_agree() -> None:
    from io import StringIO

    from django.core.management import call_command

    words = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=words)
    except SystemExit:
        pytest.fail(f"models without migrations:\n{words.getvalue()}")
