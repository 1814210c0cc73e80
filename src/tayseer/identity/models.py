"""Tables of accounts, sessions, codes, limits, roles and tokens. Secrets are stored only as digests."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """One way in: a person's, or an officer's. A person who is also an officer has two, apart."""

    kind = models.TextField(default="person")
    person_id = models.BigIntegerField(null=True)
    number = models.TextField(unique=True)
    password = models.TextField()
    name_ar = models.TextField(default="")
    name_en = models.TextField(default="")
    mobile = models.TextField(default="")
    mobile_changed_at = models.DateTimeField(null=True)
    email = models.TextField(default="")
    language = models.TextField(default="ar")
    state = models.TextField(default="active")
    created_at = models.DateTimeField()

    class Meta:
        """One account of each kind for a person; one mobile number for one account of each kind."""

        constraints: ClassVar = [
            models.CheckConstraint(name="identity_account_kind", condition=Q(kind__in=["person", "officer"])),
            models.CheckConstraint(
                name="identity_account_state", condition=Q(state__in=["active", "inactive", "locked"])
            ),
            models.CheckConstraint(name="identity_account_language", condition=Q(language__in=["ar", "en"])),
            models.CheckConstraint(
                name="identity_account_of_someone", condition=Q(kind="officer") | Q(person_id__isnull=False)
            ),
            models.UniqueConstraint(
                name="identity_account_person", fields=["person_id", "kind"], condition=Q(person_id__isnull=False)
            ),
            models.UniqueConstraint(name="identity_account_mobile", fields=["mobile", "kind"], condition=~Q(mobile="")),
        ]


class Session(models.Model):
    """A signed-in device; the cookie holds the token, the table its SHA-256 alone."""

    token = models.BinaryField(primary_key=True)
    public_id = models.TextField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    methods = ArrayField(models.TextField(), default=list)
    level = models.SmallIntegerField(default=1)
    level_at = models.DateTimeField(null=True)
    device = models.TextField(default="")


class MobileChange(models.Model):
    """That an account's number was replaced, by whatever way; written by the database alone (migration 0002)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    old_mobile = models.TextField()
    email = models.TextField(default="")
    language = models.TextField()
    changed_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)

    class Meta:
        """Found by account while acts wait, and by what is still to be told."""

        constraints: ClassVar = [
            models.CheckConstraint(name="identity_mobilechange_old", condition=~Q(old_mobile="")),
            models.CheckConstraint(
                name="identity_mobilechange_order",
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("changed_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(warned_at__isnull=True), name="identity_mobilechange_untold")
        ]


class OneTimeCode(models.Model):
    """A code sent to a phone, bound to the attempt whose token the browser holds, to a purpose and to a text."""

    token = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    purpose = models.TextField()
    about = models.TextField(default="")
    code = models.BinaryField()
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)


class Signature(models.Model):
    """That a passkey of an account signed one text; used up by the one act that it was made for."""

    public_id = models.TextField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    credential = models.BinaryField()
    text = models.TextField()
    client_data = models.BinaryField()
    authenticator_data = models.BinaryField()
    signature = models.BinaryField()
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_for = models.TextField(default="")

    class Meta:
        """What it was used for is said when, and only when, it was used."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="identity_signature_use",
                condition=(Q(used_at__isnull=True) & Q(used_for="")) | (Q(used_at__isnull=False) & ~Q(used_for="")),
            )
        ]


class Limit(models.Model):
    """How often something happened since the window opened; the key is a digest, never a number or address."""

    key = models.BinaryField(primary_key=True)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_index=True)
    count = models.IntegerField()


class OfficerRole(models.Model):
    """An officer's role in a unit of an agency; ended, never deleted."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    agency = models.TextField()
    unit = models.TextField()
    role = models.TextField()
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One role at a time for one account."""

        constraints: ClassVar = [
            models.CheckConstraint(name="identity_officerrole_role", condition=Q(role__in=["clerk", "supervisor"])),
            models.CheckConstraint(name="identity_officerrole_agency", condition=~Q(agency="")),
            models.CheckConstraint(
                name="identity_officerrole_order", condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("granted_at"))
            ),
            models.UniqueConstraint(
                name="identity_officerrole_current", fields=["account"], condition=Q(ended_at__isnull=True)
            ),
        ]


class ApiToken(models.Model):
    """A bearer token of a program, shown once when it is made and kept as a digest."""

    digest = models.BinaryField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    name = models.TextField()
    scopes = ArrayField(models.TextField())
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class TermsAcceptance(models.Model):
    """That an account accepted one version of one text, and when first."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    document = models.TextField()
    version = models.TextField()
    accepted_at = models.DateTimeField()

    class Meta:
        """Accepting the same version again changes nothing."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_terms_once", fields=["account", "document", "version"])
        ]


class Outbox(models.Model):
    """What the demonstration would have sent; empty in production, where a real gateway sends."""

    channel = models.TextField()
    to = models.TextField(db_index=True)
    subject = models.TextField(default="")
    text = models.TextField()
    sent_at = models.DateTimeField()
