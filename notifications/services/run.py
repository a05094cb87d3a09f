"""One run of the deliverer: its moment, its calendar, its channels; which messages still hold."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.module_loading import import_string

from core.clock import local_date
from core.workdays import Workdays
from notifications.channels import Channel
from notifications.models import DeliveryLine, Message

logger = logging.getLogger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Run:
    """What every step of a run needs to know."""

    at: datetime
    workdays: Workdays
    channels: Mapping[str, Channel]

    @property
    def day(self) -> date:
        """The day of the run in China."""
        return local_date(self.at)


@dataclass(frozen=True)
class DeliveredReport:
    """How many deliveries were made, and how many attempts failed."""

    delivered: int
    failed: int


def skipping_locked(rows: QuerySet[Any], **how: Any) -> QuerySet[Any]:
    """Lock the rows that nobody else holds. SQLite has one writer at a time and no row locks."""
    if connection.features.has_select_for_update_skip_locked:
        return rows.select_for_update(skip_locked=True, **how)
    return rows


def untold() -> QuerySet[Message]:
    """Unread messages of active people that no delivery has taken up."""
    lines = DeliveryLine.objects.filter(message=OuterRef("pk"))
    return Message.objects.unread().filter(~Exists(lines), person__is_active=True)


def still_holding(messages: Sequence[Message], at: datetime) -> list[Message]:
    """The messages that still hold, asked of whoever knows; the others are withdrawn.

    `settings.MESSAGE_CHECKS` maps a subject's type to the dotted path of
    `function(*, messages, at) -> set of primary keys` that no longer hold: one question a type.
    Where one can't answer, its messages are told: late news is better than none.
    """
    by_type: dict[str, list[Message]] = {}
    for message in messages:
        by_type.setdefault(message.subject_type, []).append(message)
    gone: set[int] = set()
    for subject_type, path in settings.MESSAGE_CHECKS.items():
        if subject_type in by_type:
            gone |= _asked(path, by_type[subject_type], at)
    take_back(gone, at)
    return [message for message in messages if message.pk not in gone]


def _asked(path: str, messages: Sequence[Message], at: datetime) -> set[int]:
    try:
        with transaction.atomic():
            return import_string(path)(messages=messages, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s can't say which messages still hold", path)
        return set()


def newest_of_topics(messages: Sequence[Message], at: datetime) -> list[Message]:
    """Of each person's messages about a topic the newest; the others are withdrawn."""
    newest: dict[tuple[int, str], int] = {}
    for message in messages:
        if message.topic:
            place = (message.person_id, message.topic)
            newest[place] = max(message.pk, newest.get(place, 0))
    kept = [m for m in messages if not m.topic or newest[m.person_id, m.topic] == m.pk]
    take_back({m.pk for m in messages} - {m.pk for m in kept}, at)
    return kept


def take_back(keys: set[int], at: datetime) -> None:
    """Withdraw messages by their keys."""
    for some in batches(sorted(keys)):
        Message.objects.filter(pk__in=some, withdrawn_at__isnull=True).update(withdrawn_at=at)


def batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """Keys in portions that one statement may carry."""
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
