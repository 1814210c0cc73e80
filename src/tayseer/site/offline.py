"""For commands that need the catalogue alone: a service by its code, and today, without database or data folder."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tayseer.kit.services import Service


def day_of(written: str | None) -> date:
    """The day that an option gives in ISO form, else today in Riyadh by the clock of this installation."""
    if written is not None:
        try:
            return date.fromisoformat(written)
        except ValueError as wrong:
            message = f"'{written}' is no day. Write year, month and day: 2026-03-01."
            raise click.BadParameter(message) from wrong
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayseer.site.settings")
    # The clock asks the settings whether this is a demonstration; nothing is asked of the database and nothing signed.
    os.environ.setdefault("DATABASE_URL", "postgresql://offline/offline")
    os.environ.setdefault("TAYSEER_SECRET_KEY", "offline")
    from tayseer.site import clock  # noqa: PLC0415 - reads Django's settings, which must find the values above

    return clock.today()


def service_called(code: str) -> Service:
    """The service of this code; a code that is unknown is answered with the nearest that there are."""
    from difflib import get_close_matches  # noqa: PLC0415 - `--help` needs neither

    from tayseer.services import UnknownService, catalogue, service  # noqa: PLC0415 - the same

    try:
        return service(code)
    except UnknownService as unknown:
        near = get_close_matches(code, catalogue(), n=3, cutoff=0.4)
        way = f"Did you mean {' or '.join(near)}?" if near else "List them with: tayseer services"
        message = f"{unknown} {way}"
        raise click.ClickException(message) from unknown
