"""Empty the database of a trial or a test.

Django empties SQLite with DELETE, which the journal's triggers refuse, so they are lifted for the
length of it. PostgreSQL is emptied with TRUNCATE, which row triggers do not see and which the
application's role has no right to in production.
"""

from typing import Any

from django.core.management.commands import flush
from django.db import connections

from journal import triggers


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor == "postgresql":
            super().handle(**options)
            return
        with triggers.lifted(connection):
            super().handle(**options)
