"""Desks are left and taken: handovers open by themselves, find their receiver, lose him again.

All of it is set-based and in the transaction in which the posts end or begin: an organisation
import may end many posts at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import cycle

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from accounts.enums import HandoverReason, HandoverRole, HandoverState, OrgEvent, desk_kinds
from accounts.models import Handover, HandoverLine, Post, User
from accounts.selectors import DutyLine, open_duties
from accounts.services.delegation_ends import end_delegations
from accounts.services.handovers.ground import (
    HEADS,
    fact_of,
    naming,
    receiver_facts,
    supervisor_facts,
    supervisors_for,
)
from accounts.services.messages import HANDOVER, tell_people
from core.clock import local_date
from journal.services import record_many

BATCH = 500


def desks_left(
    *,
    posts: Sequence[Post],
    reason: HandoverReason,
    by: User | None,
    at: datetime,
    people: Sequence[User] = (),
    document_number: str = "",
) -> list[Handover]:
    """What follows when `posts` have ended: handovers open, and vacancies are made known.

    A post without anything on its desk gets no handover, nor one whose holder goes on at that desk
    (acting, then holder). `people` were deactivated with it. Delegations of these posts end. Call
    it in the transaction of the ending, after successors who come with it have been written.
    """
    on = local_date(at)
    _release_receivers(posts, by, at)
    _replace_supervisors(people, on, by, at)
    opened = _open(_left_for_good(posts), reason, document_number, by, at)
    end_delegations(post_ids=[post.pk for post in posts], by=by, at=at)
    if opened:
        for path in settings.HANDOVER_OBSERVERS:
            import_string(path)(handovers=opened, by=by, at=at)
    if people:
        for path in settings.DEACTIVATION_OBSERVERS:
            import_string(path)(people=people, by=by, at=at)
    for post in _without_successor(posts):
        for path in settings.VACANCY_OBSERVERS:
            import_string(path)(post=post, at=at)
    return opened


def desks_taken(*, posts: Sequence[Post], by: User | None, at: datetime) -> list[Handover]:
    """Give handovers that wait for a receiver to those who now hold a post of that desk.

    Where several handovers of one desk wait and several people come, each gets his share in order.
    """
    waiting = Handover.objects.filter(
        state=HandoverState.AWAITING_RECEIVER,
        post__department__in={post.department_id for post in posts},
    )
    comers: dict[tuple[int, tuple[str, ...]], list[Post]] = {}
    for post in posts:
        comers.setdefault((post.department_id, desk_kinds(post.kind)), []).append(post)
    rounds = {key: cycle(found) for key, found in comers.items()}
    given = []
    for handover in waiting.for_page().order_by("id"):
        key = (handover.post.department_id, desk_kinds(handover.post.kind))
        if key not in rounds:
            continue
        comer = next(rounds[key])
        if comer.person_id != handover.post.person_id:
            handover.receiver_post, handover.state = comer, HandoverState.OPEN
            given.append(handover)
    if not given:
        return []
    _part_supervisors(given, local_date(at))
    Handover.objects.bulk_update(given, ["receiver_post", "state", "supervisor"], BATCH)
    record_many(fact_of(OrgEvent.HANDOVER_RECEIVER, row, by, at) for row in given)
    tell_people(receiver_facts(given, by), at=at)
    return given


def _left_for_good(posts: Sequence[Post]) -> list[Post]:
    """Without those whose holder has another open post of the same desk."""
    held = Post.objects.filter(
        person__in={post.person_id for post in posts},
        department__in={post.department_id for post in posts},
        ends_on__isnull=True,
    )
    going_on = {
        (person, department, desk_kinds(kind))
        for person, department, kind in held.values_list("person", "department", "kind")
    }
    return [
        post
        for post in posts
        if (post.person_id, post.department_id, desk_kinds(post.kind)) not in going_on
    ]


def _open(
    posts: Sequence[Post],
    reason: HandoverReason,
    document_number: str,
    by: User | None,
    at: datetime,
) -> list[Handover]:
    on = local_date(at)
    duties = open_duties(posts=posts, on=on) if posts else {}
    left = [post for post in posts if duties.get(post.pk)]
    if not left:
        return []
    rows = [
        Handover(
            post=post,
            reason=reason,
            document_number=document_number.strip(),
            opened_at=at,
            opened_by=by,
        )
        for post in left
    ]
    supervisors = supervisors_for(rows, on)
    for row in rows:
        row.supervisor = supervisors.get(row.post_id)
    opened = Handover.objects.bulk_create(rows, BATCH)
    lines = [
        _line(row, number, duty)
        for row in opened
        for number, duty in enumerate(duties[row.post_id], 1)
    ]
    HandoverLine.objects.bulk_create(lines, BATCH)
    counts = {row.pk: len(duties[row.post_id]) for row in opened}
    record_many(
        fact_of(OrgEvent.HANDOVER_OPENED, row, by, at, lines=counts[row.pk]) for row in opened
    )
    tell_people([*_leaver_facts(opened, counts, by), *supervisor_facts(opened, by)], at=at)
    return opened


def _line(handover: Handover, order: int, duty: DutyLine) -> HandoverLine:
    def cut(name: str, text: str) -> str:
        return text[: HandoverLine._meta.get_field(name).max_length]

    return HandoverLine(
        handover=handover,
        order=order,
        subject_type=duty.subject_type,
        subject_uid=duty.subject_uid,
        label=cut("label", duty.label),
        state_words=cut("state_words", duty.state),
        due_on=duty.due_on,
        done=cut("done", duty.done),
        left=cut("left", duty.left),
        risk=cut("risk", duty.note),
        units=cut("units", duty.units),
        is_sensitive=duty.sensitive,
    )


def _leaver_facts(
    rows: Iterable[Handover], counts: Mapping[int, int], by: User | None
) -> list[dict[str, object]]:
    return [
        {
            "people": [row.post.person],
            "kind": HANDOVER,
            "key": f"handover:{row.uid}:outgoing",
            "subject": row,
            "text": f"您已离任{naming(row)}，系统开出交接单（{counts[row.pk]}项），请核对后签字。",
            "by": by,
        }
        for row in rows
    ]


def _release_receivers(posts: Sequence[Post], by: User | None, at: datetime) -> None:
    """Whoever takes a desk over and leaves before he has signed gives it back to be taken."""
    lost = Handover.objects.unfinished().filter(receiver_post__in=[post.pk for post in posts])
    signed = Q(signatures__role=HandoverRole.RECEIVER)
    rows = list(lost.exclude(signed).for_page().order_by("id"))
    for row in rows:
        row.receiver_post, row.state = None, HandoverState.AWAITING_RECEIVER
    Handover.objects.bulk_update(rows, ["receiver_post", "state"], BATCH)
    record_many(fact_of(OrgEvent.HANDOVER_RECEIVER, row, by, at) for row in rows)


def _replace_supervisors(people: Collection[User], on: date, by: User | None, at: datetime) -> None:
    """A supervisor who was deactivated is replaced as if the handover were opened today."""
    lost = Handover.objects.unfinished().filter(supervisor__in=[person.pk for person in people])
    rows = list(lost.for_page().order_by("id")) if people else []
    if not rows:
        return
    found = supervisors_for(rows, on)
    for row in rows:
        row.supervisor = found.get(row.post_id)
    Handover.objects.bulk_update(rows, ["supervisor"], BATCH)
    record_many(fact_of(OrgEvent.HANDOVER_SUPERVISOR, row, by, at) for row in rows)
    tell_people(supervisor_facts(rows, by), at=at)


def _part_supervisors(rows: Sequence[Handover], on: date) -> None:
    """Who takes a desk over does not watch over that himself."""
    same = [row for row in rows if row.supervisor_id and row.supervisor_id == row.receiver.pk]
    found = supervisors_for(same, on) if same else {}
    for row in same:
        row.supervisor = found.get(row.post_id)


def _without_successor(posts: Sequence[Post]) -> list[Post]:
    """Ended head's posts of departments that nobody answers for now."""
    heads = [post for post in posts if post.kind in HEADS]
    if not heads:
        return []
    held = Post.objects.heads().filter(
        department__in={post.department_id for post in heads},
        ends_on__isnull=True,
        person__is_active=True,
    )
    headed = set(held.values_list("department", flat=True))
    living = [post for post in heads if post.department.is_active]
    last = {post.department_id: post for post in living if post.department_id not in headed}
    return list(last.values())
