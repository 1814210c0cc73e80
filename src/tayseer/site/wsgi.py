"""The application that the web server calls."""

import os

from django.core.wsgi import get_wsgi_application

from tayseer.site import built

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tayseer.site.settings")

application = built.ahead_of(get_wsgi_application())
