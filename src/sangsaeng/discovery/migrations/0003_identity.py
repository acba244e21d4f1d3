from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("discovery", "0002_profiles")]

    operations = []
