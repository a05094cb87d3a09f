"""`manage.py check_ledger`: counts against rows, and what must always be true."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from rectification.selectors.invariants import breaches
from rectification.tasks import check_ledger


class Command(BaseCommand):
    help = "Compare the counts with the rows and mend them; list what must never be."

    def handle(self, *args: Any, **options: Any) -> None:
        result = check_ledger()
        self.stdout.write(f"counts mended: {result['mended']}")
        found = breaches()
        for breach in found:
            self.stdout.write(f"{breach.number}：{breach.sentence}")
        if found:
            raise CommandError(f"{len(found)} breaches")
