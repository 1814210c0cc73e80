"""The few addresses that belong to no app: the door that chooses a language, robots, and built files in development."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from tayseer.site import built

LANGUAGE_COOKIE = "tayseer_lang"


def choose_language(request: HttpRequest) -> HttpResponse:
    """Send a visitor on to the language they chose before, or that their browser asks for; Arabic when neither says."""
    chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
    lang = chosen if chosen in {"ar", "en"} else preferred(request.headers.get("Accept-Language", ""))
    response = HttpResponseRedirect(f"/{lang}/")
    patch_vary_headers(response, ("Accept-Language", "Cookie"))
    response.headers["Cache-Control"] = "no-cache"
    return response


def preferred(header: str) -> str:
    """The language of ours that an Accept-Language header likes best: "ar" or "en"; "ar" when it names neither."""
    best, weight = "ar", 0.0
    for part in header[:500].split(","):
        name, _, parameter = part.strip().partition(";")
        try:
            quality = float(parameter.strip().removeprefix("q=")) if parameter else 1.0
        except ValueError:
            quality = 0.0
        lang = name.strip().lower()[:2]
        if lang in {"ar", "en"} and quality > weight:
            best, weight = lang, quality
    return best


def robots(request: HttpRequest) -> HttpResponse:
    """Let search engines see what is for everybody and keep away from what is one person's."""
    del request
    private = ("cases", "wallet", "activity", "inbox", "account", "bills", "office", "outbox", "consents", "authorize")
    lines = ["User-agent: *", *(f"Disallow: /{lang}/{page}/" for lang in ("ar", "en") for page in private)]
    return HttpResponse("\n".join([*lines, "Disallow: /api/", ""]), content_type="text/plain; charset=utf-8")


def built_file(request: HttpRequest, path: str) -> HttpResponse:
    """Send a built file to tests and to Django's own server; in the web server they never come this far."""
    found = built.find(path)
    if found is None:
        raise Http404
    headers, body = found.answer(request.headers.get("Accept-Encoding", ""))
    return HttpResponse(body, headers=dict(headers))
