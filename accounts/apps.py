"""Wiring of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Departments, people, posts, grants, sign-in."""

    name = "accounts"
    verbose_name = "机构人员"
