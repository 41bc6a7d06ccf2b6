"""Migration operations: row-level security by court, and tables whose rows are only ever added."""

from importlib import resources

from django.db.migrations.operations import RunSQL


class Protect(RunSQL):
    """Rows of `table` are visible and writable only for the courts of the transaction (`zhixing.courts`)."""

    def __init__(self, table: str) -> None:
        self._table = table
        super().__init__(
            sql=f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            CREATE POLICY {table}_by_court ON {table}
                USING (court_id = ANY ((SELECT zhixing_courts())::integer[]))
                WITH CHECK (court_id = ANY ((SELECT zhixing_courts())::integer[]));
            """,
            reverse_sql=f"DROP POLICY {table}_by_court ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """How a migration file writes it."""
        return (self.__class__.__name__, [self._table], {})


class AppendOnly(RunSQL):
    """Rows of `table` can be added and never changed or removed: by trigger for everyone, by grant for the app."""

    def __init__(self, table: str) -> None:
        self._table = table
        super().__init__(
            sql=f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
                FOR EACH STATEMENT EXECUTE FUNCTION zhixing_refuse_change();
            REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM zhixing_app;
            """,
            reverse_sql=f"DROP TRIGGER {table}_append_only ON {table};",
        )

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """How a migration file writes it."""
        return (self.__class__.__name__, [self._table], {})


class RunFile(RunSQL):
    """Run a file from the `sql/` folder of an app, one purpose each."""

    def __init__(self, package: str, name: str, reverse: str = "") -> None:
        self._arguments = [package, name, reverse]
        text = (resources.files(package) / "sql" / name).read_text(encoding="utf-8")
        super().__init__(sql=text, reverse_sql=reverse or RunSQL.noop)

    def deconstruct(self) -> tuple[str, list[str], dict[str, object]]:
        """How a migration file writes it."""
        return (self.__class__.__name__, list(self._arguments), {})
