"""`manage.py send_due [--at TIME]`: note what has become due and make its messages."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from core import clock
from core.clock import LOCAL_ZONE
from rectification.services import send_due


def moment(text: str) -> datetime:
    """A time as ISO writes it; without an offset it is the city's."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo is not None else at.replace(tzinfo=LOCAL_ZONE)


class Command(BaseCommand):
    """The tick `rectification.tasks.send_due` by hand; twice makes nothing twice."""

    help = "Note every rung of the ladder that is reached and make its messages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment, metavar="TIME", help="as if it were TIME (now)")

    def handle(self, *args: Any, **options: Any) -> None:
        report = send_due(at=options["at"] or clock.now())
        self.stdout.write(f"created {report.created}")
