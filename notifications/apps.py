"""Wiring of notifications."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Facts told to people, and how they leave the house."""

    name = "notifications"
    verbose_name = "消息"
