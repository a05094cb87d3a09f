"""What the ladder looks at of a batch of items, read by a fixed number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db.models import QuerySet

from accounts.models import User
from core.clock import LOCAL_ZONE, local_date
from journal.selectors import moments_of
from rectification.enums import (
    CLOSING_STATES,
    ClearanceKind,
    MeasureState,
    RequestState,
    State,
    VerificationResult,
)
from rectification.models import (
    Clearance,
    ClosureRequest,
    Cooperation,
    Evidence,
    Item,
    LookBack,
    Measure,
    Verification,
)
from rectification.reminders.ground import Run
from rectification.selectors.closure import REOPENED, ClosureFacts, closure_gaps, since_of
from rectification.workflow import rule

STALE_WORKDAYS = 10
LIVE = (RequestState.PENDING, RequestState.ENDORSED, RequestState.SKIPPED)
COLUMNS = (
    "uid",
    "number",
    "title",
    "state",
    "state_since",
    "cycle",
    "kind",
    "is_key",
    "is_sensitive",
    "campaign_id",
    "lead_department__code",
    "lead_department__short_name",
    "handling_unit_id",
    "section",
    "handler_id",
    "owner_post__person_id",
    "named_verifier_id",
    "effective_due_on",
    "due_version",
    "assigned_at",
    "last_progress_at",
    "look_back_due_on",
)


def for_ladder(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items with the columns that the ladder reads, and no more."""
    return items.select_related("lead_department", "owner_post").only(*COLUMNS)


class ItemBatch:
    """Facts about items, each kind read when it is first asked for, for all of them at once."""

    def __init__(self, items: Sequence[Item], run: Run) -> None:
        self.items = items
        self.run = run
        self._cleared: dict[tuple[int, str], list[User]] | None = None
        self._applicants: dict[int, int] | None = None
        self._measures: dict[int, list[Measure]] | None = None
        self._closure: dict[int, ClosureFacts] | None = None

    def cleared(self, item: Item, kind: str) -> list[User]:
        """The named people of a sensitive item in one capacity, active ones only."""
        if self._cleared is None:
            self._cleared = defaultdict(list)
            ids = [row.pk for row in self.items if row.is_sensitive]
            rows = Clearance.objects.filter(item__in=ids, ended_at__isnull=True)
            rows = rows.filter(person__is_active=True).select_related("person")
            for row in rows.order_by("id") if ids else ():
                self._cleared[row.item_id, row.kind].append(row.person)
        return self._cleared.get((item.pk, kind), [])

    def handlers(self, item: Item) -> list[User]:
        """The named handlers of a sensitive item."""
        return self.cleared(item, ClearanceKind.HANDLER)

    def applicant(self, item: Item) -> int | None:
        """Who has asked for the closure that is being decided."""
        if self._applicants is None:
            ids = [row.pk for row in self.items if row.state in CLOSING_STATES]
            rows = ClosureRequest.objects.filter(item__in=ids, state__in=LIVE).order_by("id")
            self._applicants = dict(rows.values_list("item_id", "applicant_id")) if ids else {}
        return self._applicants.get(item.pk)

    def measures(self, item: Item) -> list[Measure]:
        """The measures of the item's cycle, in order."""
        if self._measures is None:
            rows = Measure.objects.filter(item__in=[row.pk for row in self.items])
            grouped = _by_item(rows.order_by("order", "id"))
            self._measures = {
                row.pk: [m for m in grouped[row.pk] if m.cycle == row.cycle] for row in self.items
            }
        return self._measures[item.pk]

    def is_stale(self, item: Item) -> bool:
        """No news for ten working days, or a measure that nobody owns."""
        since = self.run.workdays.add(self.run.on, -STALE_WORKDAYS)
        line = datetime.combine(since + timedelta(days=1), time(), LOCAL_ZONE)
        last = max(filter(None, (item.last_progress_at, item.state_since)))
        if last < line:
            return True
        return any(
            m.state == MeasureState.OPEN and not m.owner_name.strip() for m in self.measures(item)
        )

    def gaps(self, item: Item, rules: dict[str, int]) -> list[str]:
        """What the closure rule still needs, while the item is being rectified."""
        if item.state != State.IN_PROGRESS or item.is_sensitive:
            return []
        if self._closure is None:
            self._closure = self._read_closure()
        return closure_gaps(
            item,
            self._closure[item.pk],
            on=self.run.on,
            workdays=self.run.workdays,
            silence=rule(rules, "part_silence_days"),
        )

    def _read_closure(self) -> dict[int, ClosureFacts]:
        items = [i for i in self.items if i.state == State.IN_PROGRESS and not i.is_sensitive]
        ids = [item.pk for item in items]
        evidence = _by_item(Evidence.objects.filter(item__in=ids).order_by("id"))
        parts = Cooperation.objects.filter(item__in=ids).select_related("department")
        cooperations = _by_item(parts.order_by("id"))
        failed = Verification.objects.filter(item__in=ids, result=VerificationResult.FAILED)
        failures = _by_item(failed.order_by("id"))
        again = [item.pk for item in items if item.cycle > 1]
        looked = _by_item(LookBack.objects.filter(item__in=again).order_by("id"))
        reopened = moments_of(REOPENED, "rectification.item", again) if again else {}
        found = {}
        for item in items:
            failed_now = [v for v in failures[item.pk] if v.cycle == item.cycle]
            failure = failed_now[-1] if failed_now else None
            last = looked[item.pk][-1] if looked[item.pk] else None
            found[item.pk] = ClosureFacts(
                measures=tuple(self.measures(item)),
                evidence=tuple(e for e in evidence[item.pk] if e.cycle == item.cycle),
                cooperations=tuple(cooperations[item.pk]),
                since=since_of(failure, last, reopened.get(item.pk, [])),
            )
        return found


def _by_item(rows: QuerySet) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def was_late_at_entry(item: Item) -> bool:
    """Whether the date had passed when the item came to its lead: a ledger that existed already."""
    if item.assigned_at is None or item.effective_due_on is None:
        return False
    return item.effective_due_on < local_date(item.assigned_at)
