"""Addresses of establishments below the language: which one, its page, its roles, and requests for many workers."""

from django.urls import path

from tayseer.portal.views import establishment, establishment_bulk, establishment_people, establishment_request

_REQUEST = "<lang:lang>/establishments/requests/<str:public_id>/"

urlpatterns = [
    path("<lang:lang>/establishments/", establishment.establishments, name="establishments"),
    path("<lang:lang>/establishments/offers/<str:public_id>/answer/", establishment_people.answer_offer),
    path(_REQUEST, establishment_request.request_page),
    path(f"{_REQUEST}act/", establishment_request.act),
    path(f"{_REQUEST}rows.csv", establishment_request.rows_file),
    path("<lang:lang>/establishments/<str:firm>/", establishment.establishment),
    path("<lang:lang>/establishments/<str:firm>/people/", establishment_people.people),
    path("<lang:lang>/establishments/<str:firm>/people/<str:public_id>/end/", establishment_people.end_role),
    path("<lang:lang>/establishments/<str:firm>/bulk/", establishment_bulk.bulk, name="establishment-bulk"),
]
