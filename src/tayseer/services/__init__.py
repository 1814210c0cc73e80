"""The catalogue: one file per public service, found by its place in the tree."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from tayseer.kit.services import Act, Service

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Packages and modules here that are not agencies.
NOT_AGENCIES = {"common", "families"}


class UnknownService(LookupError):
    """No service has this code."""


@cache
def catalogue() -> Mapping[str, Service]:
    """Every service by its code, in order of code."""
    found: dict[str, Service] = {}
    for agency in iter_modules(__path__):
        if agency.name in NOT_AGENCIES or not agency.ispkg:
            continue
        package = import_module(f"{__name__}.{agency.name}")
        for module in iter_modules(package.__path__):
            definition = import_module(f"{package.__name__}.{module.name}")
            for service in vars(definition).values():
                if isinstance(service, Service):
                    found[service.code] = service
    return dict(sorted(found.items()))


def service(code: str) -> Service:
    """The service with this code, or the one that an act of this code belongs to. Raises ``UnknownService``."""
    found = catalogue().get(code)
    if found is None and code in acts():
        return acts()[code][0]
    if found is None:
        message = f"No service has the code {code}."
        raise UnknownService(message)
    return found


@cache
def acts() -> Mapping[str, tuple[Service, Act]]:
    """Every act of another party, by its code, with the service it belongs to."""
    return {act.code: (owner, act) for owner in catalogue().values() for act in owner.acts}


@cache
def cures() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """For each fact (registry record, field), the codes of the services whose effects change it."""
    found: dict[tuple[str, str], list[str]] = {}
    for code, item in catalogue().items():
        for fact in sorted(item.writes):
            found.setdefault(fact, []).append(code)
    return {fact: tuple(codes) for fact, codes in found.items()}
