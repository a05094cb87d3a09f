"""Rungs of one clock and the dates that reach them: pure, but for the table that notes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Case, Exists, OuterRef, Q, SmallIntegerField, Value, When
from django.db.models.expressions import Combinable

from campaign.models import EscalationRule
from core.clock import LOCAL_ZONE
from core.workdays import ONE_DAY, Workdays
from rectification.models import RungReached


def midnight(day: date) -> datetime:
    """The beginning of a day in the city."""
    return datetime.combine(day, time(), LOCAL_ZONE)


def last_end(workdays: Workdays, on: date, days: int) -> date:
    """The last date that is reached by its rung `days` (working days, negative before) on `on`."""
    if days <= 0:
        return workdays.add(on, -days)
    today = workdays.last_on_or_before(on)
    return workdays.add(today, 1 - days) - ONE_DAY


@dataclass(frozen=True)
class Rungs:
    """The rungs of one clock of one campaign, as they climb.

    `silent` ones tell nobody: the journal wants to know when they are reached.
    """

    rows: Sequence[EscalationRule]
    silent: frozenset[int] = frozenset()

    @property
    def offsets(self) -> list[int]:
        return sorted({row.days for row in self.rows} | self.silent)

    def at(self, offset: int) -> list[EscalationRule]:
        """The rows of one rung that are switched on."""
        return [row for row in self.rows if row.days == offset and row.is_on]

    def missed(self, after: int | None, offset: int) -> list[EscalationRule]:
        """Unconditional rows between the last noted rung and this one, the nearest first."""
        between = [
            row
            for row in self.rows
            if row.is_on
            and not row.condition
            and row.days < offset
            and (after is None or row.days > after)
        ]
        return sorted(between, key=lambda row: (-row.days, row.order))

    def highest(self, conditions: dict[int, Q]) -> Case:
        """The highest rung that is reached, by the condition of each; NULL below the first."""
        whens = [When(conditions[o], then=Value(o)) for o in reversed(self.offsets)]
        return Case(*whens, output_field=SmallIntegerField())


def not_noted(
    source: str, clock: str, *, version: Combinable, since: Combinable, rung: str = "rung"
) -> Exists:
    """That neither the rung nor a higher one is noted for the row of a query, negated by it."""
    noted = RungReached.objects.filter(
        source=source,
        clock=clock,
        subject_id=OuterRef("pk"),
        version=version,
        since=since,
        rung__gte=OuterRef(rung),
    )
    return ~Exists(noted)


def noted_before(
    source: str, clock: str, ids: Sequence[int], *, until: datetime | None = None
) -> dict[tuple, int]:
    """The highest noted rung by (subject, version, since), for a batch (1 statement)."""
    rows = RungReached.objects.filter(source=source, clock=clock, subject_id__in=ids)
    if until is not None:
        rows = rows.filter(noted_at__lt=until)
    found: dict[tuple, int] = {}
    for subject, version, since, rung in rows.values_list("subject_id", "version", "since", "rung"):
        key = (subject, version, since)
        found[key] = max(rung, found.get(key, rung))
    return found
