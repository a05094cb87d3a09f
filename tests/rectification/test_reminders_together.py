"""Four scanners at once, and one that dies in between: nothing twice, nothing lost."""

import threading
from collections.abc import Sequence

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from core import workdays
from core.models import new_uid
from journal.models import Entry
from notifications import services as notifications
from notifications.models import Message
from rectification import services
from rectification.models import Item, RungReached
from rectification.services import reminding
from tests.factories import Walk, fresh
from tests.personas import City, at

ITEMS = 24


def many(city: City) -> tuple[list[Item], int]:
    """A couple of dozen items like one that is due, and the key of the first."""
    first = fresh(Walk(city).in_progress().item)
    rows = []
    for n in range(2, ITEMS + 1):
        row = fresh(first)
        row.pk, row.uid, row.number = None, new_uid(), f"ZG-2019-9{n:03d}"
        rows.append(row)
    Item.objects.bulk_create(rows)
    return [first, *rows], first.pk


def reminders() -> list[tuple[int, str]]:
    rows = Message.objects.filter(key__contains=":due:")
    return list(rows.values_list("person_id", "key"))


@pytest.mark.django_db(transaction=True)
def test_four_scanners_at_once_tell_everybody_once(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "BATCH", 5)
    items, _ = many(city)
    when = at(workdays.load().add(items[0].effective_due_on, 1), 8)
    start, created, failed = threading.Barrier(4), [], []

    def scan() -> None:
        try:
            start.wait(10)
            created.append(services.send_due(at=when).created)
        except Exception as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=scan) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert sum(created) == len(reminders()) == len(set(reminders())) == 3 * ITEMS
    assert Entry.objects.filter(type="item.overdue").count() == ITEMS
    assert RungReached.objects.filter(clock="due").count() == ITEMS


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["before", "after"])
def test_a_scanner_that_dies_leaves_whole_batches_and_the_next_goes_on(
    city: City, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(reminding, "BATCH", 10)
    items, _ = many(city)
    when = at(workdays.load().add(items[0].effective_due_on, 1), 8)
    real, calls = notifications.tell_many, []

    def dying(*, facts: Sequence[notifications.Fact], at: object) -> None:
        calls.append(1)
        if len(calls) == 2 and place == "before":
            raise KeyboardInterrupt
        real(facts=facts, at=at)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(notifications, "tell_many", dying)
    with pytest.raises(KeyboardInterrupt):
        services.send_due(at=when)
    assert len(reminders()) == 30
    assert RungReached.objects.filter(clock="due").count() == 10
    assert Entry.objects.filter(type="item.overdue").count() == 10
    monkeypatch.setattr(notifications, "tell_many", real)
    assert services.send_due(at=when).created == 3 * (ITEMS - 10)
    assert len(set(reminders())) == 3 * ITEMS


@pytest.mark.django_db
def test_one_poor_source_stops_nobody_else_s_reminders(
    city: City, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    item = Walk(city).in_progress().item
    when = at(workdays.load().add(item.effective_due_on, 1), 8)
    settings.REMINDER_SOURCES = [f"{__name__}.broken", *settings.REMINDER_SOURCES]
    with pytest.raises(RuntimeError, match="broken"):
        services.send_due(at=when)
    assert len(reminders()) == 3


class Broken:
    """A source that can't be read."""

    def waiting(self, *, after: int, limit: int) -> list[Item]:
        raise RuntimeError("broken")


def broken(*, at: object) -> list[Broken]:
    return [Broken()]
