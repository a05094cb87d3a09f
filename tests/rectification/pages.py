"""Helpers of the page tests: the clock stands at a moment, and a persona's browser."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from rectification.models import Item
from tests.personas import at


def stop_clock(monkeypatch: pytest.MonkeyPatch, moment: datetime | None = None) -> None:
    """Let every door read `moment` (the city's today at noon)."""
    moment = moment or at(hour=12)
    monkeypatch.setattr(clock, "now", lambda: moment)


def browser_of(user: User) -> Client:
    """A signed-in client."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def item_path(item: Item) -> str:
    return reverse("rectification:item", args=[item.uid])


def act_path(item: Item, action: str) -> str:
    return reverse("rectification:act", args=[item.uid, action])
