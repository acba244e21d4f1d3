"""The database itself refuses to change or delete an entry of the ledger."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER commitment_is_never_{verb}d BEFORE {VERB} ON support_commitment
BEGIN SELECT RAISE(ABORT, 'support_commitment is append-only'); END;
"""

POSTGRESQL = """
CREATE FUNCTION support_commitment_is_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'support_commitment is append-only'; END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER commitment_is_append_only BEFORE UPDATE OR DELETE ON support_commitment
FOR EACH ROW EXECUTE FUNCTION support_commitment_is_append_only();
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(SQLITE.format(verb=verb, VERB=verb.upper()))
    else:
        schema_editor.execute(POSTGRESQL)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER commitment_is_never_{verb}d")
    else:
        schema_editor.execute("DROP TRIGGER commitment_is_append_only ON support_commitment")
        schema_editor.execute("DROP FUNCTION support_commitment_is_append_only")


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
