"""The application that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayseer.site.settings")

_django = get_wsgi_application()

# Only now, for what they import wants Django set up.
from tayseer.site import built, fast  # noqa: E402

application = built.ahead_of(fast.ahead_of(_django))
