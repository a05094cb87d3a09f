"""Wiring of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What belongs to no domain: clock, errors, API ground, working days, jobs."""

    name = "core"
    verbose_name = "公共基础"
