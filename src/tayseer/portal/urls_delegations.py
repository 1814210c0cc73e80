"""Addresses of delegations and of what others may do for a person, below the language."""

from django.urls import path

from tayseer.portal.views import delegation_visits, delegations, family_rights

urlpatterns = [
    path("delegations/", delegations.delegations, name="delegations"),
    path("delegations/new/", delegations.new, name="delegation_new"),
    path("delegations/visit/", delegation_visits.visit, name="delegation_visit"),
    path("delegations/check/", delegation_visits.check, name="delegation_check"),
    path("delegations/rights/", family_rights.rights, name="rights"),
    path("delegations/<slug:public_id>/", delegations.delegation, name="delegation"),
    path("delegations/<slug:public_id>/answer/", delegations.answer, name="delegation_answer"),
    path("delegations/<slug:public_id>/revoke/", delegations.revoke, name="delegation_revoke"),
]
