"""Deliverers beside each other, and one that dies at every point: nothing lost, nothing doubled."""

import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from accounts.models import User
from notifications.channels import Outcome, Parcel, Result
from notifications.models import Delivery, DeliveryLine, Message
from notifications.services import Fact, deliver_due, tell_many
from tests.faults.crash import crashes
from tests.notifications.senders import (
    MONDAY,
    TUESDAY,
    Recorder,
    clock,
    mailbox,
    states,
    with_address,
)
from tests.personas import City, build_city

pytestmark = pytest.mark.django_db(transaction=True)

EIGHT_THIRTY = clock(TUESDAY, "08:30")


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


def tell_everybody(city: City, people: list[User]) -> None:
    """Three messages a person for the digest, and one that is told at once."""
    what: dict[str, Any] = {"people": people, "subject": city.campaign, "text": "请办理"}
    facts = [Fact(kind="reminder", key=f"{n}", section="red", **what) for n in range(3)]
    tell_many(facts=facts, at=clock(MONDAY, "10:00"))
    at_once = Fact(kind="returned", key="now", **what)
    tell_many(facts=[at_once], at=clock(TUESDAY, "08:15"))


class Deliverers:
    """Four runs that start together."""

    def __init__(self) -> None:
        self._start = threading.Barrier(4)
        self.delivered: list[int] = []
        self.failures: list[Exception] = []

    def run(self) -> None:
        threads = [threading.Thread(target=self._one) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    def _one(self) -> None:
        try:
            self._start.wait(10)
            self.delivered.append(deliver_due(at=EIGHT_THIRTY).delivered)
        except Exception as fault:  # noqa: BLE001 - the test names it
            self.failures.append(fault)
        finally:
            connections.close_all()


def test_four_deliverers_at_once_double_nothing(city: City, settings: Settings) -> None:
    box = mailbox(settings)
    people = list(User.objects.active().order_by("id"))
    with_address(*people)
    tell_everybody(city, people)
    four = Deliverers()
    four.run()
    assert four.failures == []
    # On PostgreSQL each passes over the people whom another has locked: one more run finds nobody.
    four.delivered.append(deliver_due(at=EIGHT_THIRTY).delivered)
    assert sum(four.delivered) == 4 * len(people)
    assert states() == {"sent": 2 * len(people)}
    assert states("record") == {"sent": 2 * len(people)}
    assert set(Counter(parcel.uid for parcel in box.parcels).values()) == {1}
    assert len(box.parcels) == 2 * len(people)
    assert DeliveryLine.objects.filter(channel="in_app").count() == Message.objects.count()


class Paper(Recorder):
    """Keeps what it was given in a file: what has left the house survives its sender."""

    path: Path

    def send(self, parcel: Parcel) -> Result:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(f"{parcel.person.username} {parcel.occasion} {parcel.uid}\n")
        return Result(Outcome.OK)


def test_a_deliverer_that_dies_anywhere_loses_nothing(
    city: City, settings: Settings, tmp_path: Path
) -> None:
    mailbox(settings)
    path = "tests.notifications.test_services_concurrency.Paper"
    settings.MESSAGE_CHANNELS = {**settings.MESSAGE_CHANNELS, "record": path}
    Paper.path = tmp_path / "sent"
    people = [city.officer, city.cooperator]
    with_address(*people)
    tell_everybody(city, people)
    deaths: list[int] = []
    # Each run comes after the lease of the one that died before it.
    for n in crashes(lambda: deliver_due(at=EIGHT_THIRTY + len(deaths) * timedelta(minutes=11))):
        deaths.append(n)
        for made in Delivery.objects.prefetch_related("lines"):
            assert len(made.lines.all()) == (1 if made.occasion == "at_once" else 3)
    assert len(deaths) >= 8
    assert states() == {"sent": 4}
    assert states("record") == {"sent": 4}
    sent = Paper.path.read_text(encoding="utf-8").split("\n")[:-1]
    # What was sent again, since its sender died before he wrote it down, has the id that it had.
    assert len(set(sent)) == 4
    assert 4 <= len(sent) <= 4 + len(deaths)
    assert Message.objects.unread().count() == 8
