"""`issue_token USER [--days N]`: a personal token, alone on standard output."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.models import User
from core import clock
from core.errors import DomainError


class Command(BaseCommand):
    help = "签发接口令牌并只显示一次。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("--days", type=int, default=30)
        parser.add_argument("--name", default="命令行签发")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"没有账号“{options['user']}”。")
        try:
            token = services.issue_token(
                user=user, days=options["days"], name=options["name"], by=None, at=clock.now()
            )
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(token)
