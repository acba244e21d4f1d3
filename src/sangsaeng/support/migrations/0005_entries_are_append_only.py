"""The amounts are in the ledger now; the database itself refuses to change or delete one of its entries."""

from django.db import migrations, models

from sangsaeng.records.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("support", "0004_amounts_move_into_the_ledger")]
    operations = [
        migrations.RemoveField(model_name="commitment", name="reverses"),
        migrations.RemoveField(model_name="commitment", name="amount_krw"),
        migrations.AlterField(
            model_name="commitment", name="code", field=models.CharField(max_length=40, unique=True)
        ),
        append_only("support_entry"),
    ]
