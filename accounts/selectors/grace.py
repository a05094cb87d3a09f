"""The days of grace after taking a post: for whom lateness counts, never for the due date."""

from collections.abc import Iterable, Sequence
from datetime import date

from accounts.enums import desk_kinds
from accounts.models import Post
from core import workdays
from core.workdays import Workdays

GRACE = 5
"""Working days after taking a post in which what was late before is not laid to the new holder."""


def grace_ends(starts_on: date, calendar: Workdays) -> date:
    """The first day without grace: the fifth working day after taking the post."""
    return calendar.add(starts_on, GRACE)


def in_grace(*, person_id: int, department_id: int, on: date) -> bool:
    """Whether the person took his post in the department less than five working days ago.

    Lateness from before is then not his (接任未满5个工作日，此前的逾期不计入本人);
    no due date moves.
    """
    return bool(all_in_grace(pairs=[(person_id, department_id)], on=on))


def all_in_grace(*, pairs: Iterable[tuple[int, int]], on: date) -> set[tuple[int, int]]:
    """Those of (person, department) who are in grace: two statements however many there are.

    Of several posts in one department the most responsible counts. Who goes on without a gap in
    a post of the same desk (acting, then holder) has had his grace.
    """
    wanted = set(pairs)
    if not wanted:
        return set()
    found: dict[tuple[int, int], list[Post]] = {pair: [] for pair in wanted}
    posts = Post.objects.filter(
        person__in={person for person, _ in wanted},
        department__in={department for _, department in wanted},
        starts_on__lte=on,
    )
    for post in posts.order_by("-starts_on", "-id"):
        if (post.person_id, post.department_id) in found:
            found[post.person_id, post.department_id].append(post)
    calendar = workdays.load()
    return {pair for pair, rows in found.items() if _fresh(rows, on, calendar)}


def _fresh(posts: Sequence[Post], on: date, calendar: Workdays) -> bool:
    held = [post for post in posts if post.ends_on is None or post.ends_on > on]
    if not held:
        return False
    best = min(held, key=lambda post: _weight(post.kind))
    since = best.starts_on
    for post in posts:  # the latest first
        before = post.kind in desk_kinds(best.kind) and post.starts_on < since
        if before and (post.ends_on is None or post.ends_on >= since):
            since = post.starts_on
    return on < grace_ends(since, calendar)


def _weight(kind: str) -> int:
    order = ("first_in_charge", "acting", "team_member", "liaison", "officer")
    return order.index(kind)
