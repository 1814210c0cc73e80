"""Display settings (text size, simple view) for everyone, and the gallery of components for those who build."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import engines
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from tayseer.ui import gallery as examples
from tayseer.ui.environment import DISPLAY_COOKIE, LANGUAGES, TEXT_SIZES, display

A_YEAR_SECONDS = 365 * 24 * 3600


def known_language(lang: str) -> str:
    """Return the language, or raise Http404 when the platform does not speak it."""
    if lang not in LANGUAGES:
        raise Http404
    return lang


def way_back(request: HttpRequest, lang: str) -> str:
    """Return the page the reader came from, if it is one of ours, else the home page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return f"/{lang}/"


@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request: HttpRequest, lang: str) -> HttpResponse:
    """Show the choices of text size and view; a POST keeps them in a cookie and goes back."""
    known_language(lang)
    back = way_back(request, lang)
    if request.method != "POST":
        size, simple = display(request)
        return render(request, "ui/display/page.html", {"lang": lang, "size": size, "simple": simple, "back": back})
    size = request.POST.get("size", "100")
    mode = "simple" if request.POST.get("view") == "simple" else "full"
    answer = HttpResponseRedirect(back)
    answer.set_cookie(
        DISPLAY_COOKIE,
        f"{size if size in TEXT_SIZES else '100'}.{mode}",
        max_age=A_YEAR_SECONDS,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


@require_safe
def gallery(request: HttpRequest, lang: str, component: str = "") -> HttpResponse:
    """Show every example of one component, or of all, in both languages; in development and demonstration only."""
    known_language(lang)
    if not (settings.DEBUG or getattr(settings, "TAYSEER_DEMO", False)):
        raise Http404
    names = examples.components()
    if component and component not in names:
        raise Http404
    # Hard cases (very long names, hostile text) are for the checks, and only in the way of a reader.
    all_of_them = request.GET.get("hidden") == "1"
    environment = engines["jinja2"].env
    shown = [
        {
            "name": name,
            "examples": [
                {"name": example.name, "drawn": {each: examples.draw(environment, example, each) for each in LANGUAGES}}
                for example in examples.examples_of(name)
                if all_of_them or not example.hidden
            ],
        }
        for name in ([component] if component else names)
    ]
    return render(
        request, "ui/gallery_page/page.html", {"lang": lang, "names": names, "one": component, "shown": shown}
    )
