"""Addresses of the public check, below /<lang>/verify/."""

from django.urls import path

from tayseer.verify import views

app_name = "verify"

urlpatterns = [
    path("", views.check, name="check"),
    path("s/<str:code>", views.status_list, name="status-list"),
    path("trust", views.trust_list, name="trust-list"),
]
