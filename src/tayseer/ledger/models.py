"""The ledger's tables; what must always hold is kept by constraints here and by triggers in migration 0002."""

from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """A named place where money is: an agency's income, a person's deposit, a case's escrow, the bank's clearing."""

    code = models.TextField(unique=True)
    kind = models.TextField()
    slots = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="ledger_account_kind",
                condition=Q(kind__in=("income", "deposit", "escrow", "provider", "suspense")),
            ),
            models.CheckConstraint(name="ledger_account_slots", condition=Q(slots__gte=1, slots__lte=64)),
            # A guarded account is checked against zero on its one balance row; in slots that check would mean nothing.
            models.CheckConstraint(
                name="ledger_account_guarded_has_one_slot",
                condition=~Q(kind__in=("deposit", "escrow")) | Q(slots=1),
            ),
        )


class Transfer(models.Model):
    """One movement of money, at one time, for one reason; never changed, never deleted."""

    at = models.DateTimeField()
    reason = models.TextField()
    case_ref = models.TextField(default="")
    bill_ref = models.TextField(default="")
    idempotency = models.TextField(unique=True)
    actor_kind = models.TextField()
    actor_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="ledger_transfer_reason", condition=Q(reason__regex=r"^ledger(\.[a-z][a-z_]*)+$")
            ),
        )
        indexes = (models.Index(fields=("bill_ref",), name="ledger_transfer_bill"),)


class Entry(models.Model):
    """One side of a transfer: what one account gained (positive) or gave (negative), in SAR."""

    transfer = models.ForeignKey(Transfer, on_delete=models.DO_NOTHING, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    slot = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = (models.CheckConstraint(name="ledger_entry_not_zero", condition=~Q(amount=0)),)
        indexes = (models.Index(fields=("account", "transfer"), name="ledger_entry_statement"),)


class Balance(models.Model):
    """The sum of an account's entries in one slot, written by the database alone (migration 0002)."""

    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, related_name="+", db_index=False)
    slot = models.PositiveSmallIntegerField()
    guarded = models.BooleanField()
    amount = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("account", "slot"), name="ledger_balance_one_per_slot"),
            models.CheckConstraint(name="ledger_balance_never_negative", condition=Q(guarded=False) | Q(amount__gte=0)),
        )


class Bill(models.Model):
    """A sum asked of one person; its content never changes, its state only goes forward."""

    public_id = models.TextField(unique=True)
    person_id = models.BigIntegerField()
    case_ref = models.TextField(default="")
    purpose = models.TextField()
    lines = models.JSONField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    paid_by = models.TextField(default="")
    held = models.TextField(default="")
    refunded = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    idempotency = models.TextField(unique=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="ledger_bill_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="ledger_bill_purpose", condition=Q(purpose__in=("fee", "hold", "fine", "deposit"))
            ),
            models.CheckConstraint(
                name="ledger_bill_state", condition=Q(state__in=("open", "paid", "cancelled", "expired"))
            ),
            models.CheckConstraint(
                name="ledger_bill_closed_when_not_open",
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="ledger_bill_paid_by",
                condition=(Q(state="paid") & Q(paid_by__in=("card", "deposit"))) | (~Q(state="paid") & Q(paid_by="")),
            ),
            models.CheckConstraint(
                name="ledger_bill_held",
                condition=(
                    Q(purpose="hold", state="paid", held__in=("held", "released", "returned"))
                    | (~(Q(purpose="hold") & Q(state="paid")) & Q(held=""))
                ),
            ),
            models.CheckConstraint(
                name="ledger_bill_refunded",
                condition=Q(refunded=0) | (Q(refunded__gt=0, refunded__lte=F("amount")) & Q(state="paid")),
            ),
        )
        indexes = (
            models.Index(fields=("person_id", "-id"), name="ledger_bill_person"),
            models.Index(fields=("case_ref",), name="ledger_bill_case", condition=~Q(case_ref="")),
            models.Index(fields=("due_at",), name="ledger_bill_due", condition=Q(state="open")),
        )


class Payment(models.Model):
    """Money the bank announced, once per reference of the bank, and what became of it; never changed."""

    provider_reference = models.TextField(unique=True)
    idempotency = models.TextField(unique=True)
    bill_ref = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    received_at = models.DateTimeField()
    outcome = models.TextField()
    why = models.TextField(default="")
    transfer = models.OneToOneField(Transfer, on_delete=models.DO_NOTHING, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(name="ledger_payment_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="ledger_payment_outcome", condition=Q(outcome__in=("paid", "deposited", "unmatched"))
            ),
            # However many callbacks race, one payment alone closes a bill.
            models.UniqueConstraint(
                fields=("bill_ref",), condition=Q(outcome="paid"), name="ledger_payment_one_settles_a_bill"
            ),
        )
        indexes = (models.Index(fields=("bill_ref",), name="ledger_payment_bill"),)


class CardSession(models.Model):
    """A visit to the bank's page that a payer began; the bank's word alone moves it on."""

    public_id = models.TextField(unique=True)
    provider_session = models.TextField(unique=True)
    bill_ref = models.TextField()
    state = models.TextField(default="begun")
    begun_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_card_session"
        constraints = (
            models.CheckConstraint(
                name="ledger_card_session_state", condition=Q(state__in=("begun", "paid", "declined"))
            ),
        )
        indexes = (
            models.Index(fields=("bill_ref", "-id"), name="ledger_card_session_bill"),
            models.Index(fields=("begun_at",), name="ledger_card_session_waiting", condition=Q(state="begun")),
        )


class SeenNonce(models.Model):
    """A signed message already accepted, kept for as long as its signature could be shown again."""

    key_id = models.TextField()
    nonce = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_seen_nonce"
        constraints = (models.UniqueConstraint(fields=("key_id", "nonce"), name="ledger_seen_nonce_once"),)
        indexes = (models.Index(fields=("signed_at",), name="ledger_seen_nonce_age"),)
