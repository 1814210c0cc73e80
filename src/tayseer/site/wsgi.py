"""The application that the web server calls."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayseer.site.settings")
django.setup(set_prefix=False)

# Only now, for what they import wants Django set up.
from tayseer.site import built, fast, handler  # noqa: E402

application = built.ahead_of(fast.ahead_of(handler.Handler()))
