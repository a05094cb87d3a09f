"""`set_admin_role USER ROLE [--create NAME]`: makes one of the three administrators (三员)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import services
from accounts.enums import AdminRole
from accounts.models import User
from core import clock
from core.errors import DomainError

NONE = "none"


class Command(BaseCommand):
    help = "设置三员角色；none 为取消。加 --create 姓名 同时建立账号。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user")
        parser.add_argument("role", choices=[*AdminRole.values, NONE])
        parser.add_argument("--create", metavar="NAME", help="账号不存在，以此姓名建立")

    def handle(self, *args: Any, **options: Any) -> None:
        role = "" if options["role"] == NONE else options["role"]
        if options["create"] is not None and not role:
            raise CommandError("取消角色时不能建立账号，请去掉 --create。")
        try:
            with transaction.atomic():
                person = self._set(options["user"], role, options["create"])
        except DomainError as error:
            raise CommandError(error.detail) from error
        label = person.get_admin_role_display()
        said = f"已将{person.name}设为{label}" if role else f"已取消{person.name}的三员角色"
        self.stdout.write(f"{said}（账号 {person.username}）。")

    def _set(self, username: str, role: str, name: str | None) -> User:
        at = clock.now()
        if name is None:
            person = User.objects.filter(username=username).first()
        else:
            person = services.create_person(username=username, name=name, by=None, at=at)
        if person is None:
            raise CommandError(f"没有账号“{username}”。要同时建立，请加 --create 姓名。")
        services.set_admin_role(person=person, role=role, by=None, at=at)
        return person
