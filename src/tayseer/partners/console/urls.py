"""Addresses of the developers' pages and of the console, below the language."""

from django.urls import path

from tayseer.partners.console.views import clients, pages

app_name = "developers"
_BASE = "<lang:lang>/developers/"
_FIRM = f"{_BASE}console/<str:firm>/"
_CLIENT = f"{_FIRM}<str:public_id>/"

urlpatterns = [
    path(_BASE, pages.overview, name="overview"),
    path(f"{_BASE}quick-start/", pages.start, name="start"),
    path(f"{_BASE}quick_start.py", pages.program, name="program"),
    path(f"{_BASE}scopes/", pages.scopes, name="scopes"),
    path(f"{_BASE}errors/", pages.errors, name="errors"),
    path(f"{_BASE}notices/", pages.notices, name="notices"),
    path(f"{_BASE}console/", clients.firms, name="console"),
    path(_FIRM, clients.firm, name="firm"),
    path(f"{_FIRM}new/", clients.register, name="register"),
    path(_CLIENT, clients.client, name="client"),
    path(f"{_CLIENT}keys/", clients.keys, name="keys"),
    path(f"{_CLIENT}addresses/", clients.addresses, name="addresses"),
    path(f"{_CLIENT}scopes/", clients.ask_scopes, name="ask-scopes"),
    path(f"{_CLIENT}real/", clients.ask_production, name="ask-production"),
    path(f"{_CLIENT}act/", clients.act, name="act"),
]
