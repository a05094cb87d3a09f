"""What `tests.bench.ladder` measures, behind Django's settings."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from core import workdays
from core.clock import LOCAL_ZONE, local_date, now
from journal.models import Entry
from notifications.models import Message
from rectification.models import RungReached
from rectification.models.reminders import EPOCH
from rectification.reminders.clocks import SOURCE, ItemClock
from rectification.reminders.ground import Run
from rectification.reminders.sources import item_clocks
from rectification.services import send_due
from tests.bench.city import fill

CHUNK = 10_000


def memory(name: str) -> float:
    """A line of this process's status in MB: VmRSS now, VmHWM at its highest."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    return 0.0


def forget_peak() -> None:
    """Let VmHWM begin anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


class Counter:
    """Statements, but for the frame of transactions."""

    def __init__(self) -> None:
        self.n = 0

    def __call__(self, execute: Callable, sql: str, *rest: Any) -> Any:
        self.n += not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
        return execute(sql, *rest)


def _reached(clock: ItemClock) -> Iterator[list[RungReached]]:
    fields = ("pk", "clock_version", "clock_since", "rung")
    chunk = []
    for pk, version, since, rung in clock.due().values_list(*fields).iterator(CHUNK):
        row = {"subject_id": pk, "version": version, "since": since, "rung": rung}
        chunk.append(RungReached(source=SOURCE, clock=clock.clock, noted_at=EPOCH, **row))
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def note_until(at: datetime) -> int:
    """Note what every clock has reached, as earlier nights would have; how many rungs."""
    total = 0
    for clock in item_clocks(Run.of(at)):
        if clock.rungs.rows:
            for chunk in _reached(clock):
                RungReached.objects.bulk_create(chunk, batch_size=2000, ignore_conflicts=True)
                total += len(chunk)
    return total


def leave(at: datetime, due: int) -> int:
    """Note what today reaches but for `due` of it; how many clocks are left."""
    left = 0
    for clock in item_clocks(Run.of(at)):
        rows = clock.waiting(after=0, limit=10**7)
        more = rows[max(0, due - left) :]
        left += len(rows) - len(more)
        RungReached.objects.bulk_create(
            [
                RungReached(
                    source=SOURCE,
                    clock=clock.clock,
                    subject_id=row.pk,
                    version=row.clock_version,
                    since=row.clock_since,
                    rung=row.rung,
                    noted_at=EPOCH,
                )
                for row in more
            ],
            batch_size=2000,
            ignore_conflicts=True,
        )
    return left


BELOW = {-3: -7, -1: -3, 0: -1, 1: 0, 3: 1, 7: 3, 15: 7}


def forget(n: int) -> None:
    """Move `n` notes a rung back, where a night in a small city reaches fewer than are wanted."""
    rows = RungReached.objects.filter(clock="due", rung__in=BELOW).order_by("subject_id", "id")
    keys = list(rows.values_list("pk", flat=True)[:n])
    for start in range(0, len(keys), CHUNK):
        some = list(RungReached.objects.filter(pk__in=keys[start : start + CHUNK]))
        for row in some:
            row.rung = BELOW[row.rung]
        RungReached.objects.bulk_update(some, ["rung"], batch_size=1000)


def measure(items: int, due: int, say: Callable[[str], None]) -> None:
    """Fill, note the past, run the night, run it again."""
    fill(items)
    days = workdays.load()
    today = days.next_on_or_after(local_date(now()))
    yesterday = datetime.combine(days.add(today, -1), datetime.min.time(), LOCAL_ZONE)
    at = datetime.combine(today, datetime.min.time(), LOCAL_ZONE) + timedelta(hours=8)
    say(f"noted before: {note_until(yesterday)} rungs")
    left = leave(at, due)
    if left < due:
        forget(due - left)
        left = leave(at, due)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    entries = Entry.objects.count()
    forget_peak()
    before, count, began = memory("VmRSS"), Counter(), time.monotonic()
    own = time.process_time()
    with connection.execute_wrapper(count):
        report = send_due(at=at)
    took, own = time.monotonic() - began, time.process_time() - own
    say(
        f"{items} items, {left} clocks due: {report.created} messages, "
        f"{Entry.objects.count() - entries} journal entries in {took:.1f} s: "
        f"{left / took:.0f} clocks/s, {report.created / took:.0f} messages/s, "
        f"{own:.1f} s of this process's CPU ({report.created / own:.0f}/s); "
        f"{count.n} statements, memory +{memory('VmHWM') - before:.0f} MB"
    )
    count, began = Counter(), time.monotonic()
    with connection.execute_wrapper(count):
        again = send_due(at=at + timedelta(minutes=1))
    took = time.monotonic() - began
    say(f"again at once: {again.created} messages, {count.n} statements, {took * 1000:.0f} ms")
    doubled = Message.objects.count() - Message.objects.values("person", "key").distinct().count()
    say(f"doubled: {doubled}")
    explain(at, say)


def explain(at: datetime, say: Callable[[str], None]) -> None:
    """How long the database takes for each clock's question when nothing is due."""
    for clock in item_clocks(Run.of(at)):
        if clock.rungs.rows:
            rows = clock.due().filter(clock.unnoted()).order_by("effective_due_on", "pk")
            plan = rows[:1].explain(analyze=True)
            times = [line.strip() for line in plan.splitlines() if "Time:" in line]
            say(f"  {clock.clock} {clock.subject}: {'; '.join(times)}")
