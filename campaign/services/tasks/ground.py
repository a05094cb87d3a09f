"""What the writes of tasks share: content, the locked row, who is the office, who is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.enums import PostKind
from accounts.models import Department, User
from campaign.models import Campaign, Stream, Task
from campaign.permissions import OFFICE, check_stream
from campaign.services import rows
from core.clock import local_date
from notifications.enums import DigestSection, MessageKind
from notifications.services import Fact, tell_many

MOST_MINUTES = 100_000
ACTING = (PostKind.LIAISON, PostKind.OFFICER)


@dataclass(frozen=True)
class TaskContent:
    """A task as its issuer states it."""

    title: str
    stream: Stream | None
    requirement: str = ""
    due_on: date | None = None
    expected_minutes: int | None = 0
    document_number: str = ""


def checked(content: TaskContent, campaign: Campaign, on: date) -> dict[str, Any]:
    """The fields of a task; Invalid with a sentence a field."""
    texts = {name: getattr(content, name).strip() for name in ("title", "document_number")}
    texts["requirement"] = content.requirement.strip()
    problems = rows.unfit(Task, texts)
    if not texts["title"]:
        problems["title"] = "请填写任务名称。"
    if content.stream is None or content.stream.campaign_id != campaign.pk:
        problems["stream"] = "请选择属于哪一项重点工作。"
    if content.due_on is not None and content.due_on <= on:
        problems["due_on"] = f"时限{content.due_on}应晚于今天。"
    if content.expected_minutes is None:
        problems["expected_minutes"] = "请填写每单位预计用时（分钟）；不占用时间的填0。"
    elif not 0 <= content.expected_minutes <= MOST_MINUTES:
        problems["expected_minutes"] = "预计用时应为合理的分钟数。"
    rows.refuse(problems)
    kept = ("stream", "due_on", "expected_minutes")
    return texts | {name: getattr(content, name) for name in kept}


def locked(task: Task, version: int | None) -> Task:
    current = Task.objects.select_for_update(of=("self",)).select_related(
        "campaign", "department", "stream"
    )
    found = current.get(pk=task.pk)
    rows.held(found, version, {"title": found.title, "state": found.state}, {})
    return found


def check_office(by: User, task: Task, on: date, what: str) -> frozenset[Any]:
    return check_stream(by, OFFICE, campaign=task.campaign, department=None, on=on, what=what)


def tell_departments(
    task: Task,
    departments: Sequence[Department],
    text: str,
    by: User,
    at: datetime,
    *,
    node: str,
    kind: MessageKind = MessageKind.TO_DO,
) -> None:
    """Tell the liaison and officers of departments, in one statement a batch."""
    on = local_date(at)
    facts = []
    for department in departments:
        people = User.objects.holding(list(ACTING), [department.pk], on)
        facts.append(
            Fact(
                people=list(people.order_by("id").distinct()),
                kind=kind,
                key=f"task:{task.uid}:{department.code}:{node}",
                subject=task,
                text=text,
                by=by,
                section=DigestSection.TO_DO,
            )
        )
    tell_many(facts=facts, at=at)
