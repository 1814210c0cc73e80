"""Makes `identity` known to Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    """The app, under the label that its tables carry."""

    name = "tayseer.identity"
    label = "identity"
    default_auto_field = "django.db.models.BigAutoField"
