"""Makes `notices` known to Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The app, under the label that its tables carry."""

    name = "tayseer.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
