"""Addresses of documents, below the language."""

from django.urls import path

from tayseer.documents import public_files, views

app_name = "documents"

urlpatterns = [
    path("documents/<str:public_id>/paper.pdf", views.download, name="download"),
    path("documents/<str:public_id>/code.svg", views.code_svg, name="code-svg"),
    path("documents/<str:public_id>/code.png", views.code_png, name="code-png"),
    path("trust/list.jws", public_files.trust_list, name="trust-list"),
    path("trust/roots.jwks", public_files.roots, name="roots"),
    path("trust/status/<str:code>", public_files.status_list, name="status-list"),
    path("trust/crl/<str:kid>.crl", public_files.revocation_list, name="revocation-list"),
]
