from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("discovery", "0004_fairs")]

    operations = []
