"""The leaders' weekly sheet: what is late, what wants a decision, what came back, who is missing.

Lists are bounded: the sheet is one page. Sensitive items are counted, never listed.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse

from accounts.models import Department, User
from accounts.selectors import heads_of, vacant_departments
from campaign.models import Campaign
from dashboard.selectors.overview import LIGHTS, OPEN, Figure, Reader, Tally, overview_of
from notifications.selectors import SubjectLink
from rectification.enums import EscalationState, ExtensionState, State
from rectification.models import Escalation, Extension, Item, Suspension
from rectification.querysets import ItemQuerySet
from rectification.selectors.limits import overstayed
from rectification.selectors.weeks import (
    DONE_TYPES,
    REOPENED_TYPES,
    WEEK,
    happened_in_week,
    late_on,
    monday_of,
    start_of,
)

OLDEST = 10
FEW_ROWS = 5
LONG_PAUSE = 90
"""Days of suspension in all after which an item is shown to leaders (lifecycle.md 5)."""
OFFICE_DESKS = (State.REGISTERED, State.AWAITING_VERIFICATION)


@dataclass(frozen=True)
class Week:
    """A week from Monday to Sunday; `day` is the last of its days that has begun."""

    monday: date
    today: date

    @classmethod
    def of(cls, day: date, today: date) -> "Week":
        """The week of `day`, this one where it lies ahead."""
        return cls(min(monday_of(day), monday_of(today)), today)

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def day(self) -> date:
        return min(self.sunday, self.today)

    @property
    def is_past(self) -> bool:
        return self.sunday < self.today


@dataclass(frozen=True)
class Part:
    """The first rows of a list and how many there are."""

    rows: list[Item] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class DepartmentWeek:
    """A department with something out of the ordinary."""

    department: Department
    late: int
    is_vacant: bool


@dataclass(frozen=True)
class Pause:
    """An item that stands suspended: for how many days in all, and its pause of now."""

    item: Item
    days: int
    now: Suspension


@dataclass(frozen=True)
class Sheet:
    """Everything that both sheets show."""

    late: Part
    reopened: Part
    done: int
    escalations: list[Escalation]
    extensions: list[Extension]
    sensitive_extensions: int
    pauses: list[Pause]
    heads: dict[int, str]


def _items(reader: Reader, leads: Collection[int] | None) -> ItemQuerySet:
    rows = reader.items().filter(is_sensitive=False, is_full=True)
    return rows if leads is None else rows.filter(lead_department__in=leads)


def _part(rows: ItemQuerySet, most: int) -> Part:
    found = (
        rows.select_related("lead_department", "target", "first_source")
        .defer("problem", "search_text", "acceptance_standard")
        .in_due_order()
    )
    first = list(found[: most + 1])
    return Part(first[:most], len(first) if len(first) <= most else rows.count())


def _escalations(rows: ItemQuerySet, week: Week) -> list[Escalation]:
    """Those that wait for a word, and those decided in the week."""
    decided = Q(decided_at__gte=start_of(week.monday), decided_at__lt=start_of(week.monday + WEEK))
    waiting = Q(state=EscalationState.PROPOSED, proposed_at__lt=start_of(week.monday + WEEK))
    spoken = Q(state__in=[EscalationState.CONFIRMED, EscalationState.DECLINED]) & decided
    found = Escalation.objects.filter(waiting | spoken, item__in=rows.values("pk"))
    return list(found.select_related("item__lead_department").order_by("id")[: FEW_ROWS + 1])


def _extensions(reader: Reader, leads: Collection[int] | None) -> tuple[list[Extension], int]:
    """Second extensions that wait for a decision: those that may be listed, and how many not."""
    asked = Extension.objects.filter(
        state__in=[ExtensionState.PENDING, ExtensionState.ENDORSED], ordinal__gte=2
    )
    seen = reader.items()
    if leads is not None:
        seen = seen.filter(lead_department__in=leads)
    listed = asked.filter(item__in=_items(reader, leads).values("pk"))
    rows = listed.select_related("item__lead_department").order_by("asked_at", "id")
    hidden = asked.filter(item__in=seen.filter(is_sensitive=True).values("pk")).count()
    return list(rows[: FEW_ROWS + 1]), hidden


def long_pauses(rows: ItemQuerySet, on: date) -> list[Pause]:
    """Items suspended for more than 90 days in all, the longest first (1 statement)."""
    standing = rows.filter(state=State.SUSPENDED).order_by()
    spans = Suspension.objects.filter(item__in=standing.values("pk")).order_by("started_on", "id")
    found: dict[int, Pause] = {}
    for span in spans.select_related("item__lead_department"):
        before = found[span.item_id].days if span.item_id in found else 0
        days = before + ((span.ended_on or on) - span.started_on).days
        found[span.item_id] = Pause(span.item, days, span)
    long = [pause for pause in found.values() if pause.days > LONG_PAUSE]
    return sorted(long, key=lambda pause: (-pause.days, pause.item.pk))


def sheet_of(reader: Reader, week: Week, leads: Collection[int] | None = None) -> Sheet:
    """The lists of a sheet: of some leads, or of everything that the reader sees (9 statements)."""
    rows = _items(reader, leads)
    late = _part(rows.filter(late_on(week.day)), OLDEST)
    reopened = _part(rows.filter(happened_in_week(week.monday, REOPENED_TYPES)), FEW_ROWS)
    waiting, hidden = _extensions(reader, leads) if not week.is_past else ([], 0)
    people = {item.lead_department_id for item in (*late.rows, *reopened.rows)} - {None}
    return Sheet(
        late=late,
        reopened=reopened,
        done=rows.filter(happened_in_week(week.monday, DONE_TYPES)).count(),
        escalations=_escalations(rows, week),
        extensions=waiting,
        sensitive_extensions=hidden,
        pauses=[] if week.is_past else long_pauses(rows, week.day),
        heads={pk: head.user.name for pk, head in heads_of(people, week.day).items()},
    )


def exceptions_of(reader: Reader, week: Week, leads: Collection[int]) -> list[DepartmentWeek]:
    """Departments in rank order that have late items or nobody in charge (3 statements)."""
    counted = _items(reader, leads).filter(late_on(week.day)).order_by()
    late = dict(counted.values_list("lead_department").annotate(n=Count("pk")))
    vacant = set(vacant_departments(week.day).filter(pk__in=leads).values_list("pk", flat=True))
    units = Department.objects.filter(pk__in=late.keys() | vacant).in_rank_order()
    return [DepartmentWeek(unit, late.get(unit.pk, 0), unit.pk in vacant) for unit in units]


def codes_of(departments: Collection[int]) -> list[str]:
    """The codes of departments in rank order (1 statement)."""
    rows = Department.objects.filter(pk__in=departments).in_rank_order()
    return list(rows.values_list("code", flat=True))


def by_target(reader: Reader) -> tuple[dict[tuple[int | None, str], Figure], Figure]:
    """Figures by (target, OPEN or a light), and the late items of all targets: today's."""
    tally: Tally = overview_of(reader).by_lead
    found: dict[tuple[int | None, str], Figure] = {}
    for place, groups in tally.places(2):
        for group, figure in groups.items():
            found.setdefault((place[1], group), Figure()).add(figure)
    return found, tally.total(["bad"])


@dataclass(frozen=True)
class OfficeDesk:
    """What lies with the office in one state, and how much of it for too long."""

    state: State
    total: int
    late: int


def office_desks(reader: Reader) -> list[OfficeDesk]:
    """The office's own dwell, which stands first: it is charged to nobody else (1 statement)."""
    rows = Item.objects.listed().filter(
        campaign=reader.campaign, is_sensitive=False, state__in=OFFICE_DESKS
    )
    over = overstayed(reader.soon, OFFICE_DESKS)
    counts = {f"{s}_all": Count("pk", filter=Q(state=s)) for s in OFFICE_DESKS}
    counts |= {f"{s}_late": Count("pk", filter=over & Q(state=s)) for s in OFFICE_DESKS}
    found = rows.order_by().aggregate(**counts)
    return [OfficeDesk(s, found[f"{s}_all"], found[f"{s}_late"]) for s in OFFICE_DESKS]


def campaign_links(*, person: User, uids: Collection[UUID], on: date) -> dict[UUID, SubjectLink]:
    """Where a message about a campaign leads: the week's page (settings.MESSAGE_SUBJECTS)."""
    rows = Campaign.objects.filter(uid__in=uids).values_list("uid", "name")
    return {uid: SubjectLink(name, reverse("dashboard:weekly")) for uid, name in rows}


__all__ = [
    "FEW_ROWS",
    "LIGHTS",
    "OPEN",
    "DepartmentWeek",
    "OfficeDesk",
    "Part",
    "Pause",
    "Sheet",
    "Week",
    "by_target",
    "campaign_links",
    "codes_of",
    "exceptions_of",
    "office_desks",
    "sheet_of",
]
