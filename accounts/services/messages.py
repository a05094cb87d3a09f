"""Telling people from below: messages are made by the app above (settings.MESSENGER)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings

HANDOVER = "handover"
"""The kind of message under which everything about a handover is told."""


def tell_people(facts: Iterable[Mapping[str, Any]], *, at: datetime) -> None:
    """Tell facts in the transaction of the change: the fields of notifications' `Fact` each."""
    messenger = import_module(settings.MESSENGER)
    messenger.tell_many(facts=[messenger.Fact(**fact) for fact in facts], at=at)
