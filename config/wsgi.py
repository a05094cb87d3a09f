"""The door for gunicorn. In production it stays shut while a check fails."""

import os

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
if settings.PRODUCTION:
    # Checks with the tag "database" (accounts.checks: demo accounts) run only on request.
    call_command("check", databases=["default"], verbosity=0)
