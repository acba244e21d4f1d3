"""A table that only grows: the database itself refuses to change or delete a row, on SQLite and PostgreSQL."""

from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_is_never_{verb}d BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""

POSTGRESQL = """
CREATE FUNCTION {table}_is_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{table} is append-only'; END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
"""


def append_only(table: str, *, no_longer: bool = False) -> migrations.RunPython:
    """The migration step that makes `table` append-only (or, with `no_longer`, ends that); it can be taken back."""

    def create(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb, VERB=verb.upper()))
        else:
            schema_editor.execute(POSTGRESQL.format(table=table))

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("update", "delete"):
                schema_editor.execute(f"DROP TRIGGER {table}_is_never_{verb}d")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
            schema_editor.execute(f"DROP FUNCTION {table}_is_append_only")

    return migrations.RunPython(drop, create) if no_longer else migrations.RunPython(create, drop)
