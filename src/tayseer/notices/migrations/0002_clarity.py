"""Counts of readers who found a page clear, or did not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clarity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("page", models.TextField()),
                ("service_code", models.TextField()),
                ("language", models.TextField()),
                ("answer", models.TextField()),
                ("day", models.DateField()),
                ("count", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["day"], name="notices_clarity_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("page__in", ["service", "case"])), name="notices_clarity_page"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["yes", "partly", "no"])), name="notices_clarity_answer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["ar", "en"])), name="notices_clarity_language"
                    ),
                    models.CheckConstraint(condition=models.Q(("count__gt", 0)), name="notices_clarity_count"),
                    models.UniqueConstraint(
                        fields=("service_code", "page", "language", "answer", "day"), name="notices_clarity_once"
                    ),
                ],
            },
        ),
    ]
