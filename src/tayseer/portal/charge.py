"""Who is in a person's charge, for pages that show the papers of children, dependants and workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tayseer.registries import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest


def of_request(request: HttpRequest) -> Sequence[int]:
    """The person ids in the charge of whoever is signed in; none for a stranger or an officer."""
    actor = getattr(request, "actor", None)
    if actor is None or actor.kind != "person" or actor.id is None:
        return ()
    return queries.in_charge_of(actor.id)
