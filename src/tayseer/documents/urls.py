"""Addresses of documents, below the language."""

from django.urls import path

from tayseer.documents import views

app_name = "documents"

urlpatterns = [
    path("documents/<str:public_id>/paper.pdf", views.download, name="download"),
    path("documents/<str:public_id>/code.svg", views.code_svg, name="code-svg"),
    path("documents/<str:public_id>/code.png", views.code_png, name="code-png"),
]
