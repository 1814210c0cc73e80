"""The one write of the public check: the alarm when something bears our signature that we never issued."""

import logging
from datetime import datetime

from django.db import transaction

from tayseer.audit.actions import record
from tayseer.audit.contract import SYSTEM
from tayseer.verify.rules import Finding

logger = logging.getLogger("tayseer.security")


def raise_alarm_if_forged(*, at: datetime, finding: Finding) -> None:
    """Record and report a document with a good signature that the issuance log does not hold: a key was misused."""
    if not any(remark.code == "log.absent" for remark in finding.findings):
        return
    logger.critical("a document signed with %s is not in the issuance log: stop the key and find out why", finding.kid)
    with transaction.atomic():
        record(actor=SYSTEM, action="document.forgery.seen", at=at, object=finding.kid, result="alarm")
