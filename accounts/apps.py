"""Wiring of accounts."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from accounts.checks import no_demo_accounts


class AccountsConfig(AppConfig):
    """Departments, people, posts, grants, sign-in."""

    name = "accounts"
    verbose_name = "机构人员"

    def ready(self) -> None:
        register(no_demo_accounts, Tags.database)
