"""Addresses of the logs, without a language: they are read by programs."""

from django.urls import path

from tayseer.audit import views

app_name = "audit"

urlpatterns = [
    path("<str:log>/checkpoint", views.checkpoint, name="checkpoint"),
    path("<str:log>/proof", views.proof, name="proof"),
    path("<str:log>/consistency", views.consistency, name="consistency"),
    path("<str:log>/stamp", views.stamp, name="stamp"),
]
