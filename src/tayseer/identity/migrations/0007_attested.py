"""Keeps with each passkey whether its model was attested when it was added; those of before count as not attested."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """What a device says of its model is worth nothing unless somebody vouched for it."""

    dependencies: ClassVar = [("identity", "0006_token_level")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="authenticator",
            name="is_attested",
            field=models.BooleanField(default=False, db_default=False),
        )
    ]
