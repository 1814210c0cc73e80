"""Tables of the provider: clients and contracts, requests, consents, logins with their codes, notices to clients."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Client(models.Model):
    """An agency or a firm; `code` is its `client_id`. Stopped, never deleted: consents and audit name it."""

    code = models.TextField(primary_key=True)
    name_ar = models.TextField()
    name_en = models.TextField()
    kind = models.TextField()
    sector = models.TextField()
    jwks = models.JSONField()
    redirect_uris = ArrayField(models.TextField())
    logout_redirect_uris = ArrayField(models.TextField(), default=list)
    backchannel_logout_uri = models.TextField(default="")
    term_days = models.SmallIntegerField()
    sandbox = models.BooleanField(default=False)
    state = models.TextField(default="active")
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        """Of one of two kinds, in one of two states."""

        constraints: ClassVar = [
            models.CheckConstraint(name="openid_client_kind", condition=Q(kind__in=["agency", "firm"])),
            models.CheckConstraint(
                name="openid_client_state",
                condition=Q(state="active", stopped_at__isnull=True) | Q(state="stopped", stopped_at__isnull=False),
            ),
            models.CheckConstraint(name="openid_client_term", condition=Q(term_days__gte=1)),
        ]


class ContractedScope(models.Model):
    """What a client's contract lets it ask for, why, and on which legal basis."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    scope = models.TextField()
    purpose_ar = models.TextField()
    purpose_en = models.TextField()
    basis_ar = models.TextField()
    basis_en = models.TextField()
    essential = models.BooleanField(default=True)

    class Meta:
        """Each scope once."""

        constraints: ClassVar = [
            models.UniqueConstraint(name="openid_contractedscope_once", fields=["client", "scope"])
        ]


class Spent(models.Model):
    """An identifier that counts once (`jti` of an assertion or a proof), a digest until it is too old anyway."""

    key = models.BinaryField(primary_key=True)
    until = models.DateTimeField(db_index=True)


class PushedRequest(models.Model):
    """A request pushed by a client (RFC 9126); bound to the browser that opens it first."""

    secret = models.BinaryField(primary_key=True)
    public_id = models.TextField(unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    asked = models.JSONField()
    jkt = models.TextField(default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    browser = models.BinaryField(default=b"")
    stepped = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True)


class Consent(models.Model):
    """That a person agreed to share facts with a client; one stands at a time. `digest` is of what was asked."""

    public_id = models.TextField(unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    scopes = ArrayField(models.TextField())
    asked = ArrayField(models.TextField())
    digest = models.BinaryField()
    shared = models.JSONField()
    text_version = models.TextField()
    receipt = models.TextField()
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.TextField(default="")
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """One stands for a person and a client; its end has a reason."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                name="openid_consent_standing", fields=["person_id", "client"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="openid_consent_end",
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(ended_at__isnull=False, ended_why__in=["revoked", "replaced"]),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person_id", "-given_at"], name="openid_consent_person")]


class Login(models.Model):
    """A person's sign-in at a client, out of one session here. Everything issued under it ends with it.

    `ended_why` is empty while it lives. The end of the session is written by the database (migration 0002), so that no
    way of signing out goes by it. `told` says that the client needs no notice of the end, or that one was made.
    """

    sid = models.TextField(unique=True)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    account_id = models.BigIntegerField()
    session = models.TextField()
    scopes = ArrayField(models.TextField())
    audience = models.TextField()
    level = models.SmallIntegerField()
    methods = ArrayField(models.TextField())
    auth_at = models.DateTimeField()
    nonce = models.TextField(default="")
    jkt = models.TextField(default="")
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    ended_why = models.TextField(default="")
    told = models.BooleanField(default=False)

    class Meta:
        """Found by session while it lives, and by what is still to be told."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="openid_login_end",
                condition=Q(
                    ended_why__in=[
                        *("", "signed_out", "code_replayed", "refresh_reused"),
                        *("consent_revoked", "client_stopped", "by_client"),
                    ]
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["session"], condition=Q(ended_why=""), name="openid_login_session"),
            models.Index(fields=["person_id", "client"], condition=Q(ended_why=""), name="openid_login_person"),
            models.Index(fields=["id"], condition=~Q(ended_why="") & Q(told=False), name="openid_login_untold"),
            models.Index(fields=["client", "-id"], name="openid_login_client"),
        ]


class Code(models.Model):
    """An authorization code, as a digest; used once, and remembered afterwards so that a second use is noticed."""

    digest = models.BinaryField(primary_key=True)
    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="+")
    redirect_uri = models.TextField()
    challenge = models.TextField()
    jkt = models.TextField(default="")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class RefreshToken(models.Model):
    """A refresh token, as a digest; each is used once and gives the next of its family, which is the login."""

    digest = models.BinaryField(primary_key=True)
    login = models.ForeignKey(Login, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Notice(models.Model):
    """What a client is still to be told: that a login ended, or all of a person's (`sid` empty)."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    sid = models.TextField(default="")
    why = models.TextField()
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        """Found by when it is due."""

        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                condition=Q(told_at__isnull=True, given_up_at__isnull=True),
                name="openid_notice_due",
            )
        ]


class Refusal(models.Model):
    """What a client asked wrongly at one of the doors, for its developers to read: our own words, and nobody's data."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    door = models.TextField()
    error = models.TextField()
    said = models.TextField(default="")

    class Meta:
        """Read by client, newest first, and forgotten by age."""

        indexes: ClassVar = [
            models.Index(fields=["client", "-id"], name="openid_refusal_client"),
            models.Index(fields=["at"], name="openid_refusal_at"),
        ]
