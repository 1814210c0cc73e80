"""Keeps with every event how surely its actor was known."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Events of before have level 0: nobody wrote it down."""

    dependencies: ClassVar = [("audit", "0004_logs_append_only")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="event", name="acr", field=models.SmallIntegerField(db_default=0, default=0)
        )
    ]
