"""Names, paths and headers of the X-Road Message Protocol for REST; pure.

They are the protocol's own, so that a security server can be put in front without any change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

VERSION = "r1"
CLIENT, MESSAGE_ID, USER, ISSUE = "X-Road-Client", "X-Road-Id", "X-Road-UserId", "X-Road-Issue"
#: What of a question a signature must cover besides what every signature covers.
COVERED = tuple(name.lower() for name in (CLIENT, MESSAGE_ID, USER, ISSUE))
#: Made by a security server about the message it passes on; an application neither writes nor believes it.
REQUEST_HASH = "X-Road-Request-Hash"
_PART = re.compile(r"[A-Za-z0-9._-]{1,64}")
_MEMBER_PARTS = 4


class UnableToReadName(ValueError):
    """The text names no member, or the path no service; the message says what is expected."""


class UnableToReadHeaders(ValueError):
    """A header of the protocol is missing, is there twice, or is not in form."""


@dataclass(frozen=True)
class Member:
    """A subsystem of a member of the exchange: instance, class (GOV, COM), member code, subsystem code."""

    instance: str
    member_class: str
    code: str
    subsystem: str

    def __str__(self) -> str:
        return "/".join(quote(part, safe="") for part in (self.instance, self.member_class, self.code, self.subsystem))

    @classmethod
    def named(cls, text: str) -> Member:
        """Return the member that this text names. Raises ``UnableToReadName``."""
        parts = [unquote(part) for part in text.split("/")]
        if len(parts) != _MEMBER_PARTS or not all(_PART.fullmatch(part) for part in parts):
            message = "A client is named by four parts: instance/class/member/subsystem."
            raise UnableToReadName(message)
        return cls(*parts)


@dataclass(frozen=True)
class Asked:
    """Who asks, in which message, for whose case and through whose hand; ``user`` and ``issue`` may be empty."""

    client: Member
    message_id: str
    user: str = ""
    issue: str = ""


def path_of(member: Member, service: str, **query: str) -> str:
    """Return the path of a service of a member, with its query."""
    path = f"/{VERSION}/{member}/{quote(service, safe='')}"
    return f"{path}?{urlencode(query)}" if query else path


def read_path(path: str) -> tuple[Member, str]:
    """Return the member and the service that a path names. Raises ``UnableToReadName``."""
    version, _, rest = path.strip("/").partition("/")
    name, _, service = rest.rpartition("/")
    if version != VERSION or not service:
        message = f"A path begins with /{VERSION}/ and names member and service."
        raise UnableToReadName(message)
    return Member.named(name), unquote(service)


def headers_of(asked: Asked) -> dict[str, str]:
    """Return the headers of a question; all four are always there, so that a signature covers each."""
    return {CLIENT: str(asked.client), MESSAGE_ID: asked.message_id, USER: asked.user or "-", ISSUE: asked.issue or "-"}


def read_headers(headers: Sequence[tuple[str, str]] | Mapping[str, str]) -> Asked:
    """Return what the headers say. Raises ``UnableToReadHeaders``; a client named twice is refused, not chosen from."""
    pairs = list(headers.items()) if hasattr(headers, "items") else list(headers)
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name.lower(), []).append(value.strip())
    clients, ids = found.get(CLIENT.lower(), []), found.get(MESSAGE_ID.lower(), [])
    if len(clients) != 1 or len(ids) != 1:
        message = f"{CLIENT} and {MESSAGE_ID} are needed, each once."
        raise UnableToReadHeaders(message)
    try:
        client, message_id = Member.named(clients[0]), str(UUID(ids[0]))
    except ValueError as error:
        raise UnableToReadHeaders(str(error)) from error
    user, issue = (found.get(name.lower(), ["-"])[0] for name in (USER, ISSUE))
    return Asked(client, message_id, "" if user == "-" else user, "" if issue == "-" else issue)
