"""The database itself refuses to change or delete an event."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER event_is_never_{verb}d BEFORE {VERB} ON records_event
BEGIN SELECT RAISE(ABORT, 'records_event is append-only'); END;
"""

POSTGRESQL = """
CREATE FUNCTION records_event_is_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'records_event is append-only'; END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON records_event
FOR EACH ROW EXECUTE FUNCTION records_event_is_append_only();
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
            schema_editor.execute(f"DROP TRIGGER event_is_never_{verb}d")
    else:
        schema_editor.execute("DROP TRIGGER event_is_append_only ON records_event")
        schema_editor.execute("DROP FUNCTION records_event_is_append_only")


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
