"""Addresses of the public check, below /<lang>/verify/."""

from django.urls import path, register_converter

from tayseer.documents import public_files
from tayseer.verify import offline, views


class Digest:
    """A SHA-256 in small hexadecimal letters."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """The digest as views take it."""
        return value

    def to_url(self, value: str) -> str:
        """The digest as addresses show it."""
        return value


register_converter(Digest, "sha256")

app_name = "verify"

urlpatterns = [
    path("", views.check, name="check"),
    path("s/<str:code>", public_files.status_list, name="status-list"),
    path("trust", public_files.trust_list, name="trust-list"),
    path("offline/", offline.page, name="offline"),
    path("offline/words.json", offline.vocabulary_file, name="offline-words"),
    path("offline/lists.json", offline.lists, name="offline-lists"),
    path("offline/app.webmanifest", offline.manifest, name="offline-manifest"),
    path("offline/reader.js", offline.reader, name="offline-reader"),
    path("offline/service.js", offline.service, name="offline-service"),
    path("offline/log/<sha256:entry>", offline.log, name="offline-log"),
]
