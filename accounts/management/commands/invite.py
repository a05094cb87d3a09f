"""`invite USER`: the path under which a person sets his password, for 24 hours."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.models import User
from core import clock
from core.errors import DomainError


class Command(BaseCommand):
    help = "生成设置密码的链接（24小时内有效，只能用一次）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"没有账号“{options['user']}”。")
        try:
            self.stdout.write(services.invite_link(person=user, by=None, at=clock.now()))
        except DomainError as error:
            raise CommandError(error.detail) from error
