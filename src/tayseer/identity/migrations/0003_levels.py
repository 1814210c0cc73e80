"""Keeps with each session the level it proved, and when; those of before were by password and SMS."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Every session of before reached the lowest level at its beginning."""

    dependencies: ClassVar = [("identity", "0002_mobile_changes")]

    operations: ClassVar = [
        migrations.AddField(model_name="session", name="level", field=models.SmallIntegerField(default=1)),
        migrations.AddField(model_name="session", name="level_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL("UPDATE identity_session SET level_at = created_at", migrations.RunSQL.noop),
    ]
