"""Keeps with each token how surely its maker was known; those of before count as made at the lowest level."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A token never proves more than the sign-in at which it was made."""

    dependencies: ClassVar = [("identity", "0005_authenticators")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="apitoken", name="level", field=models.SmallIntegerField(default=1, db_default=1)
        )
    ]
