"""Django's settings, read from the environment; every choice that is not Django's default says why."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit
from uuid import UUID

from tayseer.site import environment, postgres

DATA = environment.data_folder()
TAYSEER_DATA = DATA
DEBUG = environment.flag("TAYSEER_DEBUG")
TAYSEER_DEMO = environment.flag("TAYSEER_DEMO")
SECRET_KEY = environment.secret_key(DATA)
ALLOWED_HOSTS = environment.words("TAYSEER_HOSTS", default=("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = list(environment.words("TAYSEER_ORIGINS", default=()))

TAYSEER_PUBLIC_URL = os.environ.get("TAYSEER_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
TAYSEER_PAYMENT_PROVIDER_URL = os.environ.get("TAYSEER_PAYMENT_PROVIDER_URL", "http://127.0.0.1:8701").rstrip("/")
# Where a payer's browser finds the provider's pages; the same, unless a proxy stands between.
TAYSEER_PAYMENT_PROVIDER_PUBLIC_URL = (
    os.environ.get("TAYSEER_PAYMENT_PROVIDER_PUBLIC_URL", "").rstrip("/") or TAYSEER_PAYMENT_PROVIDER_URL
)
# The secret under which each firm knows a person by another name; one derived from the secret key unless it is set.
TAYSEER_SUBJECT_SECRET = os.environ.get("TAYSEER_SUBJECT_SECRET", "")
# Without it papers are sealed without a time stamp, and wait for one. The anchor is the authority's own root (PEM).
TAYSEER_TSA_URL = os.environ.get("TAYSEER_TSA_URL", "").rstrip("/")
TAYSEER_TSA_ANCHOR = Path(os.environ.get("TAYSEER_TSA_ANCHOR") or DATA / "timestamp" / "anchor.pem")
# Without it no agency is linked, and facts count as they were last attested.
TAYSEER_AGENCIES_URL = os.environ.get("TAYSEER_AGENCIES_URL", "").rstrip("/")
TAYSEER_AGENCIES_TIMEOUT = float(os.environ.get("TAYSEER_AGENCIES_TIMEOUT") or 2.5)
# What event types begin with, how long events are kept, how often one is tried alone, and how long an answer may take.
TAYSEER_EVENT_PREFIX = os.environ.get("TAYSEER_EVENT_PREFIX") or "sa.gov"
TAYSEER_EVENT_DAYS = environment.number("TAYSEER_EVENT_DAYS", default=90)
TAYSEER_EVENT_TRIES = environment.number("TAYSEER_EVENT_TRIES", default=5)
TAYSEER_EVENT_TIMEOUT = float(os.environ.get("TAYSEER_EVENT_TIMEOUT") or 5.0)
TAYSEER_XROAD_CLIENT = os.environ.get("TAYSEER_XROAD_CLIENT") or "DEV/GOV/1000/tayseer"

# The class that sends SMS and e-mail (tayseer.identity.gateway); none is needed in a demonstration.
TAYSEER_GATEWAY = os.environ.get("TAYSEER_GATEWAY", "")
# The providers that come with the platform (tayseer.identity.providers); each is read where it is used.
TAYSEER_SMS_URL = os.environ.get("TAYSEER_SMS_URL", "")
TAYSEER_SMS_TOKEN = os.environ.get("TAYSEER_SMS_TOKEN", "")
TAYSEER_SMS_SECRET = os.environ.get("TAYSEER_SMS_SECRET", "")
TAYSEER_SMTP_URL = os.environ.get("TAYSEER_SMTP_URL", "")
TAYSEER_MAIL_FROM = os.environ.get("TAYSEER_MAIL_FROM", "")
# The class that wakes people's devices; Web Push unless another is named.
TAYSEER_PUSHER = os.environ.get("TAYSEER_PUSHER", "")
# The callable that opens an account for somebody who is in the register alone, when they activate it.
TAYSEER_ACCOUNT_LOOKUP = os.environ.get("TAYSEER_ACCOUNT_LOOKUP", "")
# On whose behalf documents are issued, in both languages; its letters in machine-readable zones; and the domain that is
# signed into every document, which never changes lightly.
TAYSEER_STATE_NAME = (
    os.environ.get("TAYSEER_STATE_NAME_AR") or "المملكة العربية السعودية",
    os.environ.get("TAYSEER_STATE_NAME_EN") or "Kingdom of Saudi Arabia",
)
TAYSEER_STATE_CODE = os.environ.get("TAYSEER_STATE_CODE") or "SAU"
TAYSEER_ISSUER_DOMAIN = os.environ.get("TAYSEER_ISSUER_DOMAIN") or "tayseer.example"
# On unless they are switched off: the check without a network, and the copy of the wallet that a device keeps.
TAYSEER_OFFLINE_CHECK = not environment.words("TAYSEER_OFFLINE_CHECK", default=()) or environment.flag(
    "TAYSEER_OFFLINE_CHECK"
)
TAYSEER_OFFLINE_WALLET = not environment.words("TAYSEER_OFFLINE_WALLET", default=()) or environment.flag(
    "TAYSEER_OFFLINE_WALLET"
)
# The module that says what the public check answers.
TAYSEER_CHECK = os.environ.get("TAYSEER_CHECK") or "tayseer.verify.answers"
TAYSEER_FONTS = os.environ.get("TAYSEER_FONTS", "")

# In the order of the layers, lowest first: an app may use what stands before it, never after.
_APPS = (
    *("audit", "identity", "identity.delegation", "registries", "exchange"),
    *("ledger", "documents", "documents.sharing", "notices", "casework"),
    *("insight", "relief", "establishments", "ui"),
    *("portal", "office", "partners", "partners.openid", "partners.console", "verify", "demo"),
)
INSTALLED_APPS = [
    # Jobs are rows of the same database, so that enqueueing is part of the caller's transaction.
    "procrastinate.contrib.django",
    *(f"tayseer.{name}" for name in _APPS),
]

# The order matters: an id and headers for everything, then the language, then who is asking. LocaleMiddleware is left
# out because it is the dearest of Django's; the address already says the language.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tayseer.site.middleware.Headers",
    "tayseer.site.middleware.Compress",
    "tayseer.site.middleware.Language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tayseer.identity.middleware.SessionMiddleware",
]

ROOT_URLCONF = "tayseer.site.urls"
WSGI_APPLICATION = "tayseer.site.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "tayseer.ui.environment.environment"},
    },
]


def _database(url: str) -> dict[str, object]:
    """Django's words for the database at a `postgresql://` address."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "tayseer",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": {
            # A prepared statement is planned once per connection; Django turns that off unless told, and only
            # parameters bound by the server leave the text of a statement the same from one call to the next.
            "server_side_binding": True,
            "prepare_threshold": 3,
            # More backends than a few per core are slower, so a request waits for a connection rather than opening one.
            "pool": {"min_size": 1, "max_size": environment.number("TAYSEER_POOL", default=8), "timeout": 10},
            "application_name": "tayseer",
            **query,
        },
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or postgres.url(DATA))}

# Argon2id is what OWASP asks for first; the others stay out so that no weaker hash can ever be written.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# UTC in the database; Riyadh only where a person reads.
USE_TZ = True
TIME_ZONE = "Asia/Riyadh"
LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("en", "English")]

# Built by tools/assets.py, with names that carry a digest; sent from memory by tayseer.site.built.
STATIC_URL = "/static/"
TAYSEER_STATIC_DIR = Path(os.environ.get("TAYSEER_STATIC_DIR") or environment.repository() / "build" / "static")

# Which definition of each service was published when; a service's page says the day.
TAYSEER_SERVICES_LOCK = Path(os.environ.get("TAYSEER_SERVICES_LOCK") or environment.repository() / "services.lock")

# Behind a proxy that ends TLS the operator names its header; until then a request is what it looks like.
_HTTPS = environment.flag("TAYSEER_HTTPS")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_COOKIE_NAME = "tayseer_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tayseer.site.errors.csrf_failure"
SESSION_COOKIE_SECURE = _HTTPS

# Hours in which money, ownership and permissions wait after an account's mobile number changed.
TAYSEER_MOBILE_HOLD_HOURS = environment.number("TAYSEER_MOBILE_HOLD_HOURS", default=24)

# The models (AAGUIDs) of security keys by which alone officers sign in; empty: they sign in as people do. And the
# certificates of the keys' makers, a PEM file; empty: what a key says of itself is checked in itself alone.
TAYSEER_OFFICER_AAGUIDS = frozenset(str(UUID(one)) for one in environment.words("TAYSEER_OFFICER_AAGUIDS", default=()))
TAYSEER_OFFICER_ROOTS = os.environ.get("TAYSEER_OFFICER_ROOTS", "")

# Of the records that officers open, how many in a hundred a supervisor reviews; drawn by chance.
TAYSEER_REVIEW_PERCENT = environment.number("TAYSEER_REVIEW_PERCENT", default=1)

# The proxies whose X-Forwarded-For is believed, as networks; from anybody else the header is only what he says.
TAYSEER_TRUSTED_PROXIES = environment.words("TAYSEER_TRUSTED_PROXIES", default=())
# The whole body of a request, in bytes: of a form or a program's call, and where pictures and papers are sent.
TAYSEER_BODY_LIMIT = environment.number("TAYSEER_BODY_LIMIT", default=256 * 1_024)
TAYSEER_UPLOAD_LIMIT = environment.number("TAYSEER_UPLOAD_LIMIT", default=12 * 1_024 * 1_024)

# A form of a service carries few fields; a scan may weigh some megabytes, and goes to a file above one.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

# The worker reads the apps' jobs itself; the web server needs none of them.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

_LOG_LEVEL = os.environ.get("TAYSEER_LOG", "WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tayseer.site.log_lines.Unnamed",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        # Without handlers of its own, so that every line passes the one formatter that leaves personal values out.
        "django": {"handlers": [], "level": _LOG_LEVEL},
        # A stranger's mistyped address is no event; it is counted, and needs no line.
        "django.request": {"level": "ERROR"},
    },
    "root": {"handlers": ["stderr"], "level": _LOG_LEVEL},
}
