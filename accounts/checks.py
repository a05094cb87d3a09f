"""What must hold before production opens its door."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error
from django.db import connections


def no_demo_accounts(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **options: Any
) -> list[CheckMessage]:
    """E001 for each database of a production installation that holds a demo account.

    Their password is printed by every trial. Runs with the database checks only: `migrate`,
    `check --database default` and each start of a web process (config/wsgi.py).
    """
    if not settings.PRODUCTION:
        return []
    users = get_user_model()
    found: list[CheckMessage] = []
    for name in databases or ():
        if users._meta.db_table not in connections[name].introspection.table_names():
            continue  # before the first migration
        demo = users.objects.using(name).filter(is_demo=True).order_by("pk")
        if names := list(demo.values_list("username", flat=True)[:20]):
            found.append(
                Error(
                    f"demo accounts in database {name!r}: {', '.join(names)}",
                    hint="Start production on an empty database, or delete these accounts.",
                    id="accounts.E001",
                )
            )
    return found
