"""What has become due is noted and told: once, however often and by however many it is found.

Which clock has reached which rung is the business of `rectification.reminders`, asked by the dotted
paths of `settings.REMINDER_SOURCES`: each a function of the time that returns `ClockSource`s.
Here is the writing: rungs, messages, journal entries and proposals of one batch are one transaction
under one lock. Whoever dies leaves whole batches; whoever comes second finds them noted.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.module_loading import import_string

from journal import services as journal
from notifications import services as notifications
from notifications.models import Message
from rectification.models import RungReached
from rectification.models.reminders import EPOCH
from rectification.services.escalation import Proposal, propose_escalations

logger = logging.getLogger(__name__)
BATCH = 1000
KEYS = 500
GONE = (OperationalError, InterfaceError)
"""The database is away or busy: nothing goes on, the next tick tries again."""
_LOCK_KEY = 0x72656D696E64  # "remind"


@dataclass(frozen=True, kw_only=True)
class Reached:
    """One clock that has reached a rung, with all that is to be written of it."""

    source: str
    clock: str
    subject_id: int
    rung: int
    version: int = 0
    since: datetime = EPOCH
    facts: Sequence[notifications.Fact] = ()
    entries: Sequence[journal.Fact] = ()
    proposals: Sequence[Proposal] = ()


class ClockSource(Protocol):
    """Clocks of one kind. Another app part joins by a function in `settings.REMINDER_SOURCES`."""

    def waiting(self, *, after: int, limit: int) -> Sequence[Any]:
        """Rows (with `pk`) that have reached a rung which is not noted; one statement.

        Whatever is noted must not come again. A source may go by key from behind `after`.
        """

    def reached(self, rows: Sequence[Any]) -> Iterable[Reached]:
        """What to write of these rows: their highest rung, never the ones that were missed."""

    def again(self) -> Iterable[notifications.Fact]:
        """What was told lately, for people who have come to it since; others have their message."""


@dataclass(frozen=True)
class SentReport:
    """How many messages to people were made."""

    created: int


@dataclass
class _Tally:
    created: int = field(default=0)


def send_due(*, at: datetime) -> SentReport:
    """Note every rung that is reached and not noted yet, and tell whom it concerns.

    Safe at any time, twice, and by several at once. After an outage only the highest rung of each
    clock is told. Statements grow with batches of 1,000, not with items. Nothing leaves the house
    from here: `notifications.services.deliver_due` sends what is told here. A row that fails stops
    no other of its batch, a source no other; the first failure is raised in the end.
    """
    tally, failures = _Tally(), []
    for path in settings.REMINDER_SOURCES:
        for source in import_string(path)(at=at):
            try:
                _send(source, at, tally)
                _tell_again(list(source.again()), at, tally)
            except GONE:
                raise
            except Exception as failure:
                logger.exception("reminders of %s failed", type(source).__name__)
                failures.append(failure)
    if failures:
        raise failures[0]
    return SentReport(tally.created)


def _send(source: ClockSource, at: datetime, tally: _Tally) -> None:
    """Work a source off. A look without the lock comes first: most ticks find nothing."""
    after = 0
    rows = source.waiting(after=0, limit=1)
    while rows:
        try:
            with transaction.atomic():
                _lock()
                rows = source.waiting(after=after, limit=BATCH)
                if rows:
                    tally.created += _note(list(source.reached(rows)), at)
                    after = rows[-1].pk
        except GONE:
            raise
        except Exception:
            _one_by_one(source, rows, at, tally)
            raise
        if len(rows) < BATCH:
            return


def _one_by_one(source: ClockSource, rows: Sequence[Any], at: datetime, tally: _Tally) -> None:
    """Where a row of a batch can't be told, the others are: each in a transaction of its own."""
    for row in rows:
        try:
            with transaction.atomic():
                _lock()
                tally.created += _note(list(source.reached([row])), at)
        except GONE:
            raise
        except Exception:
            logger.exception("the reminder of row %s can't be told", row.pk)


def _tell_again(facts: Sequence[notifications.Fact], at: datetime, tally: _Tally) -> None:
    """Tell those who have not been told; a statement for 500 keys says who has."""
    if not facts:
        return
    with transaction.atomic():
        _lock()
        wanted = {(p.pk, fact.key): p for fact in facts for p in fact.people if p.is_active}
        people, known = {pk for pk, _ in wanted}, set()
        keys = sorted({key for _, key in wanted})
        for start in range(0, len(keys), KEYS):
            rows = Message.objects.filter(person__in=people, key__in=keys[start : start + KEYS])
            known |= set(rows.values_list("person_id", "key"))
        new = wanted.keys() - known
        fresh = [
            replace(fact, people=[p for p in fact.people if (p.pk, fact.key) in new])
            for fact in facts
        ]
        notifications.tell_many(facts=fresh, at=at)
        tally.created += len(new)


def _lock() -> None:
    """One scanner at a time until the transaction ends; SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])


def _note(reached: Sequence[Reached], at: datetime) -> int:
    RungReached.objects.bulk_create(
        [
            RungReached(
                source=row.source,
                clock=row.clock,
                subject_id=row.subject_id,
                version=row.version,
                since=row.since,
                rung=row.rung,
                noted_at=at,
            )
            for row in reached
        ],
        batch_size=BATCH,
    )
    facts = [fact for row in reached for fact in row.facts]
    notifications.tell_many(facts=facts, at=at)
    journal.record_many(entry for row in reached for entry in row.entries)
    proposals = [proposal for row in reached for proposal in row.proposals]
    if proposals:
        propose_escalations(proposals=proposals, at=at)
    return len({(p.pk, fact.key) for fact in facts for p in fact.people if p.is_active})
