"""The door for gunicorn. In production it stays shut while a check fails."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def with_real_address(inner: Application) -> Application:
    """REMOTE_ADDR from X-Real-IP, which the proxy sets whatever the client wrote there."""

    def outer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if address := environ.get("HTTP_X_REAL_IP"):
            environ["REMOTE_ADDR"] = address
        return inner(environ, start_response)

    return outer


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application: Application = get_wsgi_application()
if settings.BEHIND_PROXY:
    application = with_real_address(application)
if settings.PRODUCTION:
    # Checks with the tag "database" (accounts.checks: demo accounts) run only on request.
    call_command("check", databases=["default"], verbosity=0)
connections.close_all()  # workers are forked from here and must not share one
