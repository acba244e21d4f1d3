"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sangsaeng.site.settings")
application = get_wsgi_application()

from sangsaeng.discovery import indexing  # noqa: E402 - once the applications are ready

indexing.serve()
