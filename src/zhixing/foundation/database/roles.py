"""The two database roles: `zhixing_owner` makes tables, `zhixing_app` works under row-level security."""

import psycopg
from psycopg import sql

from zhixing.foundation.database.cluster import APP, DATABASE, OWNER, Access


def make_roles_and_database(access: Access) -> None:
    """Create both roles and the database of an embedded server; running it again changes nothing."""
    with psycopg.connect(access.url("postgres", "postgres"), autocommit=True) as connection:
        for role in (OWNER, APP):
            exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            act = sql.SQL("ALTER ROLE") if exists else sql.SQL("CREATE ROLE")
            connection.execute(
                sql.SQL("{} {} LOGIN PASSWORD {} NOSUPERUSER NOBYPASSRLS {}").format(
                    act,
                    sql.Identifier(role),
                    sql.Literal(access.passwords[role]),
                    sql.SQL("CREATEDB" if role == OWNER else "NOCREATEDB"),
                )
            )
        make_database(connection, DATABASE)


def make_database(connection: "psycopg.Connection[tuple[object, ...]]", name: str) -> None:
    """Create a database owned by `zhixing_owner` unless it exists."""
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(
                sql.Identifier(name), sql.Identifier(APP)
            )
        )


PREPARE_SCHEMA = """
GRANT USAGE ON SCHEMA public TO zhixing_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO zhixing_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO zhixing_app;
"""


def prepare_foreign_server(owner_url: str) -> None:
    """On a server of the court's own (`DATABASE_URL`): make the role `zhixing_app` and let the login act as it."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN NOBYPASSRLS").format(sql.Identifier(APP)))
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(APP)))


def prepare_schema(owner_url: str) -> None:
    """Let `zhixing_app` use what the owner creates; tables that are append-only take the right back themselves."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute(PREPARE_SCHEMA)
