"""Which reminders that wait for their delivery no longer hold (`settings.MESSAGE_CHECKS`)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from campaign.enums import LadderClock
from notifications.models import Message
from rectification.models import Item
from rectification.reminders.batch import ItemBatch, for_ladder
from rectification.reminders.clocks import ItemClock
from rectification.reminders.ground import Run
from rectification.reminders.receivers import Receivers
from rectification.reminders.sources import item_clocks

_KEY = re.compile(r"item:([0-9a-f-]{36}):([a-z_]+):(\d+):(\d+):(-?\d+)")


def no_longer_hold(*, messages: Sequence[Message], at: datetime) -> set[int]:
    """Keys of reminders whose item has been closed, moved, given a later date or to other people.

    A reminder holds while its clock runs as it ran and its reader is still one whom the ladder
    would tell. Messages that are no reminders are left alone. Statements grow with clocks and
    campaigns, not with messages.
    """
    mine: dict[str, list[tuple[Message, re.Match[str]]]] = defaultdict(list)
    for message in messages:
        found = _KEY.fullmatch(message.key)
        if found is not None and found[2] in LadderClock.values:
            mine[found[2]].append((message, found))
    if not mine:
        return set()
    gone = {message.pk for rows in mine.values() for message, _ in rows}
    for clock in item_clocks(Run.of(at)):
        if clock.clock in mine and clock.rungs.rows:
            gone -= set(_holding(clock, mine[clock.clock]))
    return gone


def _holding(clock: ItemClock, messages: Iterable[tuple[Message, re.Match[str]]]) -> Iterator[int]:
    """Keys of the messages that hold on one clock of one campaign."""
    rows = clock.due().filter(uid__in={UUID(found[1]) for _, found in messages})
    items: dict[str, Item] = {str(item.uid): item for item in for_ladder(rows)}
    receivers = Receivers(clock.campaign, ItemBatch(list(items.values()), clock.run))
    known: dict[tuple[str, int], set[int]] = {}
    for message, found in messages:
        item = items.get(found[1])
        if item is None or (found[3], found[4]) != stay_of(item):
            continue
        place = (found[1], int(found[5]))
        if place not in known:
            item.rung = place[1]
            told = clock.telling(item, None, receivers.batch)
            people = (p.pk for row in told for p in clock.people_of(row, item, receivers))
            known[place] = set(people)
        if message.person_id in known[place]:
            yield message.pk


def stay_of(item: Item) -> tuple[str, str]:
    """Version and beginning of a stay on a clock, as a message's key has them."""
    return str(item.clock_version), f"{item.clock_since:%Y%m%d%H%M%S%f}"
