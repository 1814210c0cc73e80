"""Addresses of one line of the record of who looked at a person's data, below the language."""

from django.urls import path

from tayseer.portal.views import activity

urlpatterns = [
    path("activity/<uuid:event_id>/", activity.line, name="activity_line"),
    path("activity/<uuid:event_id>/proof.json", activity.proof, name="activity_proof"),
]
