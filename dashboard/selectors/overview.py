"""The leaders' read models: every figure is a sum over counts that the services keep.

People who see a whole campaign are answered from the counts table, never by looking through items;
others from the rows of their own units. A figure knows how many rows the ledger shows for it
(`rows`) and how many sensitive items it counts that the reader may not see (`hidden`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import TruncWeek

from accounts.models import Department, User
from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.clock import LOCAL_ZONE, local_date
from rectification.enums import DONE_STATES, OPEN_STATES, CountKind, State
from rectification.lights import DUE_SOON, TICKING, Soon
from rectification.models import Item, ItemCount
from rectification.querysets import ItemQuerySet
from rectification.selectors.ledger import Coverage, coverage_of, head_name, ledger_items
from rectification.selectors.limits import light_conditions

LIGHTS = ("bad", "warn", "ok")
OPEN_GROUPS = tuple(state.value for state in OPEN_STATES)
OPEN = "open"
"""All of OPEN_GROUPS in one, where states do not matter."""
WEEKS = 12
OLDEST = 5
_TREND_SECONDS = 600
_NONE = Value(None, IntegerField())


@dataclass
class Figure:
    """A number of items: the rows that the ledger opens, `shells` among them, and hidden ones."""

    rows: int = 0
    hidden: int = 0
    shells: int = 0

    def add(self, other: "Figure") -> None:
        self.rows += other.rows
        self.hidden += other.hidden
        self.shells += other.shells

    @property
    def whole(self) -> int:
        """Rows that are seen whole: what a filter by source opens."""
        return self.rows - self.shells


class Tally:
    """Figures by (key of a dimension …) and group, added up for every leading part of the key.

    A group is a bucket (a state, or an end from before this system), or the light of an item whose
    clock runs and has a date: each item is in one bucket and in one light at most.
    """

    def __init__(self) -> None:
        self._figures: dict[tuple[Any, ...], dict[str, Figure]] = {}

    def put(self, place: tuple[Any, ...], groups: Iterable[str], figure: Figure) -> None:
        for group in filter(None, groups):
            for length in range(len(place) + 1):
                there = self._figures.setdefault(place[:length], {})
                there.setdefault(group, Figure()).add(figure)

    def total(self, groups: Iterable[str], *key: Any) -> Figure:
        """The sum over groups of everything whose first dimensions are `key`."""
        there, found = self._figures.get(key, {}), Figure()
        for group in groups:
            if group in there:
                found.add(there[group])
        return found

    def undated(self, *key: Any) -> Figure:
        """Running items without a date."""
        running, dated = self.total(TICKING, *key), self.total(LIGHTS, *key)
        return Figure(running.rows - dated.rows, running.hidden - dated.hidden)

    def places(self, length: int) -> Iterator[tuple[tuple[Any, ...], dict[str, Figure]]]:
        """Every key of `length` dimensions with its figures by group."""
        return ((place, groups) for place, groups in self._figures.items() if len(place) == length)

    def firsts(self) -> set[Any]:
        """The keys of the first dimension."""
        return {place[0] for place in self._figures if place and place[0] is not None}


@dataclass(frozen=True)
class Reader:
    """Who reads, on which day, of which campaign."""

    user: User
    soon: Soon
    campaign: int | None

    @property
    def on(self) -> date:
        return self.soon.on

    @property
    def soon_days(self) -> int:
        """Working days within which an item of the campaign is due soon."""
        return self.soon.limits.value(self.campaign, DUE_SOON)

    @property
    def coverage(self) -> Coverage | None:
        return coverage_of(self.user, self.on, self.campaign)

    @property
    def knows_hidden(self) -> bool:
        """Whether totals may count sensitive items that the person does not see: for the head of
        the leading group and for the office."""
        standing = campaign_standing_of(self.user, self.on)
        roles = (*OFFICE_ROLES, CampaignRole.GROUP_LEADER)
        return self.campaign is not None and standing.has(self.campaign, *roles)

    def items(self) -> ItemQuerySet:
        return ledger_items(self.user, self.on, self.campaign).exclude(state=State.DRAFT)


@dataclass(frozen=True)
class Overview:
    """The ledger by lead and target (groups: OPEN and the lights) and by first source (groups:
    buckets and the lights)."""

    by_lead: Tally
    by_source: Tally


def _light(reader: Reader, running: Q) -> Case:
    return Case(
        *(
            When(running & condition, then=Value(kind))
            for kind, condition in light_conditions(reader.soon).items()
        ),
        default=Value(""),
        output_field=CharField(),
    )


def _counted_by_lead(reader: Reader, table: Q) -> QuerySet:
    """(lead, target, no source, group, sensitive, n) of open items from the counts table."""
    dated = Q(kind=CountKind.DUE)
    group = Case(
        When(dated, then=_light(reader, dated)), default=Value(OPEN), output_field=CharField()
    )
    opened = Q(kind=CountKind.STATE, bucket__in=OPEN_STATES)
    rows = ItemCount.objects.filter(table, dated | opened).order_by().annotate(group=group)
    places = rows.annotate(lead=F("lead_department"), aim=F("target"), origin=_NONE)
    return _summed(places)


def _counted_by_source(reader: Reader, table: Q) -> QuerySet:
    """(no lead, no target, source, bucket or light, sensitive, n) from the counts table."""
    dated = Q(kind=CountKind.SOURCE_DUE)
    group = Case(
        When(dated, then=_light(reader, dated)), default=F("bucket"), output_field=CharField()
    )
    rows = ItemCount.objects.filter(table, dated | Q(kind=CountKind.STATE)).order_by()
    places = rows.annotate(group=group, lead=_NONE, aim=_NONE, origin=F("source"))
    return _summed(places)


def _summed(places: QuerySet) -> QuerySet:
    grouped = places.values_list("lead", "aim", "origin", "group", "is_sensitive")
    return grouped.annotate(total=Sum("n")).filter(total__gt=0)


def _of_items(reader: Reader, rows: ItemQuerySet, sign: int) -> QuerySet:
    """(lead, target, source, bucket, light, sensitive, full, sign, n) from items."""
    before = Q(state__in=DONE_STATES, sign_off__isnull=True, legacy_closure__isnull=False)
    bucket = Case(
        When(before & Q(state=State.CLOSED), then=Value("closed_before")),
        When(before, then=Value("sustained_before")),
        default=F("state"),
        output_field=CharField(),
    )
    light = _light(reader, Q(state__in=TICKING))
    marked = rows.order_by().annotate(bucket=bucket, light=light, sign=Value(sign))
    place = ("lead_department", "target", "first_source", "bucket", "light")
    return marked.values_list(*place, "is_sensitive", "is_full", "sign").annotate(total=Count("pk"))


def overview_of(reader: Reader) -> Overview:
    """Every figure of the overview: one statement for people who see a part of the campaign, else
    one over the counts and one over what they leave out and what they count too much.
    """
    found = Overview(Tally(), Tally())
    coverage, rows = reader.coverage, reader.items()
    if coverage is not None:
        coverage = replace(coverage, sensitive=False)
        _add_counted(found, reader, coverage)
        rows = rows.filter(coverage.rest)
    hides = coverage is not None and reader.knows_hidden
    read = _of_items(reader, rows, 1)
    if coverage is not None and coverage.unseen is not None:
        unseen = Item.objects.listed().filter(coverage.unseen).annotate(is_full=Value(False))
        read = read.union(_of_items(reader, unseen, -1), all=True)
    for lead, target, source, bucket, light, sensitive, full, sign, n in read:
        if sign < 0:  # counted by date, but its state is not for this reader
            found.by_lead.put((lead, target), (light,), Figure(-n))
            found.by_source.put((source,), (light,), Figure(-n))
            continue
        figure = Figure(n, -n if sensitive and hides else 0, 0 if full else n)
        opened = OPEN if bucket in OPEN_GROUPS else ""
        found.by_lead.put((lead, target), (opened, light), figure)
        found.by_source.put((source,), (bucket, light), figure)
    return found


def _add_counted(found: Overview, reader: Reader, coverage: Coverage) -> None:
    """What the counts table says (1 statement)."""
    table = coverage.counted
    if reader.knows_hidden:
        table |= Q(campaign=reader.campaign, is_sensitive=True)
    by_source = _counted_by_source(reader, table).annotate(part=Value("source", CharField()))
    by_lead = _counted_by_lead(reader, table).annotate(part=Value("lead", CharField()))
    for lead, target, source, group, sensitive, n, part in by_lead.union(by_source, all=True):
        figure = Figure(hidden=n) if sensitive else Figure(n)
        if part == "lead":
            found.by_lead.put((lead, target), (group,), figure)
        else:
            found.by_source.put((source,), (group,), figure)


def departments_by_id(keys: Iterable[int]) -> list[Department]:
    """Departments in rank order (1 statement)."""
    return list(Department.objects.filter(pk__in=list(keys)).in_rank_order())


def oldest_overdue(reader: Reader) -> tuple[list[Item], dict[int, str]]:
    """The open items that are late for longest, and who heads their leads (1 statement)."""
    rows = reader.items().filter(state__in=TICKING, effective_due_on__lt=reader.on, is_full=True)
    found = list(
        rows.annotate(head=head_name(reader.on))
        .select_related("lead_department", "target", "first_source")
        .defer("problem", "search_text", "acceptance_standard")
        .in_due_order()[:OLDEST]
    )
    return found, {item.lead_department_id: item.head for item in found if item.head}


@dataclass(frozen=True)
class Week:
    """A week by its Monday: what was registered and closed in it, what was late at its end; in the
    week that runs, what is late now."""

    monday: date
    opened: int
    closed: int
    overdue: int


@dataclass(frozen=True)
class _Items:
    """So many items, by the weeks (Mondays) of registration, due date and end of their clock."""

    opened: date
    due: date | None
    closed: date | None
    stopped: date | None
    is_late: bool
    n: int


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _stopped() -> Case:
    """When an item's date ceased to run: at its end, or when it came to a desk without one."""
    return Case(
        When(closed_at__isnull=False, then=F("closed_at")),
        When(state__in=TICKING, then=None),
        default=F("state_since"),
        output_field=DateTimeField(),
    )


def _read_weeks(rows: QuerySet, on: date) -> list[_Items]:
    """Items by their weeks (1 statement)."""
    late = Q(state__in=TICKING, effective_due_on__lt=on)
    grouped = (
        rows.order_by()
        .annotate(
            opened=TruncWeek("created_at", tzinfo=LOCAL_ZONE),
            due=TruncWeek("effective_due_on"),
            closed=TruncWeek("closed_at", tzinfo=LOCAL_ZONE),
            stopped=TruncWeek(_stopped(), tzinfo=LOCAL_ZONE),
            is_late=Case(When(late, then=True), default=False, output_field=BooleanField()),
        )
        .values_list("opened", "due", "closed", "stopped", "is_late")
        .annotate(n=Count("pk"))
    )
    return [
        _Items(local_date(opened), due, _day(closed), _day(stopped), is_late, n)
        for opened, due, closed, stopped, is_late, n in grouped
    ]


def _day(moment: datetime | None) -> date | None:
    return local_date(moment) if moment is not None else None


def trend(reader: Reader) -> list[Week]:
    """The last twelve weeks, without sensitive items.

    Lateness in the past is told by the dates in force now. Whole campaigns are counted afresh
    every ten minutes, since it takes a look at every item.
    """
    coverage = reader.coverage
    counted = [*OPEN_STATES, *DONE_STATES]
    if coverage is None:
        rows = reader.items().filter(is_sensitive=False, state__in=counted)
        return _weeks(_read_weeks(rows, reader.on), reader.on)
    key = f"trend:{reader.campaign}:{reader.on}:{State.REGISTERED in coverage.states}"
    found = cache.get(key)
    if found is None:
        states = [state for state in counted if state in coverage.states]
        rows = Item.objects.listed().filter(
            campaign=reader.campaign, is_sensitive=False, state__in=states
        )
        found = _weeks(_read_weeks(rows, reader.on), reader.on)
        cache.set(key, found, _TREND_SECONDS)
    return found


def _weeks(rows: list[_Items], on: date) -> list[Week]:
    now = _monday(on)
    mondays = [now - timedelta(weeks=number) for number in range(WEEKS - 1, -1, -1)]
    return [
        Week(
            monday,
            sum(row.n for row in rows if row.opened == monday),
            sum(row.n for row in rows if row.closed == monday),
            sum(row.n for row in rows if (row.is_late if monday == now else _late(row, monday))),
        )
        for monday in mondays
    ]


def _late(row: _Items, monday: date) -> bool:
    """Whether the items were late at the end of a week that is over."""
    due = row.due is not None and row.due <= monday
    return row.opened <= monday and due and (row.stopped is None or row.stopped > monday)
