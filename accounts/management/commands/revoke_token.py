"""`revoke_token USER [--name NAME]`: a person's living tokens end, all or those of a name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import selectors, services
from accounts.models import User
from core import clock
from core.errors import DomainError


class Command(BaseCommand):
    help = "撤销一个账号的接口令牌：全部，或 --name 指定用途的。末行 revoked 个数。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"没有账号“{options['user']}”。")
        at = clock.now()
        living = selectors.tokens_of(user).filter(revoked_at__isnull=True, expires_at__gt=at)
        if options["name"]:
            living = living.filter(name=options["name"])
        rows = list(living)
        try:
            with transaction.atomic():
                for token in rows:
                    services.revoke_token(token=token, by=None, at=at)
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(f"revoked {len(rows)}")
