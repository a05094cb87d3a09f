"""A crash at every write and every commit: the whole change is there, or nothing of it."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from accounts.models import User
from core import services as core
from core.clock import LOCAL_ZONE
from core.enums import JobState
from core.models import Job
from journal import services as journal
from journal.models import Entry, Seal, Unsealed
from notifications.models import Delivery, DeliveryLine, DigestDay, Message
from notifications.services import deliver_due, tell
from rectification import services
from rectification.enums import BatchState, State
from rectification.imports.jobs import apply_later
from rectification.models import Evidence, ImportBatch, Item, Measure
from tests.factories import Walk, assignment, closure, fresh, measure_contents
from tests.faults.crash import MOST_POINTS, crashes, dies_at
from tests.faults.sink import Sink, sink
from tests.personas import City, at, build_city
from tests.rectification.imports import opened

pytestmark = pytest.mark.django_db(transaction=True)

MORNING = datetime(2019, 10, 15, 8, 40, tzinfo=LOCAL_ZONE)
LATER = at() + timedelta(days=1)


@pytest.fixture
def city(transactional_db: None) -> City:
    return build_city()


def counted() -> dict[str, Any]:
    """What a change of an item touches."""
    return {
        "items": list(Item.objects.order_by("id").values_list("state", "version", "due_version")),
        "entries": Entry.objects.count(),
        "waiting": Unsealed.objects.count(),
        "messages": Message.objects.count(),
        "measures": Measure.objects.count(),
        "evidence": Evidence.objects.count(),
    }


def given(walk: Walk) -> dict[str, Any]:
    item = fresh(walk.item)
    return {"item": item, "at": walk.when + timedelta(minutes=1), "version": item.version}


TRANSITIONS: dict[str, tuple[str, Callable[[City, Walk], Any]]] = {
    "assign": (
        "registered",
        lambda city, walk: services.assign(**given(walk), by=city.office, content=assignment(city)),
    ),
    "submit-plan": (
        "accepted",
        lambda city, walk: services.submit_plan(
            **given(walk),
            by=city.officer,
            measures=measure_contents(walk.item),
            causes={"work": "调度不力"},
        ),
    ),
    "request-closure": (
        "in_progress",
        lambda city, walk: services.request_closure(
            **given(walk), by=city.officer, content=closure(walk.item, walk.when)
        ),
    ),
}


@pytest.mark.parametrize("action", TRANSITIONS)
def test_a_transition_is_whole_or_not_there(city: City, action: str) -> None:
    start, act = TRANSITIONS[action]
    walk = getattr(Walk(city), start)()
    before, after, points = counted(), counted(), 0
    for points in crashes(lambda: act(city, walk)):  # noqa: B007 - its last value counts
        after = counted()
        if after != before:
            break
    assert after["items"][0][1] > before["items"][0][1]
    for part in ("entries", "waiting", "messages"):
        assert after[part] > before[part]
    assert points > 5


def test_an_import_in_the_background_ends_whole_and_once(city: City) -> None:
    for points in range(MOST_POINTS):
        batch = opened(city, {}, {}, {})
        items, entries = Item.objects.count(), Entry.objects.count()
        job = apply_later(batch=batch, by=city.office, at=at(), only_sure=False)
        died = dies_at(points, lambda: core.run_due(now=at))
        _check_import(batch, job, items, entries)
        if not died:
            break
    assert points > 10


def _check_import(batch: ImportBatch, job: Job, items: int, entries: int) -> None:
    """Right after the crash all rows or none; after the next tick all, once."""
    batch.refresh_from_db()
    made = 3 if batch.state == BatchState.APPLIED else 0
    assert Item.objects.count() == items + made
    assert (Entry.objects.count() > entries) == bool(made)
    core.run_due(now=lambda: LATER)
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.state, batch.state) == (JobState.DONE, BatchState.APPLIED)
    assert Item.objects.count() == items + 3
    assert batch.rows.filter(item__state=State.IN_PROGRESS).count() == 3
    Item.objects.all().delete()


def test_sealing_leaves_no_gap(city: City) -> None:
    def record(n: int) -> None:
        journal.record(type="x.y", subject=city.office, by=None, at=at(), data={"n": n})

    record(0)
    journal.seal(at=at())
    for n in range(1, 4):
        record(n)
    points = 0
    for points in crashes(lambda: journal.seal(at=at())):  # noqa: B007 - its last value counts
        assert Seal.objects.count() + Unsealed.objects.count() == Entry.objects.count()
        assert journal.verify() == []
    assert Unsealed.objects.count() == 0
    assert journal.verify() == []
    assert points >= 3


def test_what_leaves_the_house_leaves_whole_and_under_one_id(
    city: City, settings: Settings
) -> None:
    """Each message in one digest; a mail whose end was not written goes again, with its id."""
    settings.MESSAGE_CHANNELS_ON = ["email"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    people = [city.officer, city.office]
    for person in people:
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@example.invalid")
    item = fresh(Walk(city).registered().item)
    with sink(seed=1) as (mail, port):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        for points in range(MOST_POINTS):
            for table in (DeliveryLine, Delivery, DigestDay, Message):
                table.objects.all().delete()
            for n in range(2):
                tell(
                    people=people, kind="informed", key=f"x:{points}:{n}", subject=item,
                    text="知会", at=MORNING - timedelta(minutes=1),
                )  # fmt: skip
            died = dies_at(points, lambda: deliver_due(at=MORNING))
            deliver_due(at=MORNING + timedelta(minutes=15))
            _check_mail(mail, len(people))
            if not died:
                break
    assert points > 8
    assert max(mail.received.values()) == 2  # died between the mail and its row, once each


def _check_mail(mail: Sink, people: int) -> None:
    lines = Counter(DeliveryLine.objects.values_list("message_id", "channel"))
    assert set(lines.values()) == {1}
    assert len(lines) == 2 * 2 * people
    for channel in ("in_app", "email"):
        assert Delivery.objects.filter(channel=channel, state="sent").count() == people
    uids = Delivery.objects.filter(channel="email").values_list("uid", flat=True)
    assert {str(uid) for uid in uids} <= mail.received.keys()
    assert Delivery.objects.filter(channel="email").count() == people
