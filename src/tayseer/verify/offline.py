"""The check that works without a network: its page, its service worker, and the lists it takes along."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_safe

from tayseer import __version__
from tayseer.audit import logs
from tayseer.documents import queries, statuslist, trust
from tayseer.documents.keystore import jwk
from tayseer.identity import limits
from tayseer.site import clock
from tayseer.ui.environment import static
from tayseer.verify import sources, words
from tayseer.verify.vocabulary import vocabulary

LOG_QUESTIONS_PER_MINUTE = 120
#: The page may ask this site alone, and runs no script but this site's; nothing it does needs an inline one.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
#: A worker has the policy of its own script's answer: this one holds the reader of codes to our copy of its wasm.
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
_SHELL = ("app.css", "app.js", "icon.svg")
_LEFT_OUT = (".txt", "verify/camera", "verify/effort", "verify/service")


@require_safe
def page(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the page of the offline check, the same to everybody, since browsers keep it."""
    return _answer(_drawn(request, lang), cache="no-cache")


@require_safe
def vocabulary_file(request: HttpRequest, lang: str) -> HttpResponse:
    """Serve the words that documents are drawn with."""
    return _answer(JsonResponse(vocabulary(lang), json_dumps_params={"ensure_ascii": False}), cache="no-cache")


@require_safe
def manifest(request: HttpRequest, lang: str) -> HttpResponse:
    """Serve what a telephone needs to put the check among its applications."""
    start = _address("offline", lang)
    said: dict[str, Any] = {
        "name": words.OFFLINE["name"].in_(lang), "short_name": words.OFFLINE["short_name"].in_(lang),
        "description": words.OFFLINE["description"].in_(lang), "lang": lang, "dir": "rtl" if lang == "ar" else "ltr",
        "id": start, "start_url": start, "scope": start, "display": "standalone", "background_color": "#ffffff",
        "theme_color": "#074d31",
        "icons": [{"src": static("icon.svg"), "type": "image/svg+xml", "sizes": "any", "purpose": "any"}],
    }  # fmt: skip
    response = JsonResponse(said, json_dumps_params={"ensure_ascii": False}, content_type="application/manifest+json")
    return _answer(response, cache="no-cache")


@require_safe
def reader(request: HttpRequest, lang: str) -> HttpResponse:
    """Serve the worker that reads codes; it has an address here so that a policy comes with it."""
    script = f"import {json.dumps(static('verify/reader.js'))};\n"
    return _answer(_script(script), cache="no-cache", policy=WORKER_POLICY)


@require_safe
def service(request: HttpRequest, lang: str) -> HttpResponse:
    """Serve the service worker; it differs, and so is installed anew, whenever anything that it keeps differs.

    With TAYSEER_OFFLINE_CHECK set to False it is one that clears what browsers kept, and leaves.
    """
    if not getattr(settings, "TAYSEER_OFFLINE_CHECK", True):
        script = f"importScripts({json.dumps(static('verify/service-end.js'))});\n"
        return _answer(_script(script), cache="no-cache", policy=WORKER_POLICY)
    shell = [_address("offline", lang), *_kept_files(lang)]
    seen = [_drawn(request, lang).content.decode(), json.dumps(vocabulary(lang)), json.dumps(shell), __version__]
    version = hashlib.sha256("\0".join(seen).encode()).hexdigest()[:16]
    script = (
        f"const LANG = {json.dumps(lang)}, VERSION = {json.dumps(version)};\nconst SHELL = {json.dumps(shell)};\n"
        f"importScripts({json.dumps(static('verify/service.js'))});\n"
    )
    return _answer(_script(script), cache="no-cache", policy=WORKER_POLICY)


@require_safe
def lists(request: HttpRequest, lang: str) -> HttpResponse:
    """Say where the signed lists are, all of them, and what time it is here."""
    codes = queries.status_list_codes()
    found = {
        "now": int(clock.now().timestamp()),
        "trust": reverse("verify:trust-list", kwargs={"lang": lang}),
        "lists": {
            statuslist.uri_of(code): reverse("verify:status-list", kwargs={"lang": "ar", "code": code})
            for code in codes
        },
    }
    return _answer(JsonResponse(found), cache="no-store")


@require_GET
def log(request: HttpRequest, lang: str, entry: str) -> HttpResponse:
    """Say whether the issuance log holds an entry, to copies of the page that browsers kept from before they asked it.

    The page as it is now believes no such word: it asks the log itself for a proof.
    """
    at = clock.now()
    key = f"verify-log:{request.META.get('REMOTE_ADDR', '')}"
    if not limits.allow(key, limit=LOG_QUESTIONS_PER_MINUTE, per_seconds=60, at=at):
        return _answer(JsonResponse({"state": None}, status=429, headers={"Retry-After": "60"}), cache="no-store")
    return _answer(JsonResponse({"state": sources.state_in_log(bytes.fromhex(entry), at)}), cache="no-store")


def _drawn(request: HttpRequest, lang: str) -> HttpResponse:
    # Whoever is signed in must not be on a page that the browser keeps, and the next reader sees.
    request.account = None
    try:
        roots = [{"kid": kid, **jwk(key)} for kid, key in trust.pinned_roots().items()]
    except trust.UnableToTrust:
        roots = []
    names = {name: _address(name, lang) for name in ("offline", "words", "lists", "manifest", "reader", "service")}
    names |= {name: reverse(f"audit:{name}", kwargs={"log": logs.DOCUMENTS}) for name in ("proof", "checkpoint")}
    return render(request, "verify/offline.html", {"lang": lang, "roots": json.dumps(roots), "at": names})


def _kept_files(lang: str) -> list[str]:
    names = [name for name in _built() if name.startswith(("verify/", "fonts/")) or name in _SHELL]
    files = [static(name) for name in names if not name.endswith(_LEFT_OUT[0]) and not name.startswith(_LEFT_OUT[1:])]
    return [_address(name, lang) for name in ("words", "manifest", "reader")] + files


def _built() -> Mapping[str, str]:
    path = Path(settings.TAYSEER_STATIC_DIR) / "manifest.json"
    names: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return names


def _address(name: str, lang: str, **more: str) -> str:
    return reverse(f"verify:{'offline' if name == 'offline' else f'offline-{name}'}", kwargs={"lang": lang, **more})


def _script(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/javascript; charset=utf-8")


def _answer(response: HttpResponse, *, cache: str, policy: str = POLICY) -> HttpResponse:
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    return response
