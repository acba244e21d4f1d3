from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_purchases_outcomes_and_material")]

    operations = [
        migrations.AddField(
            model_name="milestone",
            name="first_due_on",
            field=models.DateField(default=timezone.localdate),
            preserve_default=False,
        ),
    ]
