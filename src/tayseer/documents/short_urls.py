"""Addresses that stand inside codes, where every letter counts: below the root, without a language."""

from django.urls import path

from tayseer.documents import public_files

app_name = "short"

urlpatterns = [path("<str:code>", public_files.status_list, {"lang": "ar"}, name="status-list")]
