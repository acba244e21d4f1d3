from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("discovery", "0001_initial")]

    operations = []
