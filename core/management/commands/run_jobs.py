"""Run due background jobs: the tick `core.tasks.run_jobs` by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from core import clock, services


class Command(BaseCommand):
    help = "Run the background jobs that are due."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"ran {services.run_due(now=clock.now)}")
