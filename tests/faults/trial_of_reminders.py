"""Reminders that become due while everything breaks: the course of the short and the full trial."""

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.faults.chaos import Chaos
from tests.faults.stack import Copy, Stack

SETTLE_WITHIN = 60
MESSAGES = "SELECT person_id, key FROM notifications_message"


@dataclass
class Outcome:
    """What was left when everything had come to rest."""

    expected: Counter[Any]
    told: Counter[Any]
    faults: Counter[str]
    settled: list[float] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Facts of which somebody should have been told and was not."""
        return sum((self.expected - self.told).values())

    @property
    def doubled(self) -> int:
        """Facts told more often, or told and not due."""
        return sum((self.told - self.expected).values())


def undisturbed(stack: Stack, moments: list[datetime]) -> Copy:
    """The same days in a copy of the database, without any fault: what is to be expected."""
    copy = stack.copied()
    stack.run("tests.faults.oracle", *(at.isoformat() for at in moments), **copy.environment)
    return copy


def suffer(stack: Stack, chaos: Chaos, moments: list[datetime], faults: int) -> list[float]:
    """Live through the moments with so many faults spread over them; how long each took to settle.

    A fault of every kind comes once, in the order of the list; the seed chooses the others.
    """
    settled, owed, kinds = [], 0.0, list(chaos.kinds)
    for number, at in enumerate(moments):
        stack.clock.leap(at)
        stack.run_works()
        owed += faults / len(moments)
        while owed >= 1 or (number == len(moments) - 1 and kinds):
            chaos.rest()
            chaos.fault(kinds.pop(0) if kinds else "")
            owed -= 1
        settled.append(settle(stack))
    return settled


def settle(stack: Stack) -> float:
    """Seconds until every tick has gone well once more and nothing is left to do."""
    began, since = time.monotonic(), stack.clock.now()
    while (left := unsettled(stack, since)) and time.monotonic() - began < SETTLE_WITHIN:
        stack.wait(0.2)
    assert not left, f"{left} after {SETTLE_WITHIN} s\n{stack.log()}"
    return time.monotonic() - began


def unsettled(stack: Stack, since: datetime) -> list[str]:
    """What is still to be done, in words."""
    left = []
    for table, condition in (
        ("journal_unsealed", "1=1"),
        ("core_job", "state IN ('queued', 'running')"),
    ):
        if count := stack.ask(f"SELECT count(*) FROM {table} WHERE {condition}")[0][0]:
            left.append(f"{count} {table}")
    runs = dict(stack.ask("SELECT name, started_at FROM core_tickrun WHERE error = ''"))
    left += [name for name in stack.ticks if not _after(runs.get(name), since)]
    return left


def _after(started: Any, since: datetime) -> bool:
    if isinstance(started, str):  # SQLite
        started = datetime.fromisoformat(f"{started}+00:00")
    return started is not None and started > since


def trial(stack: Stack, chaos: Chaos, moments: list[datetime], faults: int) -> Outcome:
    """The whole course, for a stack that is prepared."""
    copy = undisturbed(stack, moments)
    stack.keep()
    settled = suffer(stack, chaos, moments, faults)
    return Outcome(
        expected=Counter(copy.ask(MESSAGES)),
        told=Counter(stack.ask(MESSAGES)),
        faults=chaos.done,
        settled=settled,
    )
