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
                name="identity_account_state", condition=Q(state__in=["active", "inactive", "locked", "paused"])
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
        """What it was used for is said when, and only when, it was used; one answer of a passkey is one signature."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="identity_signature_once", fields=["credential", "signature"]),
            models.CheckConstraint(
                name="identity_signature_use",
                condition=(Q(used_at__isnull=True) & Q(used_for="")) | (Q(used_at__isnull=False) & ~Q(used_for="")),
            ),
        ]


class Authenticator(models.Model):
    """Something by which its holder signs in besides a password: a passkey, an app of codes, a device that approves.

    It never gives more than the level under which it was bound. Ended ones are kept, so that what happened stays told.
    """

    public_id = models.TextField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    kind = models.TextField()
    name = models.TextField()
    bound_level = models.SmallIntegerField()
    bound_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Of a passkey: its id, its key (COSE), its counter, its model and how browsers reach it. Of a device: a digest.
    credential = models.BinaryField(null=True)
    public_key = models.BinaryField(null=True)
    sign_count = models.BigIntegerField(default=0)
    aaguid = models.TextField(default="")
    is_attested = models.BooleanField(default=False, db_default=False)
    transports = ArrayField(models.TextField(), default=list)
    # Of an app of codes: its secret, sealed, and the last period of which a code was used.
    secret = models.BinaryField(null=True)
    last_period = models.BigIntegerField(null=True)
    # Of a device: where its browser vendor takes messages for it.
    push = models.JSONField(null=True)

    class Meta:
        """Each kind has what it needs; a credential belongs to one account, for good."""

        constraints: ClassVar = [
            models.CheckConstraint(name="identity_authenticator_level", condition=Q(bound_level__in=[1, 2, 3])),
            models.CheckConstraint(
                name="identity_authenticator_kind",
                condition=Q(kind="passkey", credential__isnull=False, public_key__isnull=False)
                | Q(kind="totp", secret__isnull=False)
                | Q(kind="app", credential__isnull=False),
            ),
            models.UniqueConstraint(name="identity_authenticator_credential", fields=["credential"]),
        ]
        indexes: ClassVar = [
            models.Index(fields=["account"], condition=Q(ended_at__isnull=True), name="identity_authenticator_of")
        ]


class AuthenticatorChange(models.Model):
    """That the ways into an account were changed; its holder is told on every channel, and high-risk acts wait."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    what = models.TextField()
    name = models.TextField(default="")
    device = models.TextField(default="")
    changed_at = models.DateTimeField(db_index=True)
    holds = models.BooleanField()
    confirmed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)

    class Meta:
        """Found by account while acts wait, and by what is still to be told."""

        indexes: ClassVar = [
            models.Index(
                fields=["account", "changed_at"],
                condition=Q(holds=True, confirmed_at__isnull=True),
                name="identity_authchange_holds",
            ),
            models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="identity_authchange_untold"),
        ]


class Challenge(models.Model):
    """What a passkey is to sign, for one browser, one purpose and one time; the browser's token is kept as a digest."""

    token = models.BinaryField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+", null=True)
    purpose = models.TextField()
    challenge = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)


class RecoveryCode(models.Model):
    """One of the ten codes on paper; it lets its holder in once, at the lowest level."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    code = models.BinaryField()
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        """A code is looked for within its account."""

        constraints: ClassVar = [models.UniqueConstraint(name="identity_recoverycode_once", fields=["account", "code"])]


class Approval(models.Model):
    """A sign-in or a step-up that waits for a device of its holder, who types the two digits of the other screen."""

    public_id = models.TextField(unique=True)
    token = models.BinaryField(unique=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    purpose = models.TextField()
    digits = models.TextField()
    service = models.JSONField()
    agency = models.JSONField()
    place = models.TextField(default="")
    text = models.JSONField()
    state = models.TextField(default="open")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    answered_at = models.DateTimeField(null=True)
    authenticator = models.ForeignKey(Authenticator, on_delete=models.CASCADE, related_name="+", null=True)
    level = models.SmallIntegerField(default=0)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        """Approved by an authenticator; found by account while open, or while "it was not me" stops this way."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="identity_approval_state",
                condition=Q(state__in=["open", "approved", "used", "wrong", "not_me"]),
            ),
            models.CheckConstraint(
                name="identity_approval_by",
                condition=~Q(state__in=["approved", "used"]) | Q(authenticator__isnull=False),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "state"], name="identity_approval_of")]


class Proofing(models.Model):
    """That a person was proved to be who they are, where, how surely and by whom; fresh for a day."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    channel = models.TextField()
    level = models.SmallIntegerField()
    at = models.DateTimeField()
    fresh_until = models.DateTimeField()
    by_kind = models.TextField()
    by = models.BigIntegerField(null=True)

    class Meta:
        """Found by account while fresh."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="identity_proofing_channel", condition=Q(channel__in=["desk", "device", "bank"])
            ),
            models.CheckConstraint(name="identity_proofing_level", condition=Q(level__in=[1, 2, 3])),
        ]
        indexes: ClassVar = [models.Index(fields=["account", "fresh_until"], name="identity_proofing_of")]


class ActivationCode(models.Model):
    """A code given at a desk, a device or a bank after proofing; its holder activates or recovers an account by it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    code = models.BinaryField()
    channel = models.TextField()
    attempts = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)


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
    level = models.SmallIntegerField(default=1, db_default=1)
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
