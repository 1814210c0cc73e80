"""Tables of sharing: each link with its limits, and each time it was looked at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from tayseer.documents.sharing.contract import CODE_TRIES, LONGEST, MOST_VIEWS


class Share(models.Model):
    """One link. Its secret and its code are kept as digests alone; `document` is the public id of what it shows."""

    public_id = models.TextField(unique=True)
    secret = models.BinaryField(unique=True)
    document = models.TextField()
    person_id = models.BigIntegerField()
    recipient = models.TextField()
    purpose = models.TextField()
    scope = models.TextField()
    facts = ArrayField(models.TextField(), default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    views_allowed = models.SmallIntegerField()
    views_used = models.SmallIntegerField(default=0)
    code = models.BinaryField(default=b"")
    wrong_codes = models.SmallIntegerField(default=0)
    refused = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    first_viewed_at = models.DateTimeField(null=True)
    idempotency = models.TextField()

    class Meta:
        """The limits hold in the database too: no link is looked at more often, or lives longer, than allowed."""

        db_table = "sharing_share"
        constraints = (
            models.UniqueConstraint(fields=["person_id", "idempotency"], name="sharing_once"),
            models.CheckConstraint(condition=Q(scope__in=["whole", "minimal", "chosen"]), name="sharing_known_scope"),
            models.CheckConstraint(
                condition=Q(views_allowed__gte=1, views_allowed__lte=MOST_VIEWS), name="sharing_views_allowed"
            ),
            models.CheckConstraint(
                condition=Q(views_used__gte=0, views_used__lte=F("views_allowed")), name="sharing_never_too_often"
            ),
            models.CheckConstraint(
                condition=Q(wrong_codes__gte=0, wrong_codes__lte=CODE_TRIES), name="sharing_code_tries"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"), expires_at__lte=F("created_at") + LONGEST),
                name="sharing_term",
            ),
        )
        indexes = (models.Index(fields=["person_id", "document", "-id"], name="sharing_of_document"),)


class View(models.Model):
    """One time that a link was looked at. Who held it is not known, and not guessed at."""

    share = models.ForeignKey(Share, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    number = models.SmallIntegerField()

    class Meta:
        """The first view of a link happens once, and so does every other."""

        db_table = "sharing_view"
        constraints = (models.UniqueConstraint(fields=["share", "number"], name="sharing_view_once"),)
