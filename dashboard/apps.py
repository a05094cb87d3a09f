"""Wiring of dashboard."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Read models, pages and documents across all apps."""

    name = "dashboard"
    verbose_name = "看板"
