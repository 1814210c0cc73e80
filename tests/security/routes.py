"""Every address of the site and who may open it; an address that is not here fails a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

EVERYONE = "everyone"
MACHINES = "machines of this installation"
BANK = "the bank, by its signature"
#: A person, about themself: strangers sign in first, an officer at work finds no such page.
PERSON = "a person"
#: A person whose thing the address names; others are told that there is nothing.
OWNER = "the person whose it is"
#: As OWNER, and a stranger too is told that there is nothing, for the address is no page to come back to.
HOLDER = "the holder, and nobody else"
#: Anybody with an account, at home or at work.
ACCOUNT = "whoever is signed in"
OFFICER = "an officer at work"
#: An officer of the unit that has the case, or who asked to open the record.
UNIT = "an officer of the unit"
#: An officer of the privacy office; officers of agencies are told that there is nothing.
PRIVACY = "the privacy office"
TOKEN = "a person's program"
TOKEN_OWNER = "the program of the person whose it is"

_API, _SERVICE = "api/v1/", "<lang>/services/<agency>/<name>/"
_API_SERVICE = f"{_API}services/<agency>/<name>"

WHO: dict[str, str] = {
    "": EVERYONE,
    "healthz": EVERYONE,
    "readyz": EVERYONE,
    "metrics": MACHINES,
    "robots.txt": EVERYONE,
    "static/<path>": EVERYONE,
    f"{_API}openapi.json": EVERYONE,
    f"{_API}services": EVERYONE,
    _API_SERVICE: EVERYONE,
    f"{_API_SERVICE}/subjects": TOKEN,
    f"{_API_SERVICE}/verdict": TOKEN,
    f"{_API_SERVICE}/plan": TOKEN,
    f"{_API_SERVICE}/cases": TOKEN,
    f"{_API_SERVICE}/answer": EVERYONE,  # each query says for itself whether it is open
    f"{_API}files": TOKEN,
    f"{_API}cases": TOKEN,
    f"{_API}cases/<public_id>": TOKEN_OWNER,
    f"{_API}cases/<public_id>/withdraw": TOKEN_OWNER,
    f"{_API}cases/<public_id>/turn": TOKEN_OWNER,
    f"{_API}cases/<public_id>/correct": TOKEN_OWNER,
    f"{_API}cases/<public_id>/object": TOKEN_OWNER,
    f"{_API}deposit": TOKEN,
    f"{_API}bills": TOKEN,
    f"{_API}bills/<public_id>": TOKEN_OWNER,
    f"{_API}bills/<public_id>/pay": TOKEN_OWNER,
    f"{_API}documents": TOKEN,
    f"{_API}documents/<public_id>": TOKEN_OWNER,
    f"{_API}violations": TOKEN,
    f"{_API}<path>": EVERYONE,
    "payments/callback": BANK,
    ".well-known/openid-configuration": EVERYONE,
    "openid/jwks": EVERYONE,
    "openid/par": EVERYONE,  # clients, by their signature; whoever has none is told so
    "openid/token": EVERYONE,
    "openid/revoke": EVERYONE,
    "openid/userinfo": BANK,  # here a client with a token of a person
    "openid/authorize": EVERYONE,
    "openid/logout": EVERYONE,
    "<lang>/authorize/sign-out/": EVERYONE,
    "<lang>/authorize/<public_id>/": EVERYONE,  # whoever's browser opened the request
    "<lang>/consents/": PERSON,
    "<lang>/consents/<public_id>/revoke/": OWNER,
    "<lang>/consents/<public_id>/receipt": OWNER,
    "<lang>/developers/": EVERYONE,
    "<lang>/developers/quick-start/": EVERYONE,
    "<lang>/developers/quick_start.py": EVERYONE,
    "<lang>/developers/scopes/": EVERYONE,
    "<lang>/developers/errors/": EVERYONE,
    "<lang>/developers/notices/": EVERYONE,
    "<lang>/developers/console/": PERSON,  # whoever the register names for no establishment finds nothing either
    "<lang>/developers/console/<firm>/": OWNER,
    "<lang>/developers/console/<firm>/new/": OWNER,
    "<lang>/developers/console/<firm>/<public_id>/": OWNER,
    "<lang>/developers/console/<firm>/<public_id>/keys/": OWNER,
    "<lang>/developers/console/<firm>/<public_id>/addresses/": OWNER,
    "<lang>/developers/console/<firm>/<public_id>/scopes/": OWNER,
    "<lang>/developers/console/<firm>/<public_id>/real/": OWNER,
    "<lang>/developers/console/<firm>/<public_id>/act/": OWNER,
    "<lang>/sign-in/": EVERYONE,
    "<lang>/sign-in/code/": EVERYONE,
    "<lang>/sign-out/": EVERYONE,
    "<lang>/account/": ACCOUNT,
    "<lang>/sign-in/code/send/": EVERYONE,
    "<lang>/sign-in/approval/": EVERYONE,
    "<lang>/sign-in/approval/ask/": EVERYONE,
    "<lang>/sign-in/approval/state/": EVERYONE,
    "<lang>/sign-in/passkey/": EVERYONE,
    "<lang>/passkey/options/": EVERYONE,
    "<lang>/activate/": EVERYONE,
    "<lang>/activate/code/": EVERYONE,
    "<lang>/forgotten/": EVERYONE,
    "<lang>/forgotten/code/": EVERYONE,
    "<lang>/account/resume/": EVERYONE,
    "<lang>/step-up/": ACCOUNT,
    "<lang>/step-up/code/": ACCOUNT,
    "<lang>/step-up/approval/": ACCOUNT,
    "<lang>/step-up/approval/ask/": ACCOUNT,
    "<lang>/approve/": ACCOUNT,
    "<lang>/account/security/": ACCOUNT,
    "<lang>/account/security/passkey/": ACCOUNT,
    "<lang>/account/security/app/": ACCOUNT,
    "<lang>/account/security/device/": ACCOUNT,
    "<lang>/account/security/codes/": ACCOUNT,
    "<lang>/account/security/confirm/": ACCOUNT,
    "<lang>/account/pause/": ACCOUNT,
    "<lang>/account/security/one/<public_id>/": OWNER,
    "<lang>/account/sessions/end/": ACCOUNT,
    "<lang>/account/details/": ACCOUNT,
    "<lang>/account/mobile/": ACCOUNT,
    "<lang>/account/mobile/code/": ACCOUNT,
    "<lang>/account/mobile/old/": ACCOUNT,
    "<lang>/account/mobile/old/code/": ACCOUNT,
    "<lang>/account/stop/": ACCOUNT,
    "<lang>/account/password/": ACCOUNT,
    "<lang>/outbox/": EVERYONE,  # in a demonstration alone
    "<lang>/bills/": PERSON,
    "<lang>/bills/top-up/": PERSON,
    "<lang>/bills/<public_id>/": OWNER,
    "<lang>/bills/<public_id>/deposit/": OWNER,
    "<lang>/bills/<public_id>/card/": OWNER,
    "<lang>/bills/<public_id>/return/": OWNER,
    "<lang>/documents/<public_id>/paper.pdf": HOLDER,
    "<lang>/documents/<public_id>/code.svg": HOLDER,
    "<lang>/documents/<public_id>/code.png": HOLDER,
    "<lang>/verify/": EVERYONE,
    "<lang>/verify/s/<code>": EVERYONE,
    "s/<code>": EVERYONE,
    "<lang>/verify/trust": EVERYONE,
    "<lang>/office/": OFFICER,
    "<lang>/office/cases/": OFFICER,
    "<lang>/office/cases/<public_id>/": UNIT,
    "<lang>/office/cases/<public_id>/decision/": UNIT,
    "<lang>/office/cases/<public_id>/opening/": UNIT,
    "<lang>/office/cases/<public_id>/attendance/": UNIT,
    "<lang>/office/cases/<public_id>/assignment/": UNIT,
    "<lang>/office/cases/<public_id>/files/<file_id>/": UNIT,
    "<lang>/office/desk/proofing/": OFFICER,
    "<lang>/office/reports/": OFFICER,
    "<lang>/office/reviews/": OFFICER,
    "<lang>/office/reviews/<public_id>/": UNIT,
    "<lang>/office/privacy/": PRIVACY,
    "<lang>/office/privacy/questions/<public_id>/": PRIVACY,
    "<lang>/office/privacy/protected/": PRIVACY,
    "<lang>/office/privacy/protected/<public_id>/end/": PRIVACY,
    "<lang>/office/people/": OFFICER,
    "<lang>/office/people/request/": OFFICER,
    "<lang>/office/people/<public_id>/": UNIT,
    "<lang>/office/people/<public_id>/documents/<document>/": UNIT,
    "<lang>/office/people/<public_id>/documents/<document>/standing/": UNIT,
    "<lang>/office/people/<public_id>/decision/": UNIT,
    "<lang>/display/": EVERYONE,
    "<lang>/gallery/": EVERYONE,  # in development and demonstrations alone
    "<lang>/gallery/<component>/": EVERYONE,
    "<lang>/": EVERYONE,
    "<lang>/services/": EVERYONE,
    "<lang>/services/<agency>/": EVERYONE,
    _SERVICE: EVERYONE,
    f"{_SERVICE}start/": OWNER,
    f"{_SERVICE}q/<question>/": OWNER,
    f"{_SERVICE}check/": OWNER,
    "<lang>/cases/": PERSON,
    "<lang>/cases/<public_id>/": OWNER,
    "<lang>/cases/<public_id>/answer/": OWNER,
    "<lang>/cases/<public_id>/correct/": OWNER,
    "<lang>/cases/<public_id>/withdraw/": OWNER,
    "<lang>/cases/<public_id>/object/": OWNER,
    "<lang>/cases/<public_id>/pay/": OWNER,
    "<lang>/delegations/": PERSON,
    "<lang>/delegations/new/": PERSON,
    "<lang>/delegations/visit/": PERSON,
    "<lang>/delegations/check/": EVERYONE,
    "<lang>/delegations/rights/": PERSON,
    "<lang>/delegations/<public_id>/": OWNER,
    "<lang>/delegations/<public_id>/answer/": OWNER,
    "<lang>/delegations/<public_id>/revoke/": OWNER,
    "<lang>/wallet/": PERSON,
    f"{_API}verify": EVERYONE,
    "log/<log>/key": EVERYONE,
    "log/<log>/checkpoint": EVERYONE,
    "log/<log>/proof": EVERYONE,
    "log/<log>/stamp": EVERYONE,
    "log/<log>/consistency": EVERYONE,
    "relief/messages": BANK,  # here the agency's own signature
    "<lang>/relief/": EVERYONE,
    "<lang>/relief/cases/<public_id>/": EVERYONE,
    "<lang>/relief/cases/<public_id>/give/": EVERYONE,
    "<lang>/relief/check/": EVERYONE,
    "<lang>/relief/figures/": EVERYONE,
    "<lang>/relief/campaigns/<slug>/": EVERYONE,
    "<lang>/relief/receipts/<public_id>/": EVERYONE,  # whoever was given the link
    "<lang>/relief/receipts/<public_id>/pay/": EVERYONE,
    "<lang>/relief/owed/<reference>/": EVERYONE,
    "<lang>/relief/mine/": PERSON,
    "<lang>/trust/list.jws": EVERYONE,
    "<lang>/trust/roots.jwks": EVERYONE,
    "<lang>/trust/status/<code>": EVERYONE,
    "<lang>/trust/crl/<kid>.crl": EVERYONE,
    "<lang>/verify/offline/": EVERYONE,
    "<lang>/verify/offline/app.webmanifest": EVERYONE,
    "<lang>/verify/offline/reader.js": EVERYONE,
    "<lang>/verify/offline/service.js": EVERYONE,
    "<lang>/verify/offline/words.json": EVERYONE,
    "<lang>/verify/offline/lists.json": EVERYONE,
    "<lang>/verify/offline/log/<sha256:entry>": EVERYONE,
    "<lang>/activity/<uuid:event_id>/": OWNER,
    "<lang>/activity/<uuid:event_id>/proof.json": OWNER,
    "<lang>/wallet/<public_id>/": OWNER,
    "<lang>/wallet/<public_id>/share/": OWNER,
    "<lang>/wallet/<public_id>/shares/": OWNER,
    "<lang>/wallet/<public_id>/shares/<share_id>/revoke/": OWNER,
    "<lang>/wallet/<public_id>/wrong/": OWNER,
    "<lang>/wallet/on-device/": PERSON,
    "<lang>/wallet/on-device/copy/": PERSON,
    "<lang>/wallet/on-device/status/": PERSON,
    "<lang>/wallet/on-device/shell/": EVERYONE,
    "<lang>/wallet/worker.js": EVERYONE,
    "<lang>/shared/<secret>/": EVERYONE,  # whoever was given the link
    "<lang>/inbox/": PERSON,
    "<lang>/inbox/read/": PERSON,
    "<lang>/inbox/<public_id>/": OWNER,
    "<lang>/suggestions/": PERSON,
    "<lang>/activity/": PERSON,
    "<lang>/family/": PERSON,
    "<lang>/vehicles/": PERSON,
    "<lang>/violations/": PERSON,
    "<lang>/money/": PERSON,
    "<lang>/establishments/": PERSON,
    "<lang>/establishments/offers/<public_id>/answer/": OWNER,
    "<lang>/establishments/requests/<public_id>/": OWNER,
    "<lang>/establishments/requests/<public_id>/act/": OWNER,
    "<lang>/establishments/requests/<public_id>/rows.csv": OWNER,
    "<lang>/establishments/<firm>/": OWNER,
    "<lang>/establishments/<firm>/people/": OWNER,
    "<lang>/establishments/<firm>/people/<public_id>/end/": OWNER,
    "<lang>/establishments/<firm>/bulk/": OWNER,
    "<lang>/agencies/": EVERYONE,
    "<lang>/clarity/": EVERYONE,
    "<lang>/help/": EVERYONE,
    "<lang>/help/privacy/": EVERYONE,
    "<lang>/help/accessibility/": EVERYONE,
}


def addresses() -> list[str]:
    """Every address the resolver knows, with the names of its parts between angle brackets."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for pattern in patterns:
        here = before + _plain(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here)
        else:
            yield here


def _plain(pattern: str) -> str:
    if pattern == "^(?P<lang>ar|en)/":
        return "<lang>/"
    for converter in ("lang", "slug", "str", "path"):
        pattern = pattern.replace(f"<{converter}:", "<")
    return pattern
