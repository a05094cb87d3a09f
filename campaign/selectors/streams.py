"""Questions that all streams ask: whose rows may be read, where somebody may write."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Department, User
from accounts.selectors import posts_on
from campaign.models import Campaign
from campaign.querysets import Scope


def departments_within(scope: Scope, campaign: Campaign) -> QuerySet[Department]:
    """Departments whose rows the person of `scope` may read, in rank order (机构序列)."""
    rows = Department.objects.filter(is_active=True)
    if scope.is_closed:
        return rows.none()
    if campaign.pk in scope.campaigns:
        return rows.filter(is_sub_unit=False, parent__isnull=False).in_rank_order()
    own = Q(pk__in=scope.departments)
    below = Q(is_sub_unit=True, parent__in=scope.departments)
    return rows.filter(own | below, parent__isnull=False).in_rank_order()


def departments_named(keys: Iterable[int]) -> list[Department]:
    """The departments of these keys, in rank order."""
    return list(Department.objects.filter(pk__in=list(keys), is_active=True).in_rank_order())


def people_in(department_id: int, on: date) -> list[tuple[User, str]]:
    """Everybody who holds a post in a department on a day, with its title, in rank order."""
    posts = posts_on(on).filter(department=department_id).order_by("order", "id")
    found: dict[int, tuple[User, str]] = {}
    for post in posts:
        found.setdefault(post.person_id, (post.person, post.title))
    return list(found.values())
