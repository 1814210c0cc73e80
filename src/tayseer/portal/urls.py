"""Addresses of the portal below the language: the catalogue and its services, requests, and the person's own pages."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from tayseer.portal.views import home, outside, request_flow, services

app_name = "portal"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("agencies/", outside.agencies, name="agencies"),
    path("services/", services.catalogue_page, name="services"),
    path("services/<slug:agency>/", services.section_page, name="section"),
    path("services/<slug:agency>/<slug:name>/", services.service_page, name="service"),
    path("services/<slug:agency>/<slug:name>/start/", request_flow.start, name="start"),
    path("services/<slug:agency>/<slug:name>/q/<slug:question>/", request_flow.question, name="question"),
    path("services/<slug:agency>/<slug:name>/check/", request_flow.check, name="check"),
]

# Before the person's own pages, whose `wallet/<id>/` would take these addresses for the ids of documents.
urlpatterns.append(path("", include("tayseer.portal.urls_wallet")))

# The person's own pages stand in a file of their own, and an installation may leave them out.
if find_spec("tayseer.portal.urls_person") is not None:
    urlpatterns.append(path("", include("tayseer.portal.urls_person")))
