"""`manage.py deliver_due [--at TIME]`: the tick `notifications.tasks.deliver` by hand."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from notifications import services


def moment(text: str) -> datetime:
    """An ISO time; without a zone it is China's."""
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=clock.LOCAL_ZONE)


class Command(BaseCommand):
    help = "Deliver the messages that are due."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=moment, metavar="TIME", help="the moment (now)")

    def handle(self, *args: Any, **options: Any) -> None:
        report = services.deliver_due(at=options["at"] or clock.now())
        self.stdout.write(f"delivered {report.delivered}, failed {report.failed}")
