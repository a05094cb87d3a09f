"""A department's own actions, nobody's duty, and what is worth showing to others."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Department, User
from campaign.enums import TaskKind, TaskState
from campaign.models import Campaign, Task
from campaign.permissions import OFFICE, OWN, check_stream
from campaign.services import rows
from campaign.services.tasks.ground import TaskContent, checked, locked
from core.clock import local_date
from core.errors import Invalid, TransitionNotAllowed


@transaction.atomic
def add_optional(
    *,
    campaign: Campaign,
    department: Department,
    content: TaskContent,
    outcome: str,
    done_on: date | None,
    by: User,
    at: datetime,
) -> Task:
    """Write down an optional action of a department: no date, no reminder, no statistics."""
    on = local_date(at)
    roles = check_stream(
        by, OWN, campaign=campaign, department=department, on=on, what="登记自选动作"
    )
    values = checked(content, campaign, on) | {"due_on": None, "expected_minutes": 0}
    values |= {"outcome": outcome.strip(), "done_on": done_on}
    rows.refuse(rows.unfit(Task, values))
    task = Task.objects.create(
        campaign=campaign,
        kind=TaskKind.OPTIONAL,
        department=department,
        state=TaskState.ISSUED,
        created_by=by,
        created_at=at,
        **values,
    )
    rows.note(task, type="task.optional_added", by=by, at=at, roles=roles)
    return task


@transaction.atomic
def share_practice(*, task: Task, by: User, at: datetime, version: int | None) -> Task:
    """Show an optional action to every department as good practice (好做法): one click.

    Denied for anybody but the office and the department itself; Invalid while it says nothing of
    what was done; TransitionNotAllowed for a prescribed task or one that is shared already.
    """
    current = locked(task, version)
    on = local_date(at)
    roles = check_stream(
        by,
        (*OFFICE, *OWN),
        campaign=current.campaign,
        department=current.department,
        on=on,
        what="推广好做法",
    )
    if current.kind != TaskKind.OPTIONAL or current.shared_at is not None:
        raise TransitionNotAllowed("只有尚未推广的自选动作可以推广。")
    if not current.outcome:
        raise Invalid.at("outcome", "请先写明做法与成效，再推广。")
    rows.put(current, shared_at=at, shared_by=by)
    rows.note(current, type="task.shared", by=by, at=at, roles=roles)
    return current
