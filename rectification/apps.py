"""Wiring of rectification."""

from django.apps import AppConfig


class RectificationConfig(AppConfig):
    """Items and everything that happens to them."""

    name = "rectification"
    verbose_name = "整改"
