import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0003_ballots_belong_to_a_vote")]

    operations = [
        migrations.RemoveConstraint(model_name="ballot", name="one_ballot_a_seat"),
        migrations.RemoveField(model_name="ballot", name="agenda_item"),
        migrations.AlterField(
            model_name="ballot",
            name="vote",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="ballots", to="deliberation.vote"
            ),
        ),
    ]
