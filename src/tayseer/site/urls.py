"""Every address of the site, collected from the apps that are installed."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path, register_converter

from tayseer.site import health, logkeeping, views


class Language:
    """The first word of a page's address: one of the two languages."""

    regex = "ar|en"

    def to_python(self, value: str) -> str:
        """The language as views take it."""
        return value

    def to_url(self, value: str) -> str:
        """The language as addresses show it."""
        return value


register_converter(Language, "lang")


def _of(module: str, prefix: str) -> list[URLResolver]:
    """The addresses of an app; none when this installation leaves the app out.

    An app whose addresses begin with the language writes them whole; others are put below the prefix.
    """
    try:
        found = find_spec(module) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        return []
    whole = any("lang" in str(pattern.pattern) for pattern in import_module(module).urlpatterns)
    return [path("" if whole else prefix, include(module))]


urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.choose_language, name="home"),
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", health.metrics),
    path("robots.txt", views.robots),
    path("static/<path:path>", views.built_file),
    path("log/<str:log>/key", logkeeping.key, name="log-key"),
    *_of("tayseer.audit.urls", "log/"),
    *_of("tayseer.documents.short_urls", "s/"),
    *_of("tayseer.partners.urls", "api/v1/"),
    *_of("tayseer.partners.openid.urls", ""),
    *_of("tayseer.partners.console.urls", ""),
    *_of("tayseer.ledger.callback_urls", "payments/"),
    *_of("tayseer.identity.urls", "<lang:lang>/"),
    *_of("tayseer.notices.urls", "<lang:lang>/"),
    *_of("tayseer.ledger.urls", "<lang:lang>/"),
    *_of("tayseer.documents.urls", "<lang:lang>/"),
    *_of("tayseer.relief.urls", ""),
    *_of("tayseer.verify.urls", "<lang:lang>/verify/"),
    *_of("tayseer.office.urls", "<lang:lang>/office/"),
    *_of("tayseer.ui.urls", "<lang:lang>/"),
    *_of("tayseer.portal.urls_activity", "<lang:lang>/"),
    *_of("tayseer.portal.urls_establishment", "<lang:lang>/"),
    # Last, for below /<lang>/ it holds the pages of every service.
    *_of("tayseer.portal.urls", "<lang:lang>/"),
]

handler400 = "tayseer.site.errors.bad_request"
handler403 = "tayseer.site.errors.permission_denied"
handler404 = "tayseer.site.errors.not_found"
handler500 = "tayseer.site.errors.server_error"
