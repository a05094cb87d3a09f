"""The ledger's choices of departments and people; the fields themselves are core's."""

from collections.abc import Iterable
from datetime import date

from accounts.models import Department, Post, User
from accounts.selectors import posts_on
from core.forms import (
    DAY_HINT,
    DayField,
    LineField,
    RowChoiceField,
    RowsChoiceField,
    TextField,
    parse_day,
    wants_more,
)

__all__ = [
    "DAY_HINT",
    "DayField",
    "LineField",
    "RowChoiceField",
    "RowsChoiceField",
    "TextField",
    "departments_to_lead",
    "named",
    "parse_day",
    "people_by_department",
    "people_of",
    "wants_more",
]


def departments_to_lead() -> list[Department]:
    """Departments that may lead, in rank order (机构序列)."""
    return list(Department.objects.able_to_lead().in_rank_order())


def named(post: Post) -> str:
    """A person in a list: “秦某丙（城建科科长）”."""
    return f"{post.person.name}（{post.title}）"


def people_of(department_ids: Iterable[int], on: date) -> list[tuple[User, str]]:
    """Everybody who holds a post in the departments, in rank order, each once."""
    posts = posts_on(on).filter(department__in=list(department_ids)).order_by("order", "id")
    found: dict[int, tuple[User, str]] = {}
    for post in posts:
        found.setdefault(post.person_id, (post.person, named(post)))
    return list(found.values())


def people_by_department(on: date) -> list[tuple[str, list[tuple[User, str]]]]:
    """Everybody with a post, grouped by department in rank order."""
    posts = (
        posts_on(on)
        .filter(department__is_active=True)
        .select_related("person", "department")
        .order_by("department__sort_order", "department_id", "order", "id")
    )
    groups: dict[str, dict[int, tuple[User, str]]] = {}
    for post in posts:
        group = groups.setdefault(post.department.short_name, {})
        group.setdefault(post.person_id, (post.person, named(post)))
    return [(name, list(people.values())) for name, people in groups.items()]
