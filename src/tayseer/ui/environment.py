"""Makes the Jinja2 environment of all screens: strict, escaping, with the helpers that templates may use."""

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, Template, pass_context
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from tayseer.ui import words
from tayseer.ui.icons import MARK, icon

UI = Path(__file__).parent
BUILT = UI.parents[2] / "build" / "static"
LANGUAGES = ("ar", "en")
TEXT_SIZES = ("100", "125", "150")
DISPLAY_COOKIE = "tayseer_display"


@lru_cache(maxsize=4)
def manifest(path: Path, changed_ns: int) -> dict[str, str]:
    """Return plain name → hashed name; `changed_ns` makes the cache follow the file."""
    del changed_ns
    names: dict[str, str] = json.loads(path.read_text("utf-8"))
    return names


def static(name: str) -> str:
    """Return the address of a built file, hashed when the build has hashed it."""
    # A build made while the product is developed must show at once; one in production comes with a new process.
    return _built(name) if settings.DEBUG else _kept(name)


@lru_cache(maxsize=256)
def _kept(name: str) -> str:
    return _built(name)


def _built(name: str) -> str:
    base = settings.STATIC_URL or "/static/"
    path = Path(getattr(settings, "TAYSEER_STATIC_DIR", BUILT)) / "manifest.json"
    try:
        changed_ns = path.stat().st_mtime_ns
    except FileNotFoundError:
        return f"{base}{name}"
    return f"{base}{manifest(path, changed_ns).get(name, name)}"


@pass_context
def url(context: Context, name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named view, in the page's language unless `lang=` says another.

    Raises NoReverseMatch when no view has that name.
    """
    if "lang" not in kwargs and not args:
        lang = context.get("lang") or getattr(context.get("request"), "lang", None)
        if lang:
            found = _address(name, (), (("lang", lang), *kwargs.items()))
            if found is not None:
                return found
    found = _address(name, args, tuple(kwargs.items()))
    return reverse(name, args=args or None, kwargs=kwargs or None) if found is None else found


def has_url(name: str, **kwargs: object) -> bool:
    """Return whether a view of that name is mounted."""
    return _address(name, (), tuple(kwargs.items())) is not None


@lru_cache(maxsize=4096)
def _address(name: str, args: tuple[object, ...], kwargs: tuple[tuple[str, object], ...]) -> str | None:
    """The address of a named view, ``None`` when there is none; kept, because no route comes or goes while we run."""
    try:
        return reverse(name, args=args or None, kwargs=dict(kwargs) or None)
    except NoReverseMatch:
        return None


def in_language(request: HttpRequest | None, lang: str) -> str:
    """Return the address of the same page in another language, with its query kept."""
    path = request.get_full_path() if request is not None else "/"
    parts = path.split("/", 2)
    if len(parts) == 3 and parts[1] in LANGUAGES:  # noqa: PLR2004
        return f"/{lang}/{parts[2]}"
    return f"/{lang}/"


def display(request: HttpRequest | None) -> tuple[str, bool]:
    """Return the reader's text size (percent) and whether the simple view is on, from the cookie."""
    return display_of(request.COOKIES.get(DISPLAY_COOKIE, "") if request is not None else "")


def display_of(cookie: str) -> tuple[str, bool]:
    """Return what a value of that cookie says; the usual size, and not the simple view, for any it never had."""
    size, _, mode = cookie.partition(".")
    return (size if size in TEXT_SIZES else "100"), mode == "simple"


def template_folders() -> Iterator[Path]:
    """Yield the `templates` folder of each installed app of the platform."""
    for config in apps.get_app_configs():
        folder = Path(config.path) / "templates"
        if config.name.startswith("tayseer.") and folder.is_dir():
            yield folder


def add_helpers(made: Environment) -> Environment:
    """Give an environment the globals and filters that components use; return it."""
    made.globals.update(
        LANGUAGES=LANGUAGES,
        MARK=MARK,
        TEXT_SIZES=TEXT_SIZES,
        count_words=words.count_words,
        counted=words.counted,
        day=words.day,
        day_both=words.day_both,
        digits=words.digits,
        display=display,
        has_url=has_url,
        icon=icon,
        in_language=in_language,
        moment=words.moment,
        money=words.money,
        static=static,
        url=url,
        w=words.w,
    )
    made.filters.update(auto=words.auto, digits=words.digits, ltr=words.ltr)
    return made


def environment(**options: Any) -> Environment:
    """Return the environment for Django's Jinja2 backend.

    Undefined names are errors in production too, and templates are found in two places: components as
    `ui/<component>/template.html`, pages as `<app>/<page>.html` in each app's `templates` folder.
    """
    options["autoescape"] = True
    options["undefined"] = StrictUndefined
    options["loader"] = ChoiceLoader(
        [
            PrefixLoader({"ui": FileSystemLoader(UI)}),
            FileSystemLoader([str(folder) for folder in template_folders()]),
        ]
    )
    options["trim_blocks"] = True
    options["lstrip_blocks"] = True
    return add_helpers(Screens(**options))  # autoescape is set above


class Component(Template):
    """A template whose macros are made once and shared by every page that imports it.

    Jinja looks at each import whether the importing page has globals of its own; ours never have, and looking costs a
    tenth of a page.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        del ctx
        return super()._get_default_module()


class Screens(Environment):
    """The environment of all screens."""

    template_class = Component
