"""Questions about tasks, kick-off, leading groups and goals."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from accounts.enums import PostKind
from accounts.models import Department, Post
from campaign.enums import DutyState, TaskKind, TaskState
from campaign.models import (
    Campaign,
    GoalReading,
    GroupMember,
    KickOff,
    LeadingGroup,
    Task,
    TaskDuty,
    WorkGoal,
)
from campaign.querysets import Scope
from core.clock import LOCAL_ZONE
from notifications.models import Message

TASK_ORDER = ("-id",)
DUTY_ORDER = ("effective_due_on", "id")
OPEN = (DutyState.ISSUED, DutyState.RECEIVED, DutyState.RETURNED)
"""States in which the task is on the department's desk."""


def tasks_within(scope: Scope) -> QuerySet[Task]:
    """Tasks that the person may read, with how many departments have finished."""
    done = Count("duties", filter=Q(duties__state=DutyState.ACCEPTED), distinct=True)
    asked = Count("duties", filter=~Q(duties__state=DutyState.CANCELLED), distinct=True)
    rows = Task.objects.within(scope).select_related("campaign", "stream", "department")
    return rows.annotate(asked=asked, done=done)


def duties_within(scope: Scope) -> QuerySet[TaskDuty]:
    """Departments' tasks that the person may read."""
    rows = TaskDuty.objects.within(scope)
    return rows.select_related(
        "campaign", "task__stream", "department", "session", "topic", "reported_by", "decided_by"
    )


def practices_of(campaign: Campaign) -> QuerySet[Task]:
    """Good practice shared with all departments, the newest first."""
    rows = Task.objects.filter(campaign=campaign, shared_at__isnull=False)
    return rows.select_related("department", "stream").order_by("-shared_at", "-id")


@dataclass(frozen=True)
class Burden:
    """What departments are asked, as the issuer reads it before he issues one more."""

    tasks_this_week: int
    minutes_this_week: int
    departments: int
    minutes: int

    @property
    def hours(self) -> str:
        """Hours that this task costs all departments together."""
        return _hours(self.departments * self.minutes)

    @property
    def hours_this_week(self) -> str:
        """Hours that this week's tasks cost all departments together, without this one."""
        return _hours(self.minutes_this_week)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def burden_of(campaign: Campaign, *, departments: int, minutes: int, on: date) -> Burden:
    """This week's demand, without the task at hand: 2 statements.

    “本周已向各部门下达 n 项，预计合计耗时 m 小时” (domain.md 1.9).
    """
    monday = on - timedelta(days=on.weekday())
    since = datetime.combine(monday, time(), LOCAL_ZONE)
    issued = Task.objects.filter(
        campaign=campaign, kind=TaskKind.PRESCRIBED, state=TaskState.ISSUED, issued_at__gte=since
    )
    asked = TaskDuty.objects.filter(task__in=issued).exclude(state=DutyState.CANCELLED)
    total = asked.aggregate(minutes=Sum(F("task__expected_minutes")))["minutes"] or 0
    return Burden(issued.count(), total, departments, minutes)


def due_that_day(campaign: Campaign, due_on: date) -> dict[int, int]:
    """{department: how many of its tasks are due on a day}, for the issuer's look."""
    rows = TaskDuty.objects.filter(campaign=campaign, due_on=due_on, state__in=OPEN)
    counted = rows.order_by("department").values("department").annotate(n=Count("pk"))
    return {row["department"]: row["n"] for row in counted}


@dataclass(frozen=True)
class KickOffRow:
    """A department's kick-off: what it typed, and what its own rows say."""

    department: Department
    kick_off: KickOff | None
    group: LeadingGroup | None
    members: int
    has_liaison: bool

    @property
    def version(self) -> int:
        """The version of what was typed; 0 where nothing has been."""
        return self.kick_off.version if self.kick_off is not None else 0

    @property
    def has_group(self) -> bool:
        return self.group is not None

    @property
    def is_whole(self) -> bool:
        """Plan issued, leading group named, liaison named (三个到位)."""
        issued = self.kick_off is not None and self.kick_off.plan_issued_on is not None
        return issued and self.has_group and self.has_liaison


def kick_off_rows(campaign: Campaign, departments: list[Department], on: date) -> list[KickOffRow]:
    """The kick-off list, in the order of `departments`: 3 statements."""
    keys = [department.pk for department in departments]
    typed = {r.department_id: r for r in KickOff.objects.filter(campaign=campaign)}
    groups = LeadingGroup.objects.filter(campaign=campaign, department__in=keys)
    named = {g.department_id: g for g in groups.annotate(n=Count("members"))}
    liaisons = Post.objects.on(on).filter(
        department__in=keys, kind=PostKind.LIAISON, person__is_active=True
    )
    has = set(liaisons.values_list("department_id", flat=True))
    return [
        KickOffRow(
            department,
            typed.get(department.pk),
            named.get(department.pk),
            getattr(named.get(department.pk), "n", 0),
            department.pk in has,
        )
        for department in departments
    ]


def groups_of(campaign: Campaign, departments: Collection[Department]) -> dict[int, LeadingGroup]:
    """{department: its leading group with its members}, where one is named (2 statements)."""
    members = GroupMember.objects.select_related("post__person").order_by("order", "id")
    rows = LeadingGroup.objects.filter(campaign=campaign, department__in=departments)
    found = rows.prefetch_related(Prefetch("members", members)).order_by("id")
    return {group.department_id: group for group in found}


def group_of(campaign: Campaign, department: Department) -> LeadingGroup | None:
    """A department's leading group with its members (2 statements)."""
    return groups_of(campaign, [department]).get(department.pk)


def goals_within(scope: Scope) -> QuerySet[WorkGoal]:
    """Work goals that the person may read."""
    return WorkGoal.objects.within(scope).select_related("campaign", "department")


def readings_of(goal: WorkGoal) -> QuerySet[GoalReading]:
    """A goal's readings, the latest first."""
    return goal.readings.select_related("read_by").order_by("-on", "-id")


def values_of(keys: Collection[int]) -> dict[int, list[GoalReading]]:
    """The readings of goals by the goal's key, the earliest first (1 statement)."""
    found: dict[int, list[GoalReading]] = {}
    rows = GoalReading.objects.filter(goal__in=list(keys)) if keys else GoalReading.objects.none()
    for reading in rows.order_by("on", "id"):
        found.setdefault(reading.goal_id, []).append(reading)
    return found


def settled_reminders(*, messages: Collection[Message], at: datetime) -> set[int]:
    """Reminders of tasks that were reported or cancelled meanwhile (settings.MESSAGE_CHECKS)."""
    uids = {message.subject_uid for message in messages}
    still = TaskDuty.objects.filter(uid__in=uids, state__in=OPEN)
    waiting = set(still.values_list("uid", flat=True))
    return {message.pk for message in messages if message.subject_uid not in waiting}
