"""Keeps every replaced mobile number until its holder was told; a trigger writes it, so that no way goes by it."""

import django.db.models.deletion
from django.db import migrations, models

# The service, the account's own page and a branch reach the number by different statements.
KEEP = """
CREATE FUNCTION identity_keep_old_mobile() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO identity_mobilechange (account_id, old_mobile, email, language, changed_at, attempts)
    VALUES (NEW.id, OLD.mobile, OLD.email, NEW.language, coalesce(NEW.mobile_changed_at, clock_timestamp()), 0);
    RETURN NULL;
END $$;
CREATE TRIGGER identity_mobile_changed AFTER UPDATE OF mobile ON identity_account
    FOR EACH ROW WHEN (OLD.mobile <> '' AND OLD.mobile IS DISTINCT FROM NEW.mobile)
    EXECUTE FUNCTION identity_keep_old_mobile();
"""

KEEP_BACK = """
DROP TRIGGER identity_mobile_changed ON identity_account;
DROP FUNCTION identity_keep_old_mobile();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MobileChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("old_mobile", models.TextField()),
                ("email", models.TextField(default="")),
                ("language", models.TextField()),
                ("changed_at", models.DateTimeField(db_index=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("warned_at", models.DateTimeField(null=True)),
                ("attempts", models.SmallIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="identity.account"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("warned_at__isnull", True)),
                        fields=["id"],
                        name="identity_mobilechange_untold",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("old_mobile", ""), _negated=True), name="identity_mobilechange_old"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at__isnull", True),
                            ("confirmed_at__gte", models.F("changed_at")),
                            _connector="OR",
                        ),
                        name="identity_mobilechange_order",
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEEP, KEEP_BACK),
    ]
