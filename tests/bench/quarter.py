"""A simulated quarter of domain.md §4.5's city: `python -m tests.bench.quarter [ITEMS [VARIANT]]`.

Prints a row of docs/reminders-simulation.md for 12 and 42 items a department and for the ladder as
it is shipped, lean and full; each in a database of its own (SQLite in a folder that is removed).
Takes some minutes; not a part of the suite, which lives through a small one.
"""

import importlib
import os
import subprocess
import sys
import tempfile

import django
from django.core.management import call_command

DENSITIES, VARIANTS = ("12", "42"), ("shipped", "lean", "full")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def one(items: int, variant: str) -> None:
    """One quarter in a database of its own."""
    with tempfile.TemporaryDirectory(prefix="quarter-") as folder:
        os.environ |= {"DATA_DIR": folder, "DATABASE_URL": "", "MODE": "trial"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        call_command("migrate", verbosity=0)
        importlib.import_module("tests.bench.quarter_run").run(items, variant, say)


def main() -> None:
    """All six, or the one that is asked for."""
    if len(sys.argv) == 3:
        one(int(sys.argv[1]), sys.argv[2])
        return
    for items in sys.argv[1:] or DENSITIES:
        for variant in VARIANTS:
            command = [sys.executable, "-m", "tests.bench.quarter", items, variant]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
