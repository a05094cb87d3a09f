"""Wiring of integration."""

from django.apps import AppConfig


class IntegrationConfig(AppConfig):
    """The office-automation system at the other end."""

    name = "integration"
    verbose_name = "对接"
