"""Addresses of the display settings and of the gallery."""

from django.urls import path

from tayseer.ui import views

app_name = "ui"

urlpatterns = [
    path("display/", views.settings_page, name="display"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/<slug:component>/", views.gallery, name="component"),
]
