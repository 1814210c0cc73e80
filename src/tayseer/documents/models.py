"""Tables of documents: what was issued, how it stands, and the lists that publish that standing."""

from django.db import models


class StatusList(models.Model):
    """A list of 2^20 places, of one agency; a document holds one place, drawn at random."""

    code = models.TextField(unique=True)
    agency = models.TextField()
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        """One open list for each agency."""

        db_table = "documents_status_list"
        constraints = (
            models.UniqueConstraint(fields=["agency"], condition=models.Q(is_open=True), name="one_open_list"),
        )


class IssuedDocument(models.Model):
    """A document as it was signed. The signed bytes never change; its standing and its picture on paper do."""

    public_id = models.TextField(unique=True)
    type = models.TextField()
    number = models.TextField()
    check_code = models.TextField()
    agency = models.TextField()
    person_id = models.BigIntegerField()
    case_ref = models.TextField(default="")
    idempotency = models.TextField(unique=True)
    kid = models.TextField()
    cose = models.BinaryField()
    entry = models.BinaryField(unique=True)
    log_index = models.BigIntegerField(null=True, unique=True)
    name_ar = models.TextField()
    name_en = models.TextField()
    facts = models.JSONField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    expires_on = models.DateField(null=True)
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="+")
    status_index = models.IntegerField()
    status = models.TextField(default="valid")
    status_reason = models.TextField(default="")
    status_at = models.DateTimeField()
    superseded_by = models.TextField(default="")
    state = models.TextField(default="issued")
    pdf = models.BinaryField(null=True)
    pdf_sha256 = models.BinaryField(null=True)
    seal_level = models.TextField(default="")
    rendered_at = models.DateTimeField(null=True)

    class Meta:
        """No two valid documents of a type share a number; no two documents share a place in a status list."""

        db_table = "documents_issued"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(status__in=["valid", "suspended", "revoked"]), name="known_status"
            ),
            models.CheckConstraint(condition=models.Q(state__in=["issued", "rendered"]), name="known_state"),
            models.UniqueConstraint(fields=["status_list", "status_index"], name="one_place_each"),
            models.UniqueConstraint(
                fields=["type", "number"], condition=~models.Q(status="revoked"), name="one_living_number"
            ),
            models.CheckConstraint(
                condition=models.Q(state="issued") | models.Q(pdf__isnull=False, pdf_sha256__isnull=False),
                name="rendered_has_pdf",
            ),
        )
        indexes = (
            models.Index(fields=["person_id", "-issued_at"], name="documents_wallet"),
            models.Index(fields=["number", "check_code"], name="documents_by_number"),
            models.Index(fields=["id"], condition=models.Q(state="issued"), name="documents_to_render"),
            models.Index(fields=["status_list"], condition=~models.Q(status="valid"), name="documents_not_valid"),
            models.Index(fields=["id"], condition=models.Q(log_index=None), name="documents_to_log"),
            models.Index(fields=["id"], condition=models.Q(seal_level="B-B"), name="documents_to_stamp"),
        )


class ArchivedPaper(models.Model):
    """The copy of a paper that stays provable for long (B-LTA); stamped again before its last stamp runs out."""

    document = models.OneToOneField(IssuedDocument, on_delete=models.PROTECT, related_name="+", primary_key=True)
    pdf = models.BinaryField()
    archived_at = models.DateTimeField()
    stamp_again_at = models.DateTimeField(db_index=True)

    class Meta:
        """The name of its table."""

        db_table = "documents_archived"
