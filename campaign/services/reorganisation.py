"""A department is to end: what it has in hand of the streams goes to its successor.

What was done stays with the old department; only what is open moves. By a head of the campaign's
office, whose business it is; the system administrator only keeps the organisation's data.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Department, User
from accounts.selectors import officers_of
from campaign.enums import CampaignRole, DutyState, SessionState, TopicState
from campaign.models import TaskDuty
from campaign.permissions import campaign_standing_of
from campaign.selectors import units as selectors
from campaign.services import rows
from campaign.services.opinions import refer_opinion
from campaign.services.review.signed import end_contradicted
from core.clock import local_date
from core.errors import Denied, DomainError, GuardFailed
from notifications.enums import MessageKind
from notifications.services import Fact, tell_many


@dataclass
class Moved:
    """How many rows went over, how many were cancelled, and the sentences of those that stay."""

    moved: int = 0
    cancelled: int = 0
    refusals: tuple[str, ...] = ()


def heads_campaigns(by: User, at: datetime) -> frozenset[int]:
    """The campaigns whose office `by` heads. Raises Denied where there is none."""
    heads = campaign_standing_of(by, local_date(at)).campaigns_as(CampaignRole.OFFICE_HEAD)
    if by.admin_role or not heads:
        raise Denied("机构调整中的移交由领导小组办公室主任办理，您目前不是。")
    return heads


@transaction.atomic
def move_streams(*, department: Department, by: User, at: datetime) -> Moved:
    """Move open problems, tasks, topics and opinions to the successor; planned sessions end.

    Without a successor tasks, topics and sessions are cancelled, problems and opinions stay for the
    office to decide. Sensitive problems are left to be dealt with one by one. Raises Denied for
    anybody but an office head, GuardFailed where the department is not to end.
    """
    campaigns = heads_campaigns(by, at)
    if department.end_proposed_at is None and department.is_active:
        raise GuardFailed(f"{department.name}没有提出撤销，不能移交。")
    done = Moved()
    move = _Move(department, campaigns, by, at, done)
    move.problems()
    move.duties()
    move.topics()
    move.opinions()
    move.sessions()
    if done.moved and department.successor is not None:
        _tell(department, done, by, at)
    return done


@dataclass
class _Move:
    """One department's rows on their way, in the campaigns that the person heads."""

    department: Department
    campaigns: frozenset[int]
    by: User
    at: datetime
    done: Moved

    @property
    def data(self) -> dict[str, Any]:
        successor = self.department.successor
        return {
            "from": self.department.code,
            "to": successor.code if successor is not None else "",
            "document_number": self.department.end_document,
        }

    def _held(self, found: Any) -> list[Any]:
        mine = found.filter(campaign__in=self.campaigns).select_for_update(of=("self",))
        return list(mine.select_related("campaign", "department").order_by("id"))

    def _note(self, row: Any, what: str) -> None:
        rows.note(row, type=what, by=self.by, at=self.at, data=self.data)

    def _pass_on(self, row: Any, what: str) -> None:
        rows.put(row, department=self.department.successor)
        self._note(row, what)
        self.done.moved += 1

    def problems(self) -> None:
        """Those that are not sensitive; what the successor had signed to the contrary ends."""
        if self.department.successor is None:
            return
        found = selectors.open_problems(self.department).filter(is_sensitive=False)
        for problem in self._held(found):
            self._pass_on(problem, "review.problem_moved")
            end_contradicted(problem, at=self.at)

    def duties(self) -> None:
        """A task that the successor has itself is done once: the second one is cancelled."""
        successor = self.department.successor
        duties = self._held(selectors.open_duties(self.department))
        tasks = [duty.task_id for duty in duties]
        has = TaskDuty.objects.filter(department=successor, task__in=tasks)
        twice = set(has.values_list("task", flat=True)) if successor is not None else set(tasks)
        for duty in duties:
            if duty.task_id in twice:
                rows.put(duty, state=DutyState.CANCELLED, state_since=self.at)
                self._note(duty, "task.duty_cancelled")
                self.done.cancelled += 1
            else:
                self._pass_on(duty, "task.duty_moved")

    def topics(self) -> None:
        for topic in self._held(selectors.open_topics(self.department)):
            if self.department.successor is not None:
                self._pass_on(topic, "research.topic_moved")
                continue
            rows.put(topic, state=TopicState.CANCELLED, cancel_reason=self._why())
            self._note(topic, "research.topic_cancelled")
            self.done.cancelled += 1

    def opinions(self) -> None:
        """By the rule of handing an opinion on; what it refuses stays, with its sentence."""
        successor, refusals = self.department.successor, []
        for opinion in self._held(selectors.referred_opinions(self.department)):
            if successor is None:
                continue
            try:
                with transaction.atomic():
                    refer_opinion(
                        opinion=opinion, department=successor, by=self.by, at=self.at, version=None
                    )
                self.done.moved += 1
            except DomainError as refusal:
                refusals.append(refusal.detail)
        self.done.refusals = tuple(dict.fromkeys(refusals))

    def sessions(self) -> None:
        for session in self._held(selectors.planned_sessions(self.department)):
            rows.put(session, state=SessionState.CANCELLED, cancel_reason=self._why())
            self._note(session, "study.session_cancelled")
            self.done.cancelled += 1

    def _why(self) -> str:
        return f"{self.department.short_name}撤销"


def _tell(department: Department, done: Moved, by: User, at: datetime) -> None:
    """The successor's liaison and officers learn once what came to them."""
    successor = department.successor
    posts = officers_of([successor.pk], local_date(at))[successor.pk]
    text = (
        f"{department.name}并入{successor.name}，其待办的问题、任务、课题等{done.moved}项转由"
        "您单位办理。"
    )
    fact = Fact(
        people=list({post.person_id: post.person for post in posts}.values()),
        kind=MessageKind.TO_DO,
        key=f"unit-end:{department.uid}:{at.isoformat()}",
        subject=successor,
        text=text,
        by=by,
    )
    tell_many(facts=[fact], at=at)
