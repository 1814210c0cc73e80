"""Records that need a second officer, and reviews of accesses drawn at random."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.TextField(unique=True)),
                ("drawn_at", models.DateTimeField()),
                ("state", models.TextField(default="waiting")),
                ("note", models.TextField(default="")),
                ("reviewed_by", models.BigIntegerField(null=True)),
                ("reviewed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "office_access_review",
            },
        ),
        migrations.CreateModel(
            name="ProtectedPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.TextField(unique=True)),
                ("person_id", models.BigIntegerField()),
                ("order_ref", models.TextField()),
                ("protected_at", models.DateTimeField()),
                ("protected_by", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "office_protected",
            },
        ),
        migrations.AddField(
            model_name="recordaccess",
            name="is_protected",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddConstraint(
            model_name="recordaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("is_protected", True), ("state", "open"), _negated=True),
                    models.Q(("decided_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="office_access_protected",
            ),
        ),
        migrations.AddField(
            model_name="accessreview",
            name="access",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="office.recordaccess"
            ),
        ),
        migrations.AddConstraint(
            model_name="protectedperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("order_ref", ""), _negated=True), name="office_protected_order"
            ),
        ),
        migrations.AddConstraint(
            model_name="protectedperson",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="office_protected_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="protectedperson",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("person_id",), name="office_protected_current"
            ),
        ),
        migrations.AddIndex(
            model_name="accessreview",
            index=models.Index(condition=models.Q(("state", "waiting")), fields=["id"], name="office_review_waiting"),
        ),
        migrations.AddConstraint(
            model_name="accessreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True), ("state", "waiting")),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("state__in", ["sound", "unsound"]),
                    ),
                    _connector="OR",
                ),
                name="office_review_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="accessreview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "unsound"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="office_review_note",
            ),
        ),
    ]
