"""The ladder of prescribed tasks: the same engine and rungs of their own (subject “规定动作”).

Only the department's side runs on a clock: once it has reported, the office's desk is not its
lateness. Optional actions have no date and are never here.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.db.models import OuterRef, Q, Value

from accounts.models import User
from campaign.enums import LadderClock, LadderLight, LadderRole, LadderSubject
from campaign.models import Campaign, EscalationRule, TaskDuty
from campaign.selectors.tasks import OPEN
from journal import services as journal
from notifications.enums import DigestSection, MessageKind
from notifications.services import Fact
from rectification.models.reminders import EPOCH
from rectification.reminders.clocks import FIRST_RED
from rectification.reminders.ground import Run
from rectification.reminders.rungs import Rungs, last_end, not_noted, noted_before
from rectification.reminders.texts import due_words
from rectification.services.reminding import ClockSource, Reached

SOURCE = "task"
SECTIONS = {
    LadderLight.RED: DigestSection.RED,
    LadderLight.YELLOW: DigestSection.YELLOW,
    LadderLight.GREEN: DigestSection.TO_DO,
}


def task_sources(*, at: datetime) -> Iterator[ClockSource]:
    """Tasks of every campaign that is not archived (settings.REMINDER_SOURCES)."""
    run = Run.of(at)
    for campaign in run.campaigns:
        yield TaskDates(run, campaign)


class TaskDates:
    """Departments' tasks of one campaign whose date is near or past."""

    def __init__(self, run: Run, campaign: Campaign) -> None:
        self.run = run
        self.campaign = campaign
        self.rungs: Rungs = run.rungs(campaign, LadderClock.DUE, LadderSubject.TASK)

    def ends(self) -> dict[int, date]:
        """The last date that each rung reaches today."""
        return {o: last_end(self.run.workdays, self.run.on, o) for o in self.rungs.offsets}

    def waiting(self, *, after: int, limit: int) -> Sequence[TaskDuty]:
        """Tasks whose highest rung is not noted (1 statement)."""
        if not self.rungs.rows:
            return []
        ends = self.ends()
        reached = {offset: Q(effective_due_on__lte=end) for offset, end in ends.items()}
        rows = TaskDuty.objects.filter(
            campaign=self.campaign,
            state__in=OPEN,
            effective_due_on__lte=max(ends.values()),
            pk__gt=after,
        ).annotate(rung=self.rungs.highest(reached))
        rows = rows.filter(
            not_noted(SOURCE, LadderClock.DUE, version=OuterRef("due_version"), since=Value(EPOCH)),
            rung__isnull=False,
        )
        return list(rows.select_related("task", "department").order_by("pk")[:limit])

    def reached(self, rows: Sequence[TaskDuty]) -> Iterable[Reached]:
        """Messages and journal entries of the highest rung of each task."""
        before = noted_before(SOURCE, LadderClock.DUE, [duty.pk for duty in rows])
        for duty in rows:
            last = before.get((duty.pk, duty.due_version, EPOCH))
            yield Reached(
                source=SOURCE,
                clock=LadderClock.DUE,
                subject_id=duty.pk,
                version=duty.due_version,
                rung=duty.rung,
                facts=list(self._facts(duty, last)),
                entries=list(self._entries(duty, last)),
            )

    def again(self) -> Iterable[Fact]:
        """Nothing: whoever has come to a department since is told by the next rung."""
        return ()

    def _facts(self, duty: TaskDuty, last: int | None) -> Iterator[Fact]:
        """One message a person: the rung's own rows first, then red levels that were missed."""
        missed = self.rungs.missed(last, duty.rung) if duty.rung >= FIRST_RED else []
        rows = [*self.rungs.at(duty.rung), *(row for row in missed if row.days >= FIRST_RED)]
        told: set[int] = set()
        for row in rows:
            people = [p for p in self._people(row, duty) if p.pk not in told]
            told |= {person.pk for person in people}
            if people:
                yield self._fact(duty, row, people)

    def _people(self, row: EscalationRule, duty: TaskDuty) -> list[User]:
        """Who is told: a task has no section, so its portfolio leader is nobody."""
        org, unit = self.run.organisation, duty.department_id
        head = org.heads.get(unit)
        by_role = {
            LadderRole.HANDLER: org.liaisons[unit] or org.officers[unit],
            LadderRole.SECTION_HEAD: org.liaisons[unit],
            LadderRole.FIRST_IN_CHARGE: [head.person] if head else [],
            LadderRole.OFFICE: org.roles[self.campaign.pk, "office"],
            LadderRole.OFFICE_HEAD: org.roles[self.campaign.pk, "office_head"],
        }
        found = [person for role in row.who for person in by_role.get(LadderRole(role), [])]
        return list({person.pk: person for person in found}.values())

    def _fact(self, duty: TaskDuty, row: EscalationRule, people: list[User]) -> Fact:
        run = self.run
        words = due_words(duty.effective_due_on, run.on, run.workdays)
        name = duty.task.title if len(duty.task.title) <= 60 else f"{duty.task.title[:59]}…"
        return Fact(
            people=people,
            kind=MessageKind.REMINDER,
            key=f"task:{duty.uid}:due:{duty.due_version}:{duty.rung}",
            subject=duty,
            section=SECTIONS[LadderLight(row.light)],
            topic=f"task:{duty.uid}:due",
            text=f"{duty.department.short_name}规定动作“{name}”{words}。{row.text}。",
        )

    def _entries(self, duty: TaskDuty, last: int | None) -> Iterator[journal.Fact]:
        """The journal's fact, once a due version: the task is overdue."""
        if duty.rung < FIRST_RED or (last is not None and last >= FIRST_RED):
            return
        yield journal.Fact(
            type="task.overdue",
            subject=duty.task,
            by=None,
            at=self.run.at,
            department_code=duty.department.code,
            data={"due_on": duty.effective_due_on, "due_version": duty.due_version},
            campaign_id=duty.campaign_id,
        )
