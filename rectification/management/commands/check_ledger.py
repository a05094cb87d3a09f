"""`manage.py check_ledger`: counts against rows, and what must always be true."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from core import clock
from rectification.services.upkeep import check_ledger


class Command(BaseCommand):
    help = "Compare the counts with the rows and mend them; list what must never be."

    def handle(self, *args: Any, **options: Any) -> None:
        found = check_ledger(at=clock.now())
        self.stdout.write(f"counts mended: {found.mended}")
        for breach in found.breaches:
            self.stdout.write(f"{breach.number}：{breach.sentence}")
        if found.breaches:
            raise CommandError(f"{len(found.breaches)} breaches")
