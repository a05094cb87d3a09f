"""The ladder of the due date (domain.md §4.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet, Value

from campaign.enums import LadderClock, LadderLight, LadderRole, LadderSubject
from campaign.models import Campaign, EscalationRule
from core.workdays import ONE_DAY
from journal import services as journal
from rectification.enums import Kind
from rectification.models import Item
from rectification.models.reminders import EPOCH
from rectification.reminders.batch import was_late_at_entry
from rectification.reminders.clocks import FIRST_RED, ItemClock
from rectification.reminders.ground import Run
from rectification.reminders.receivers import Receivers
from rectification.reminders.rungs import midnight
from rectification.reminders.texts import desk_words, due_words, gap_words
from rectification.services.escalation import Proposal
from rectification.workflow import rule


class DueDates(ItemClock):
    """Items whose date is near or past: of one kind, since the ladder of small things is short."""

    clock = LadderClock.DUE
    climbs = False

    def __init__(self, run: Run, campaign: Campaign, subject: LadderSubject) -> None:
        super().__init__(run, campaign, subject)
        self.yellow_from = -rule(campaign.rules, "due_soon_workdays")
        if self.rungs.rows:
            turns = frozenset({self.yellow_from, FIRST_RED})
            self.rungs = replace(self.rungs, silent=turns)

    def running(self) -> QuerySet[Item]:
        is_immediate = Q(kind=Kind.IMMEDIATE)
        mine = is_immediate if self.subject == LadderSubject.IMMEDIATE else ~is_immediate
        return Item.objects.filter(mine, is_running=True).annotate(
            clock_version=F("due_version"),
            clock_since=Value(EPOCH, output_field=DateTimeField()),
        )

    def until(self, end: date) -> Q:
        return Q(effective_due_on__lte=end)

    def besides(self, offset: int, end: date) -> Q:
        """A rung that climbs to the city counts from the day on which the lead had the item, so
        that a ledger that is brought in late skips no level."""
        if any(row.proposes for row in self.rungs.at(offset)):
            return Q(assigned_at__lt=midnight(end + ONE_DAY))
        return Q()

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        run = self.run
        late = was_late_at_entry(item)
        words = due_words(item.effective_due_on, run.on, run.workdays, at_entry=late)
        gaps = ""
        if row.light == LadderLight.YELLOW:
            gaps = gap_words(receivers.batch.gaps(item, self.campaign.rules))
        return words, desk_words(item, receivers), gaps

    def entries(self, item: Item, last: int | None) -> Iterator[journal.Fact]:
        """Each once a due version: the item turns yellow, it turns red, whoever is told of it."""
        yellow_from = self.yellow_from
        if item.rung >= FIRST_RED:
            if last is None or last < FIRST_RED:
                yield self._entry("item.overdue", item)
        elif item.rung >= yellow_from and (last is None or last < yellow_from):
            yield self._entry("item.due_soon", item)

    def proposals(self, item: Item, last: int | None) -> Iterator[Proposal]:
        """The next level. Where an outage has hidden both, the lower one: none is skipped."""
        climbing = [r for r in self.rungs.rows if r.is_on and r.proposes and r.days <= item.rung]
        missed = [row for row in climbing if last is None or row.days > last]
        if missed:
            yield Proposal(item, LadderRole(missed[0].proposes))

    def _entry(self, type_: str, item: Item) -> journal.Fact:
        data: dict[str, Any] = {
            "state": item.state,
            "due_on": item.effective_due_on,
            "due_version": item.due_version,
        }
        return journal.Fact(
            type=type_,
            subject=item,
            by=None,
            at=self.run.at,
            department_code=item.lead_department.code,
            data=data,
            campaign_id=item.campaign_id,
        )
