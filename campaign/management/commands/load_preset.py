"""`manage.py load_preset FILE`: create or update a campaign and its lists from a preset file."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from campaign import services
from campaign.imports import import_preset
from core import clock
from core.errors import DomainError


class Command(BaseCommand):
    """Checks the file whole; writes everything or nothing. The same file twice changes nothing."""

    help = "Create or update a campaign and its lists from a preset file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file like campaign/presets/*.json")
        parser.add_argument(
            "--starts-on",
            type=date.fromisoformat,
            metavar="DATE",
            help="let the campaign begin on this day; its end moves along",
        )
        parser.add_argument(
            "--default", action="store_true", help="let pages show this campaign from now on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        try:
            report = import_preset(options["file"], starts_on=options["starts_on"], by=None, at=at)
            if options["default"]:
                services.set_default_campaign(campaign=report.campaign, by=None, at=at)
        except DomainError as refusal:
            lines = [refusal.detail, *(error.detail for error in refusal.errors)]
            raise CommandError("\n".join(dict.fromkeys(lines))) from None
        self.stdout.write(
            f"{report.campaign.code}: created {report.created}, updated {report.updated},"
            f" deactivated {report.deactivated}, unchanged {report.unchanged};"
            f" facts changed: {', '.join(report.facts) or 'none'}"
        )
