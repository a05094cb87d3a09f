"""`manage.py load_roles FILE`: give the roles of leading group, office and guidance."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign.imports import import_roles
from core import clock
from core.errors import DomainError


class Command(BaseCommand):
    """Checks the file whole; writes everything or nothing. The same file twice changes nothing."""

    help = "Give the roles of a campaign from a file (employee number and role)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file like campaign/presets/demo-roles.json")
        parser.add_argument(
            "--on", type=date.fromisoformat, metavar="DATE", help="first day of the roles (today)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_roles(options["file"], on=options["on"], by=None, at=clock.now())
        except DomainError as refusal:
            lines = [refusal.detail, *(error.detail for error in refusal.errors)]
            raise CommandError("\n".join(dict.fromkeys(lines))) from None
        for name in report.kept:
            self.stdout.write(f"kept: {name}")
        self.stdout.write(
            f"people {report.people}, given {report.given}, ended {report.ended},"
            f" unchanged {report.unchanged}"
        )
