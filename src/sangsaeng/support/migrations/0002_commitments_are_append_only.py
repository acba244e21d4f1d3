"""The database itself refuses to change or delete an entry of the ledger."""

from django.db import migrations

from sangsaeng.records.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]
    operations = [append_only("support_commitment")]
