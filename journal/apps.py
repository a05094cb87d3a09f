"""Wiring of journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The one append-only history and its seals."""

    name = "journal"
    verbose_name = "工作日志"
