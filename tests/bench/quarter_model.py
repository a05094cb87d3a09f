"""A made-up quarter of a city: which item is where on which working day. Seeded, no field data.

A department has a number of items; each is assigned on some day, due 20 to 40 working days later
(a third of them small things, due in 8 to 14), and passes its desks. How long it stays on each, and
how far from its date its closure is asked for, are drawn from the tables below; one in ten gets one
extension. Items move by bulk updates of their rows, as a seed does: what is simulated are people,
what is tried is `send_due` and `deliver_due`.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.clock import LOCAL_ZONE
from rectification.enums import Kind, State

STAYS: dict[State, tuple[int, ...]] = {
    State.ASSIGNED: (0, 0, 1, 1, 1, 2, 2, 2, 3, 4),
    State.ACCEPTED: (1, 2, 3, 3, 4, 4, 5, 5, 6, 8),
    State.PLAN_REVIEW: (0, 0, 1, 1, 1, 1, 2, 2, 3, 4),
    State.CLOSURE_REVIEW: (0, 0, 1, 1, 1, 1, 2, 2, 3, 4),
    State.AWAITING_SIGNOFF: (0, 0, 1, 1, 1, 2, 2, 3, 4, 5),
    State.AWAITING_VERIFICATION: (1, 2, 2, 3, 3, 4, 4, 5, 6, 8),
}
"""Working days on a desk; a value is drawn evenly. A tenth to a fifth is over its limit."""

ASKED = [(0.35, -10, -4), (0.35, -3, 0), (0.20, 1, 5), (0.07, 6, 14), (0.03, 15, 25)]
"""Share, and from how far to how far from the date closure is asked for."""

REPORTS = 0.6
"""Share of items whose officer reports every week; the others turn stale."""


@dataclass
class Plan:
    """One item's life: what its row becomes on which day."""

    department: int
    kind: Kind
    assigned: int
    due: int
    reports: bool
    moves: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))


def moment(day: date, hour: int = 8, minute: int = 30) -> datetime:
    """A time of a day in the city."""
    return datetime.combine(day, time(hour, minute), LOCAL_ZONE)


def plans(departments: int, items: int, days: int, seed: int) -> Iterator[Plan]:
    """The lives of all items; days are counted from the quarter's first."""
    dice = random.Random(seed)
    for department in range(departments):
        for _ in range(items):
            yield _plan(dice, department, days)


def _plan(dice: random.Random, department: int, days: int) -> Plan:
    small = dice.random() < 1 / 3
    assigned = dice.randint(-20, days - 15)
    due = assigned + (dice.randint(8, 14) if small else dice.randint(20, 40))
    kind = Kind.IMMEDIATE if small else Kind.TIME_LIMITED
    plan = Plan(department, kind, assigned, due, dice.random() < REPORTS)
    at = assigned
    early = [State.ASSIGNED] if small else [State.ASSIGNED, State.ACCEPTED, State.PLAN_REVIEW]
    for state in early:
        plan.moves[at]["state"] = state
        at += dice.choice(STAYS[state])
    plan.moves[at]["state"] = State.IN_PROGRESS
    asked = max(at + 1, due + _asked(dice))
    if dice.random() < 0.1 and asked > due - 5 > at:
        plan.moves[due - 5]["due"] = due + 15
        asked += 15
    late = [State.AWAITING_SIGNOFF, State.AWAITING_VERIFICATION]
    at = asked
    for state in late if small else [State.CLOSURE_REVIEW, *late]:
        plan.moves[at]["state"] = state
        at += dice.choice(STAYS[state])
    plan.moves[at]["state"] = State.VOIDED
    return plan


def _asked(dice: random.Random) -> int:
    draw = dice.random()
    for share, first, last in ASKED:
        if draw < share:
            return dice.randint(first, last)
        draw -= share
    return 0


def calendar_of(workdays: Any, first: date, days: int) -> dict[int, date]:
    """The dates of working days by number, some before and after the quarter."""
    start = workdays.next_on_or_after(first)
    found = {n: workdays.add(start, n) for n in range(1, days + 90)}
    found |= {-n: workdays.add(start, -n) for n in range(1, 40)}
    found[0] = start
    return found


WEEK = timedelta(days=7)
