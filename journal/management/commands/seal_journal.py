"""Number and chain the journal's new entries: the tick `journal.tasks.seal` by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from journal import services


class Command(BaseCommand):
    help = "Seal new journal entries (number, hash chain, anchored head)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"sealed {services.seal(at=clock.now())}")
