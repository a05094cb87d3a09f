"""`python -m tests.faults.seed ITEMS DEPARTMENTS`: an empty database becomes a city.

It is made in simulated time.

Tables come from the models, with the journal's triggers: migrations are held by their own tests.
"""

import os
import sys
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from tests.faults.simulated import replace_clock


def main(items: int, departments: int) -> None:
    """Fill the database of DATABASE_URL or DATA_DIR."""
    os.environ["FAULTS_QUICK_TABLES"] = "1"
    replace_clock(Path(os.environ["FAULTS_CLOCK"]))
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from journal import triggers  # noqa: PLC0415 - needs the applications

    triggers.create(connection)
    call_command("seed_city", items=items, departments=departments)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
