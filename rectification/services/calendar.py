"""Days off and make-up days that the office declares, and what they do to dates in force.

`due_on` stays what was set. `effective_due_on`, the last working day not after it, follows the
calendar: whatever changes the calendar recomputes it in the same transaction.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from campaign.models import Campaign
from campaign.permissions import check_keeps_calendar
from campaign.services.tasks import follow_calendar
from core import services as core
from core import workdays as calendar
from core.clock import local_date
from core.errors import Invalid, NotFound
from core.models import WorkdayOverride
from core.workdays import Workdays
from journal import services as journal
from rectification.enums import OPEN_STATES
from rectification.models import Item
from rectification.selectors.calendar import dated_items, stale_due_dates
from rectification.services.base import not_before
from rectification.services.calendar_news import NEEDED, Moved, tell_moved
from rectification.services.counts import CountKey, apply, count_keys

BATCH = 500
MOST_ROWS = 400
FIRST_YEAR, LAST_YEAR = 2000, 2100
RECOMPUTED = "item.due_recomputed"
LIBRARY = "系统所带的放假数据已更新"


@dataclass(frozen=True)
class WorkdayRow:
    """A day declared worked or off, with the festival's name and the document that says so."""

    day: date
    is_workday: bool
    name: str = ""
    source_doc: str = ""


@dataclass(frozen=True)
class CalendarReport:
    """How many days were declared or taken back, and how many items' dates moved."""

    days: int
    moved: int


@transaction.atomic
def declare_workdays(
    *,
    rows: Sequence[WorkdayRow],
    by: User | None,
    at: datetime,
    name: str = "",
    source_doc: str = "",
) -> CalendarReport:
    """Declare days, all or none; an earlier declaration of the same day is replaced.

    `name` and `source_doc` stand where a row has none; `by` is None for the command line. Raises
    Denied for people outside the office, Invalid with one sentence a wrong row.
    """
    _check(by, at)
    _refuse_wrong(rows)
    _one_at_a_time()
    declared = [
        WorkdayOverride(
            date=row.day,
            is_workday=row.is_workday,
            name=(row.name or name).strip(),
            source_doc=(row.source_doc or source_doc).strip(),
        )
        for row in sorted(rows, key=lambda row: row.day)
    ]
    core.set_overrides(rows=declared)
    first = WorkdayOverride.objects.get(date=declared[0].date)
    facts = [[str(one), one.is_workday, one.name, one.source_doc] for one in declared]
    journal.record(type="workdays.declared", subject=first, by=by, at=at, data={"days": facts})
    cause = source_doc.strip() or declared[0].source_doc or "放假安排调整"
    return CalendarReport(len(declared), recompute_due_dates(by=by, at=at, cause=cause))


@transaction.atomic
def retract_workday(*, day: date, by: User | None, at: datetime) -> CalendarReport:
    """Take the declaration of a day back. Raises Denied, or NotFound where there is none."""
    _check(by, at)
    _one_at_a_time()
    found = WorkdayOverride.objects.filter(date=day).first()
    if found is None:
        raise NotFound(f"{day:%Y-%m-%d} 没有登记过放假或上班，可能已被他人删除。")
    data = {"days": [[str(found), found.is_workday, found.name, found.source_doc]]}
    journal.record(type="workdays.retracted", subject=found, by=by, at=at, data=data)
    core.delete_override(day=day)
    cause = f"删除放假安排 {found.journal_label}"
    return CalendarReport(1, recompute_due_dates(by=by, at=at, cause=cause))


@transaction.atomic
def recompute_due_dates(*, at: datetime, by: User | None = None, cause: str = LIBRARY) -> int:
    """Let the dates in force of open items, and of tasks, follow the calendar; returns how many
    items moved.

    Every item that moved gets one journal entry with both dates and the cause, the counts move
    along, and whoever has items on his desk reads of all of them in one line. Versions stay:
    nobody's half-filled form is made stale by a holiday. Items are locked in key order and the
    counts are taken last, as acts on single items take them.
    """
    workdays = calendar.load()
    follow_calendar(workdays=workdays, by=by, at=at, cause=cause)
    wrong = stale_due_dates(workdays)
    if not wrong:
        return 0
    keys = list(dated_items().filter(due_on__in=wrong).order_by("id").values_list("id", flat=True))
    deltas: Counter[CountKey] = Counter()
    moved: list[Moved] = []
    for start in range(0, len(keys), BATCH):
        moved += _move(keys[start : start + BATCH], workdays, deltas, by, at, cause)
    apply(deltas)
    tell_moved(moved, cause=cause, by=by, at=at)
    return len(moved)


def _move(
    keys: Sequence[int],
    workdays: Workdays,
    deltas: Counter[CountKey],
    by: User | None,
    at: datetime,
    cause: str,
) -> list[Moved]:
    """Move one batch of items; their keys' changes are added to `deltas`."""
    items = Item.objects.select_for_update(of=("self",)).select_related(*NEEDED)
    by_date: dict[date, list[int]] = {}
    facts, found = [], []
    for item in items.filter(pk__in=keys, state__in=OPEN_STATES).order_by("id"):
        old, new = item.effective_due_on, workdays.last_on_or_before(item.due_on)
        if new == old:
            continue
        deltas.subtract(count_keys(item))
        item.effective_due_on = new
        deltas.update(count_keys(item))
        by_date.setdefault(new, []).append(item.pk)
        facts.append(_fact(item, {"old": old, "new": new, "cause": cause}, by, at))
        found.append(Moved(item, old, new))
    for day, moved in by_date.items():
        Item.objects.filter(pk__in=moved).update(effective_due_on=day, changed_at=not_before(at))
    journal.record_many(facts)
    return found


def _fact(item: Item, data: Mapping[str, Any], by: User | None, at: datetime) -> journal.Fact:
    lead = item.lead_department
    return journal.Fact(
        type=RECOMPUTED,
        subject=item,
        by=by,
        at=at,
        department_code=lead.code if lead else "",
        campaign_id=item.campaign_id,
        data={"state": item.state, "version": item.version, "due_on": item.due_on, **data},
    )


def _check(by: User | None, at: datetime) -> None:
    if by is not None:
        check_keeps_calendar(by, local_date(at))


def _one_at_a_time() -> None:
    """Two changes of the calendar wait for each other, so that the later one sees both."""
    campaigns = Campaign.objects.select_for_update(no_key=True).order_by("id")
    list(campaigns.values_list("pk", flat=True))


def _refuse_wrong(rows: Sequence[WorkdayRow]) -> None:
    if not rows:
        raise Invalid.at("days", "请至少填写一天。")
    if len(rows) > MOST_ROWS:
        raise Invalid.at("days", f"一次最多登记{MOST_ROWS}天，现有{len(rows)}天，请分年导入。")
    seen: set[date] = set()
    for row in rows:
        if not FIRST_YEAR <= row.day.year <= LAST_YEAR:
            raise Invalid.at(
                "days", f"{row.day:%Y-%m-%d} 的年份应在{FIRST_YEAR}至{LAST_YEAR}之间。"
            )
        if row.day in seen:
            raise Invalid.at("days", f"{row.day:%Y-%m-%d} 出现了两次，请保留一次。")
        seen.add(row.day)
        if len(row.name) > 60 or len(row.source_doc) > 120:
            raise Invalid.at("days", f"{row.day:%Y-%m-%d} 的名称最多60个字、依据文件最多120个字。")


__all__ = [
    "CalendarReport",
    "WorkdayRow",
    "declare_workdays",
    "recompute_due_dates",
    "retract_workday",
]
