"""The leaders' read models: every figure is a sum over counts that the services keep.

People who see a whole campaign are answered from the counts table, never by looking through items;
others from the rows of their own units. A figure knows how many rows the ledger shows for it
(`rows`) and how many sensitive items it counts that the reader may not see (`hidden`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncWeek

from accounts.models import Department, User
from accounts.selectors import heads_of
from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.clock import LOCAL_ZONE, local_date
from rectification.enums import DONE_STATES, OPEN_STATES, State
from rectification.lights import TICKING
from rectification.models import Item, ItemCount
from rectification.querysets import ItemQuerySet
from rectification.selectors.ledger import Coverage, coverage_of, ledger_items
from rectification.selectors.work import light_conditions

OPEN_GROUPS = ("bad", "warn", "ok", "none", "hold")
"""Lights of open items: `none` has no date yet, `hold` is suspended."""
WEEKS = 12
OLDEST = 5
_TREND_SECONDS = 600


@dataclass
class Figure:
    """A number of items: the rows that the ledger opens, and hidden sensitive ones."""

    rows: int = 0
    hidden: int = 0

    def add(self, other: "Figure") -> None:
        self.rows += other.rows
        self.hidden += other.hidden


@dataclass
class Tally:
    """Figures by (key of a dimension …, group): a light of OPEN_GROUPS, else a bucket."""

    figures: dict[tuple[Any, ...], Figure] = field(default_factory=lambda: defaultdict(Figure))

    def total(self, groups: Iterable[str], *key: Any) -> Figure:
        """The sum over groups of everything whose first dimensions are `key`."""
        wanted, found = set(groups), Figure()
        for place, figure in self.figures.items():
            if place[-1] in wanted and place[: len(key)] == key:
                found.add(figure)
        return found

    def keys(self, position: int) -> set[Any]:
        return {place[position] for place in self.figures if place[position] is not None}


def _grouped(bucket: Any, on: date, soon: date, state: str) -> Case:
    ticking = Q(**{f"{state}__in": TICKING})
    lights = [
        When(ticking & condition, then=Value(kind))
        for kind, condition in light_conditions(on, soon).items()
    ]
    return Case(
        *lights,
        When(**{state: State.SUSPENDED}, then=Value("hold")),
        When(ticking, then=Value("none")),
        default=bucket,
        output_field=CharField(),
    )


def _of_counts(rows: QuerySet, dims: Sequence[str], on: date, soon: date) -> QuerySet:
    group = _grouped(F("bucket"), on, soon, "bucket")
    grouped = rows.order_by().annotate(group=group).values_list(*dims, "group", "is_sensitive")
    return grouped.annotate(total=Sum("n")).filter(total__gt=0)


def _of_items(rows: ItemQuerySet, dims: Sequence[str], on: date, soon: date) -> QuerySet:
    before = Q(state__in=DONE_STATES, sign_off__isnull=True, legacy_closure__isnull=False)
    bucket = Case(
        When(before & Q(state=State.CLOSED), then=Value("closed_before")),
        When(before, then=Value("sustained_before")),
        default=F("state"),
        output_field=CharField(),
    )
    group = _grouped(bucket, on, soon, "state")
    grouped = rows.order_by().annotate(group=group).values_list(*dims, "group", "is_sensitive")
    return grouped.annotate(total=Count("pk"))


def knows_hidden(user: User, on: date, campaign: int | None) -> bool:
    """Whether totals may count sensitive items that the person does not see: the leading group's
    head and the office."""
    roles = (*OFFICE_ROLES, CampaignRole.GROUP_LEADER)
    return campaign is not None and campaign_standing_of(user, on).has(campaign, *roles)


@dataclass(frozen=True)
class Reader:
    """Who reads, on which day, of which campaign."""

    user: User
    on: date
    soon: date
    campaign: int | None

    @property
    def coverage(self) -> Coverage | None:
        return coverage_of(self.user, self.on, self.campaign)

    def items(self) -> ItemQuerySet:
        return ledger_items(self.user, self.on, self.campaign).exclude(state=State.DRAFT)


def tally(reader: Reader, *dims: str, whole: bool = False) -> Tally:
    """Figures by `dims` of the ledger: at most 2 statements.

    `dims` are among lead_department, target and source; `whole` counts only what is seen whole,
    which is what filters by source open.
    """
    found, coverage, rows = Tally(), reader.coverage, reader.items()
    own = ["first_source" if dim == "source" else dim for dim in dims]
    hides = knows_hidden(reader.user, reader.on, reader.campaign)
    if whole:
        rows = rows.filter(is_full=True)
    if coverage is not None:
        if whole and coverage.sensitive:
            coverage = Coverage(coverage.campaign, coverage.states)
        table = coverage.counted
        if hides:
            table |= Q(campaign=reader.campaign, is_sensitive=True)
        counts = ItemCount.objects.filter(table)
        for *place, group, sensitive, n in _of_counts(counts, dims, reader.on, reader.soon):
            figure = found.figures[(*place, group)]
            if sensitive and not coverage.sensitive:
                figure.hidden += n
            else:
                figure.rows += n
        rows = rows.filter(coverage.rest)
    for *place, group, sensitive, n in _of_items(rows, own, reader.on, reader.soon):
        figure = found.figures[(*place, group)]
        figure.rows += n
        if sensitive and coverage is not None:
            figure.hidden = max(0, figure.hidden - n)
    return found


def departments_by_id(keys: Iterable[int]) -> list[Department]:
    """Departments in rank order (1 statement)."""
    return list(Department.objects.filter(pk__in=list(keys)).in_rank_order())


def oldest_overdue(reader: Reader) -> tuple[list[Item], dict[int, str]]:
    """The open items that are late for longest, and who heads their leads (2 statements)."""
    rows = reader.items().filter(state__in=TICKING, effective_due_on__lt=reader.on, is_full=True)
    found = list(
        rows.select_related("lead_department", "target", "first_source")
        .defer("problem", "search_text", "acceptance_standard")
        .in_due_order()[:OLDEST]
    )
    heads = heads_of({item.lead_department_id for item in found} - {None}, reader.on)
    return found, {pk: head.user.name for pk, head in heads.items()}


@dataclass(frozen=True)
class Week:
    """A week by its Monday: what was registered and closed in it, what was late at its end."""

    monday: date
    opened: int
    closed: int
    overdue: int


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _read_weeks(rows: QuerySet) -> list[tuple[date, date | None, date | None, int]]:
    """Items by the weeks of registration, due date and end (1 statement)."""
    grouped = (
        rows.order_by()
        .annotate(
            opened=TruncWeek("created_at", tzinfo=LOCAL_ZONE),
            due=TruncWeek("effective_due_on"),
            ended=TruncWeek("closed_at", tzinfo=LOCAL_ZONE),
        )
        .values_list("opened", "due", "ended")
        .annotate(n=Count("pk"))
    )
    return [
        (local_date(opened), due, local_date(ended) if ended else None, n)
        for opened, due, ended, n in grouped
    ]


def trend(reader: Reader) -> list[Week]:
    """The last twelve weeks, without sensitive items.

    Lateness in the past is told by the dates in force now. Whole campaigns are counted afresh
    every ten minutes, since it takes a look at every item.
    """
    coverage = reader.coverage
    counted = [*OPEN_STATES, *DONE_STATES]
    if coverage is None:
        rows = reader.items().filter(is_sensitive=False, state__in=counted)
        return _weeks(_read_weeks(rows), reader.on)
    key = f"trend:{reader.campaign}:{reader.on}:{State.REGISTERED in coverage.states}"
    found = cache.get(key)
    if found is None:
        states = [state for state in counted if state in coverage.states]
        rows = Item.objects.listed().filter(
            campaign=reader.campaign, is_sensitive=False, state__in=states
        )
        found = _weeks(_read_weeks(rows), reader.on)
        cache.set(key, found, _TREND_SECONDS)
    return found


def _weeks(rows: list[tuple[date, date | None, date | None, int]], on: date) -> list[Week]:
    first = _monday(on) - timedelta(weeks=WEEKS - 1)
    found = []
    for number in range(WEEKS):
        monday = first + timedelta(weeks=number)
        late = sum(
            n
            for opened, due, ended, n in rows
            if opened <= monday and due and due < monday and (ended is None or ended > monday)
        )
        found.append(
            Week(
                monday,
                sum(n for opened, _, _, n in rows if opened == monday),
                sum(n for _, _, ended, n in rows if ended == monday),
                late,
            )
        )
    return found
