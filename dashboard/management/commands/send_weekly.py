"""`manage.py send_weekly [--at TIME]`: the tick `dashboard.tasks.tell_week` by hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from core import clock
from dashboard import services
from notifications.management.commands.deliver_due import moment


class Command(BaseCommand):
    help = "Tell the leaders that the week's page is there, once a week."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", type=moment, metavar="TIME", help="the moment (now)")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"told {services.tell_week(at=options['at'] or clock.now())}")
