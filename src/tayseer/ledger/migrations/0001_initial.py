"""The tables of the ledger."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.TextField(unique=True)),
                ("kind", models.TextField()),
                ("slots", models.PositiveSmallIntegerField(default=1)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("income", "deposit", "escrow", "provider", "suspense"))),
                        name="ledger_account_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slots__gte", 1), ("slots__lte", 64)), name="ledger_account_slots"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ("deposit", "escrow")), _negated=True), ("slots", 1), _connector="OR"
                        ),
                        name="ledger_account_guarded_has_one_slot",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Bill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.TextField(unique=True)),
                ("person_id", models.BigIntegerField()),
                ("case_ref", models.TextField(default="")),
                ("purpose", models.TextField()),
                ("lines", models.JSONField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("state", models.TextField(default="open")),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("paid_by", models.TextField(default="")),
                ("held", models.TextField(default="")),
                ("refunded", models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ("idempotency", models.TextField(unique=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person_id", "-id"], name="ledger_bill_person"),
                    models.Index(
                        condition=models.Q(("case_ref", ""), _negated=True),
                        fields=["case_ref"],
                        name="ledger_bill_case",
                    ),
                    models.Index(condition=models.Q(("state", "open")), fields=["due_at"], name="ledger_bill_due"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="ledger_bill_amount_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ("fee", "hold", "fine", "deposit"))),
                        name="ledger_bill_purpose",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("open", "paid", "cancelled", "expired"))),
                        name="ledger_bill_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("state", "open")),
                            models.Q(models.Q(("state", "open"), _negated=True), ("closed_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="ledger_bill_closed_when_not_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "paid"), ("paid_by__in", ("card", "deposit"))),
                            models.Q(models.Q(("state", "paid"), _negated=True), ("paid_by", "")),
                            _connector="OR",
                        ),
                        name="ledger_bill_paid_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("held__in", ("held", "released", "returned")), ("purpose", "hold"), ("state", "paid")
                            ),
                            models.Q(models.Q(("purpose", "hold"), ("state", "paid"), _negated=True), ("held", "")),
                            _connector="OR",
                        ),
                        name="ledger_bill_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refunded", 0),
                            models.Q(("refunded__gt", 0), ("refunded__lte", models.F("amount")), ("state", "paid")),
                            _connector="OR",
                        ),
                        name="ledger_bill_refunded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.TextField(unique=True)),
                ("provider_session", models.TextField(unique=True)),
                ("bill_ref", models.TextField()),
                ("state", models.TextField(default="begun")),
                ("begun_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("asked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ledger_card_session",
                "indexes": [
                    models.Index(fields=["bill_ref", "-id"], name="ledger_card_session_bill"),
                    models.Index(
                        condition=models.Q(("state", "begun")), fields=["begun_at"], name="ledger_card_session_waiting"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("begun", "paid", "declined"))),
                        name="ledger_card_session_state",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SeenNonce",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.TextField()),
                ("nonce", models.TextField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_seen_nonce",
                "indexes": [models.Index(fields=["signed_at"], name="ledger_seen_nonce_age")],
                "constraints": [models.UniqueConstraint(fields=("key_id", "nonce"), name="ledger_seen_nonce_once")],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("reason", models.TextField()),
                ("case_ref", models.TextField(default="")),
                ("bill_ref", models.TextField(default="")),
                ("idempotency", models.TextField(unique=True)),
                ("actor_kind", models.TextField()),
                ("actor_id", models.BigIntegerField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["bill_ref"], name="ledger_transfer_bill")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__regex", "^ledger(\\.[a-z][a-z_]*)+$")),
                        name="ledger_transfer_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Balance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slot", models.PositiveSmallIntegerField()),
                ("guarded", models.BooleanField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=18)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("account", "slot"), name="ledger_balance_one_per_slot"),
                    models.CheckConstraint(
                        condition=models.Q(("guarded", False), ("amount__gte", 0), _connector="OR"),
                        name="ledger_balance_never_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("provider_reference", models.TextField(unique=True)),
                ("idempotency", models.TextField(unique=True)),
                ("bill_ref", models.TextField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("received_at", models.DateTimeField()),
                ("outcome", models.TextField()),
                ("why", models.TextField(default="")),
                (
                    "transfer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="ledger.transfer"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["bill_ref"], name="ledger_payment_bill")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="ledger_payment_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("paid", "deposited", "unmatched"))),
                        name="ledger_payment_outcome",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "paid")),
                        fields=("bill_ref",),
                        name="ledger_payment_one_settles_a_bill",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slot", models.PositiveSmallIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="ledger.account",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="ledger.transfer"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["account", "transfer"], name="ledger_entry_statement")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True), name="ledger_entry_not_zero"
                    )
                ],
            },
        ),
    ]
