"""Helpers of the page tests: the clock stands at a moment, and a persona's browser."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from rectification import services
from rectification.models import Item
from tests.factories import assignment, content
from tests.personas import City, at


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


def sensitive_item(city: City) -> Item:
    """A sensitive item, accepted; its handler and the office person are named."""
    item = services.register_and_assign(
        campaign=city.campaign,
        content=content(city, target=city.targets["relatives_business"], is_sensitive=True),
        assignment=assignment(city, handler=city.officer, office_person=city.office),
        by=city.office_head,
        at=at(),
    )
    return services.accept(item=item, by=city.officer, at=at(), version=item.version)
