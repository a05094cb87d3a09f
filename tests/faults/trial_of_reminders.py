"""Reminders that become due while everything breaks: the course of the short and the full trial.

A day has three moments. At 8:10 the ladder finds what is due, at 8:40 digests leave, both under
faults; by 8:55 the leases of those who died have run out, and the day comes to its end in peace.
"""

import re
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.faults.chaos import Chaos
from tests.faults.sink import Sink
from tests.faults.stack import Copy, Stack

SETTLE_WITHIN = 60
DROPPED_ANSWERS = 0.1
WARRANTS = 2
"""How many workers die amid their writes at each moment, beside the other faults."""
UNDER_FAULTS = (timedelta(hours=8, minutes=10), timedelta(hours=8, minutes=40))
IN_PEACE = timedelta(hours=8, minutes=55)

UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TOLD = "SELECT person_id, key FROM notifications_message"
IN_DIGEST_OR_AT_ONCE = """
SELECT m.person_id, m.key FROM notifications_deliveryline l
JOIN notifications_message m ON m.id = l.message_id WHERE l.channel = 'in_app'
"""
DIGESTS_A_DAY = """
SELECT person_id, channel, day, count(*) FROM notifications_delivery
WHERE occasion <> 'at_once' AND state = 'sent' GROUP BY person_id, channel, day
"""
MAIL = "SELECT uid, state FROM notifications_delivery WHERE channel = 'email'"
LEFT = {
    "journal_unsealed": "1 = 1",
    "core_job": "state IN ('queued', 'running')",
    "notifications_delivery": "state = 'due' AND next_at <= {now}",
}
HELD = " AND (lease_until IS NULL OR lease_until < {now})"
"""In the midst of faults, what a dead worker holds waits for the end of its lease."""


@dataclass
class Outcome:
    """What was left when everything had come to rest."""

    expected: Counter[Any]
    told: Counter[Any]
    lines_expected: Counter[Any]
    lines: Counter[Any]
    most_digests_a_day: int
    mails: int
    mail_unsent: int
    mail_unseen: int
    mail_foreign: int
    mail_repeated: int
    jobs_left: int
    faults: Counter[str]
    settled: list[float] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """Facts, lines or mails that somebody should have and has not."""
        missing = (self.expected - self.told) + (self.lines_expected - self.lines)
        return missing.total() + self.mail_unsent + self.mail_unseen + self.jobs_left

    @property
    def doubled(self) -> int:
        """Facts or lines told more often than once, or not due; mails under an unknown id."""
        extra = (self.told - self.expected) + (self.lines - self.lines_expected)
        return extra.total() + self.mail_foreign


def trial(stack: Stack, sink: Sink, chaos: Chaos, days: list[datetime], faults: int) -> Outcome:
    """The whole course over `days` (midnights), for a stack that is prepared."""
    copy = _undisturbed(stack, days)
    stack.keep()
    settled = []
    owed: Iterator[str] = _faults(chaos, faults)
    a_moment = faults / (len(days) * len(UNDER_FAULTS))
    for number, day in enumerate(days):
        stack.clock.leap(day + UNDER_FAULTS[0])
        stack.run_works()
        sink.drop_share = DROPPED_ANSWERS
        for moment in UNDER_FAULTS:
            chaos.warrant(WARRANTS)
            stack.clock.leap(day + moment)
            _suffer(chaos, owed, round(a_moment * (number + 1)) - round(a_moment * number))
            settled.append(settle(stack))
            chaos.served()
        sink.drop_share = 0
        stack.clock.leap(day + IN_PEACE)
        settled.append(settle(stack, in_peace=True))
    for program in stack.programs.values():
        program.end()
    return _outcome(stack, sink, chaos, copy, settled)


def _undisturbed(stack: Stack, days: list[datetime]) -> Copy:
    """The same moments in a copy of the database, without any fault: what is to be expected."""
    copy = stack.copied()
    moments = [day + moment for day in days for moment in (*UNDER_FAULTS, IN_PEACE)]
    texts = [at.isoformat() for at in moments]
    own = {"FAULTS_ORACLE": "1", "FAULTS_CLOCK": str(stack.folder / "undisturbed-clock")}
    stack.run("tests.faults.oracle", *texts, **copy.environment, **own)
    return copy


def _faults(chaos: Chaos, count: int) -> Iterator[str]:
    """Each kind once, then any, `count` in all."""
    yield from [*chaos.kinds, *[""] * count][:count]


def _suffer(chaos: Chaos, owed: Iterator[str], count: int) -> None:
    for _ in range(count):
        chaos.rest()
        chaos.fault(next(owed, ""))


def settle(stack: Stack, *, in_peace: bool = False) -> float:
    """Seconds until every tick has gone well once more and nothing is left to do."""
    began, since = time.monotonic(), stack.clock.now()
    while (left := unsettled(stack, since, in_peace)) and time.monotonic() - began < SETTLE_WITHIN:
        stack.wait(0.2)
    assert not left, f"{left} after {SETTLE_WITHIN} s\n{stack.log()}"
    return time.monotonic() - began


def unsettled(stack: Stack, since: datetime, in_peace: bool) -> list[str]:
    """What is still to be done, in words."""
    now = f"'{stack.clock.now().astimezone(UTC):%Y-%m-%d %H:%M:%S}+00'"
    left = []
    for table, condition in LEFT.items():
        if table != "journal_unsealed" and not in_peace:
            condition += HELD
        found = stack.ask(f"SELECT count(*) FROM {table} WHERE {condition.format(now=now)}")
        if count := found[0][0]:
            left.append(f"{count} {table}")
    runs = dict(stack.ask("SELECT name, started_at FROM core_tickrun WHERE error = ''"))
    return left + [name for name in stack.ticks if not _after(runs.get(name), since)]


def _after(started: Any, since: datetime) -> bool:
    if isinstance(started, str):  # SQLite
        started = datetime.fromisoformat(f"{started}+00:00")
    return started is not None and started > since


def _facts(database: Copy | Stack, statement: str, items: set[str]) -> Counter[Any]:
    """Rows of (person, key). The uid of what a tick itself has made differs from run to run."""
    rows = Counter()
    for person, key in database.ask(statement):
        rows[person, UID.sub(lambda uid: uid[0] if _plain(uid[0]) in items else "*", key)] += 1
    return rows


def _plain(uid: Any) -> str:
    return str(uid).replace("-", "")


def _outcome(stack: Stack, sink: Sink, chaos: Chaos, copy: Copy, settled: list[float]) -> Outcome:
    items = {_plain(uid) for (uid,) in copy.ask("SELECT uid FROM rectification_item")}
    mail = {_plain(uid): state for uid, state in stack.ask(MAIL)}
    seen = Counter({_plain(uid): count for uid, count in sink.received.items()})
    sent = {uid for uid, state in mail.items() if state == "sent"}
    return Outcome(
        expected=_facts(copy, TOLD, items),
        told=_facts(stack, TOLD, items),
        lines_expected=_facts(copy, IN_DIGEST_OR_AT_ONCE, items),
        lines=_facts(stack, IN_DIGEST_OR_AT_ONCE, items),
        most_digests_a_day=max((row[3] for row in stack.ask(DIGESTS_A_DAY)), default=0),
        mails=len(seen),
        mail_unsent=sum(state in ("due", "dead") for state in mail.values()),
        mail_unseen=len(sent - seen.keys()),
        mail_foreign=len(seen.keys() - mail.keys()),
        mail_repeated=sum(count - 1 for count in seen.values()),
        jobs_left=stack.ask("SELECT count(*) FROM core_job WHERE state IN ('queued', 'running')")[
            0
        ][0],
        faults=chaos.done,
        settled=settled,
    )
