"""What one case needs: the signed lists at hand, and how texts of the web write bytes."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import ec

from tayseer.documents import statuslist, trust
from tayseer.documents.trust import TrustList
from tests.platform.documents.samples import NOON


@dataclass
class Case:
    """One text with what is at hand to check it, and the verdict and first failing code that it must get."""

    name: str
    text: str
    verdict: str
    code: str = ""
    at: datetime = NOON
    trust: str = "today"
    lists: str = "fresh"
    log: str | None = "logged"


@dataclass
class Bench:
    """What cases lean on: trust lists and status lists by name, as signed texts and bytes."""

    roots: Mapping[str, ec.EllipticCurvePublicKey]
    trusts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def trusted(self, name: str) -> TrustList | None:
        return trust.read(self.trusts[name], root=self.roots) if name in self.trusts else None

    def status_list(self, name: str, uri: str, trusted: TrustList) -> statuslist.StatusList | None:
        token = self.lists.get(name, {}).get(uri)
        try:
            return statuslist.read(token, uri=uri, trust=trusted) if token else None
        except statuslist.UnableToReadStatusList:
            return None


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
