"""What lies on the desk of a post, and questions about handovers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.module_loading import import_string

from accounts.enums import HandoverRole, HandoverState, LineState, PostKind
from accounts.models import (
    Delegation,
    Handover,
    HandoverLine,
    HandoverSignature,
    Post,
    User,
)
from core.clock import LOCAL_ZONE
from core.workdays import Workdays

OFFICERS = (PostKind.LIAISON, PostKind.OFFICER)
SILENCE = 5
"""Working days after which a signature of who hands over is waited for no longer."""


@dataclass(frozen=True)
class DutyLine:
    """One thing on a post's desk, in the columns of the handover sheet (交接单).

    `label` of a sensitive one has its number only, and `done`, `left` and `note` stay empty.
    """

    subject_type: str
    subject_uid: UUID
    label: str
    state: str
    due_on: date | None = None
    done: str = ""
    left: str = ""
    note: str = ""
    sensitive: bool = False
    units: str = ""


@dataclass(frozen=True)
class LineView:
    """A line as one reader may see it; `hidden` ones are counted, not shown."""

    line: HandoverLine
    title: str
    url: str
    hidden: bool


def open_duties(*, posts: Sequence[Post], on: date) -> dict[int, list[DutyLine]]:
    """Per post what lies on its desk, asked of every app in settings.OPEN_DUTIES.

    Each is the dotted path of `f(*, posts, on) -> {post id: [DutyLine]}`: set-based, since an
    import may end many posts at once.
    """
    found: dict[int, list[DutyLine]] = {post.pk: [] for post in posts}
    for path in settings.OPEN_DUTIES:
        answers: Mapping[int, Iterable[DutyLine]] = import_string(path)(posts=posts, on=on)
        for pk, lines in answers.items():
            found[pk] += lines
    return found


def units_without_officers(posts: Iterable[Post]) -> set[int]:
    """The departments of these officers' posts in which no liaison or officer is left: what
    names nobody there lay with the last of them (1 statement)."""
    units = {post.department_id for post in posts if post.kind in OFFICERS}
    held = Post.objects.filter(
        department__in=units, kind__in=OFFICERS, ends_on__isnull=True, person__is_active=True
    )
    return units - set(held.values_list("department", flat=True))


def delegation_duties(*, posts: Sequence[Post], on: date) -> dict[int, list[DutyLine]]:
    """Delegations that end with their post: the successor makes new ones, or none."""
    found: dict[int, list[DutyLine]] = {}
    rows = Delegation.objects.filter(
        post__in=[post.pk for post in posts], revoked_at__isnull=True, ends_on__gte=on
    )
    for row in rows.select_related("delegate").order_by("starts_on", "id"):
        line = DutyLine(
            subject_type="accounts.delegation",
            subject_uid=row.uid,
            label=f"委托{row.delegate.name}代为签批（{row.starts_on}至{row.ends_on}）",
            state="随离任终止",
            left="如需继续，由接任人重新委托",
        )
        found.setdefault(row.post_id, []).append(line)
    return found


def lines_for(handover: Handover, user: User, on: date) -> list[LineView]:
    """The lines as `user` may see them on a day: one statement, and one a type of subject.

    A sensitive line is shown to whom its app answers for it (settings.MESSAGE_SUBJECTS), the same
    question that is asked before a message is shown.
    """
    lines = list(handover.lines.select_related("answered_by").order_by("order", "id"))
    known = _links(lines, user, on)
    views = []
    for line in lines:
        link = known.get((line.subject_type, line.subject_uid))
        hidden = line.is_sensitive and link is None
        title = link.title if line.is_sensitive and link is not None else line.label
        views.append(LineView(line, title, link.url if link is not None else "", hidden))
    return views


def _links(lines: Iterable[HandoverLine], user: User, on: date) -> dict[tuple[str, UUID], object]:
    wanted: dict[str, set[UUID]] = {}
    for line in lines:
        wanted.setdefault(line.subject_type, set()).add(line.subject_uid)
    found: dict[tuple[str, UUID], object] = {}
    for kind, uids in wanted.items():
        if kind in settings.MESSAGE_SUBJECTS:
            links = import_string(settings.MESSAGE_SUBJECTS[kind])(person=user, uids=uids, on=on)
            found |= {(kind, uid): link for uid, link in links.items()}
    return found


def signatures_of(handover: Handover) -> dict[str, HandoverSignature]:
    """The signatures by role."""
    return {row.role: row for row in handover.signatures.order_by("id")}


@dataclass(frozen=True)
class HandoverTask:
    """What a handover asks of a person now: to accept lines, or to sign."""

    handover: Handover
    role: HandoverRole
    waiting: int


def asking(user_id: int, on: date, calendar: Workdays) -> QuerySet[Handover]:
    """Unfinished handovers that ask something of the person.

    Of who hands over a signature; of who takes over his answers to lines, then a signature; of
    the supervisor a signature once the other two have done theirs, or who hands over has been
    waited for long enough.
    """
    silent = datetime.combine(calendar.add(on, 1 - SILENCE), time(), LOCAL_ZONE)
    signed = HandoverSignature.objects.filter(handover=OuterRef("pk"))
    taken = Exists(signed.filter(role=HandoverRole.RECEIVER))
    ripe = Q(state=HandoverState.AWAITING_SUPERVISOR)
    ripe |= Q(taken, state=HandoverState.OPEN, opened_at__lt=silent)
    mine = Q(post__person=user_id) | Q(receiver_post__person=user_id)
    mine |= Q(supervisor=user_id) & ripe
    return Handover.objects.unfinished().filter(mine, ~Exists(signed.filter(person=user_id)))


def tasks_of(
    user: User, on: date, calendar: Workdays, among: Collection[int] | None = None
) -> list[HandoverTask]:
    """What handovers ask of the person (1 statement); with `among`, of those keys only."""
    if among is not None and not among:
        return []
    rows = asking(user.pk, on, calendar)
    if among is not None:
        rows = Handover.objects.filter(pk__in=among)
    waiting = Count("lines", filter=Q(lines__state=LineState.PENDING), distinct=True)
    found = []
    for row in rows.annotate(waiting=waiting).for_page().order_by("opened_at", "id"):
        role = HandoverRole.SUPERVISOR
        if row.post.person_id == user.pk:
            role = HandoverRole.OUTGOING
        elif row.receiver is not None and row.receiver.pk == user.pk:
            role = HandoverRole.RECEIVER
        found.append(HandoverTask(row, role, row.waiting))
    return found
