"""Whether somebody is new in his post."""

from datetime import date

from accounts.models import Post
from core import workdays as calendar

GRACE_WORKDAYS = 5


def in_grace(*, person_id: int, department_id: int, on: date) -> bool:
    """Whether the person took his post in the department less than five working days ago."""
    held = Post.objects.on(on).filter(person=person_id, department=department_id)
    starts = held.order_by("starts_on", "id").values_list("starts_on", flat=True)
    first = starts.first()
    return first is not None and calendar.load().between(first, on) < GRACE_WORKDAYS
