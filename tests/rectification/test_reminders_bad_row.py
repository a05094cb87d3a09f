"""A row that can't be told stops nobody behind it: not of its batch, not of the next source."""

from collections.abc import Iterable, Sequence
from typing import Any

import pytest

from notifications.enums import MessageKind
from notifications.models import Message
from notifications.services import Fact
from rectification.models import Item, RungReached
from rectification.services import send_due
from rectification.services.reminding import Reached
from tests.factories import Walk
from tests.personas import City, at

BAD: set[int] = set()


class Source:
    """Items that are told once each; one of them can't be."""

    def __init__(self, city: City) -> None:
        self.city = city

    def waiting(self, *, after: int, limit: int) -> Sequence[Item]:
        noted = RungReached.objects.filter(source="trial").values("subject_id")
        return list(Item.objects.exclude(pk__in=noted).order_by("id")[:limit])

    def reached(self, rows: Sequence[Item]) -> Iterable[Reached]:
        for item in rows:
            if item.pk in BAD:
                raise ValueError("no words for it")
            fact = Fact(
                people=[self.city.officer],
                kind=MessageKind.REMINDER,
                key=f"trial:{item.uid}",
                subject=item,
                text="到期",
            )
            yield Reached(source="trial", clock="trial", subject_id=item.pk, rung=1, facts=[fact])

    def again(self) -> Iterable[Any]:
        return ()


def test_the_others_of_the_batch_are_told_and_the_failure_is_heard(
    city: City, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    items = [Walk(city).registered().item for _ in range(3)]
    BAD.clear()
    BAD.add(items[0].pk)
    monkeypatch.setattr(f"{__name__}.sources", lambda *, at: [Source(city)], raising=False)
    settings.REMINDER_SOURCES = [f"{__name__}.sources"]
    for _ in range(2):
        with pytest.raises(ValueError, match="no words"):
            send_due(at=at())
        told = Message.objects.filter(key__startswith="trial:").values_list(
            "subject_uid", flat=True
        )
        assert set(told) == {item.uid for item in items[1:]}
    BAD.clear()
    assert send_due(at=at()).created == 1
