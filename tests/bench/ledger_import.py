"""A ledger of 5,000 rows against a city of ITEMS items: `python -m tests.bench.ledger_import`.

Prints how long the look at it (reading, twins, likeness) and the import take, and how many
statements: on PostgreSQL, in this process, without HTTP. Budget: 5 s and 15 s.
"""

import importlib
import os
import tempfile

import django

from tests import servers
from tests.bench.__main__ import SETTINGS, environment


def main() -> None:
    """One run on a PostgreSQL of its own."""
    with tempfile.TemporaryDirectory() as folder, servers.postgresql(*SETTINGS) as database:
        os.environ |= environment(database, folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        rows = importlib.import_module("tests.bench.ledger_rows")
        rows.measure(int(os.environ.get("ITEMS", "100000")))


if __name__ == "__main__":
    main()
