"""The nightly run of the ladder with DUE of ITEMS items due: `python -m tests.bench.ladder`.

On a PostgreSQL of its own, in this process. What was reached until yesterday is noted beforehand,
as it would be in a city where the tick runs; of what today reaches, all but DUE too. Budget
(docs/performance.md): 2,000 reminders a second, statements by batches, 100 MB more memory.
"""

import importlib
import os
import tempfile

import django

from tests import servers
from tests.bench.__main__ import SETTINGS, environment, machine, say


def main() -> None:
    """One run on a PostgreSQL of its own."""
    say(machine())
    items, due = int(os.environ.get("ITEMS", "100000")), int(os.environ.get("DUE", "20000"))
    with tempfile.TemporaryDirectory() as folder, servers.postgresql(*SETTINGS) as database:
        os.environ |= environment(database, folder)
        django.setup()
        night = importlib.import_module("tests.bench.ladder_night")
        night.measure(items, due, say)


if __name__ == "__main__":
    main()
