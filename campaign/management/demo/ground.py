"""Who plays in the stories of the streams, and when: working days relative to today."""

from dataclasses import dataclass
from datetime import date, datetime, time

from accounts.models import Department, User
from accounts.selectors import heads_of, officers_of, posts_on
from campaign.enums import ListKind
from campaign.models import Campaign, ListEntry
from campaign.selectors import entries_of
from core.clock import LOCAL_ZONE
from core.workdays import Workdays


@dataclass(frozen=True)
class Unit:
    """A department with its liaison, its head and everybody in it."""

    department: Department
    officer: User
    head: User
    people: tuple[User, ...]


class Stage:
    """The city as the stories need it: units by code, lists by kind and code, days."""

    def __init__(self, campaign: Campaign, workdays: Workdays, today: date) -> None:
        self.campaign, self.workdays, self.today = campaign, workdays, today
        self.lists: dict[ListKind, dict[str, ListEntry]] = {
            kind: {row.code: row for row in rows} for kind, rows in entries_of(campaign).items()
        }
        self.units = _units(today)

    def day(self, ago: int) -> date:
        """The day that lies `ago` working days back; ahead where it is negative."""
        return self.workdays.add(self.today, -ago)

    def at(self, ago: int, hour: int = 9, minute: int = 0) -> datetime:
        """A working hour of that day."""
        return datetime.combine(self.day(ago), time(hour, minute), LOCAL_ZONE)


def _units(today: date) -> dict[str, Unit]:
    departments = {row.pk: row for row in Department.objects.able_to_lead()}
    heads = heads_of(departments, today)
    officers = officers_of(departments, today)
    people: dict[int, list[User]] = {}
    for post in posts_on(today).filter(department__in=departments).order_by("order", "id"):
        people.setdefault(post.department_id, []).append(post.person)
    found = {}
    for pk, department in departments.items():
        if pk in heads and officers.get(pk):
            unique = tuple(dict.fromkeys(people.get(pk, [])))
            found[department.code] = Unit(
                department, officers[pk][0].person, heads[pk].user, unique
            )
    return found
