"""The ladder of the due date (domain.md §4.1)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, Value

from accounts.models import User
from campaign.enums import LadderCadence, LadderClock, LadderCondition, LadderLight, LadderSubject
from campaign.models import Campaign, EscalationRule
from core.workdays import ONE_DAY
from journal import services as journal
from notifications.enums import MessageKind
from notifications.services import Fact
from rectification.enums import CLOSING_STATES, Kind, State
from rectification.lights import TICKING
from rectification.models import Item
from rectification.models.reminders import EPOCH
from rectification.reminders.batch import ItemBatch, for_ladder, ids_of, was_late_at_entry
from rectification.reminders.ground import Run
from rectification.reminders.receivers import Receivers
from rectification.reminders.rungs import Rungs, last_end, midnight, not_noted, noted_before
from rectification.reminders.texts import composed, desk_words, due_words, gap_words
from rectification.services.reminding import Reached
from rectification.workflow import rule

SOURCE = "item"
HANDED = tuple(state for state in TICKING if state != State.REGISTERED)
"""States whose date runs on a lead's desk: what is not handed to anybody is nobody's lateness."""
FIRST_RED = 1


class DueDates:
    """Items of one campaign whose date is near or past: of one kind, since rungs differ."""

    def __init__(self, run: Run, campaign: Campaign, subject: LadderSubject) -> None:
        self.run = run
        self.campaign = campaign
        self.subject = subject
        self.rungs: Rungs = run.rungs(campaign, LadderClock.DUE, subject)
        self.yellow_from = -rule(campaign.rules, "due_soon_workdays")

    def ends(self) -> dict[int, date]:
        """The last date that each rung reaches today."""
        return {o: last_end(self.run.workdays, self.run.on, o) for o in self.rungs.offsets}

    def _conditions(self) -> dict[int, Q]:
        """When each rung is reached. One that climbs to the city counts from the day on which the
        lead had the item, so that a ledger that is brought in late skips no level."""
        found = {}
        for offset, end in self.ends().items():
            found[offset] = Q(effective_due_on__lte=end)
            if any(row.proposes for row in self.rungs.at(offset)):
                found[offset] &= Q(assigned_at__lt=midnight(end + ONE_DAY))
        return found

    def waiting(self, *, after: int, limit: int) -> Sequence[Item]:
        """Items whose highest rung is not noted (1 statement)."""
        if not self.rungs.rows:
            return []
        is_immediate = Q(kind=Kind.IMMEDIATE)
        mine = is_immediate if self.subject == LadderSubject.IMMEDIATE else ~is_immediate
        conditions = self._conditions()
        rows = Item.objects.filter(
            mine,
            campaign=self.campaign,
            state__in=HANDED,
            effective_due_on__lte=max(self.ends().values()),
            pk__gt=after,
        ).annotate(rung=self.rungs.highest(conditions))
        rows = rows.filter(
            not_noted(SOURCE, LadderClock.DUE, version=OuterRef("due_version"), since=Value(EPOCH)),
            rung__isnull=False,
        )
        return list(for_ladder(rows).order_by("pk")[:limit])

    def reached(self, rows: Sequence[Item]) -> Iterable[Reached]:
        """Messages and journal entries of the highest rung of each item."""
        batch = ItemBatch(rows, self.run)
        receivers = Receivers(self.campaign, batch)
        before = noted_before(SOURCE, LadderClock.DUE, ids_of(rows))
        for item in rows:
            last = before.get((item.pk, item.due_version, EPOCH))
            yield Reached(
                source=SOURCE,
                clock=LadderClock.DUE,
                subject_id=item.pk,
                version=item.due_version,
                rung=item.rung,
                facts=list(self._facts(item, last, receivers)),
                entries=list(self._entries(item, last)),
            )

    # --- whom to tell what -------------------------------------------------------

    def _facts(self, item: Item, last: int | None, receivers: Receivers) -> Iterator[Fact]:
        """One message a person: the rung's own rows first, then levels that were missed."""
        rows = [r for r in self.rungs.at(item.rung) if self._holds(r, item, receivers.batch)]
        missed = self.rungs.missed(last, item.rung) if item.rung >= FIRST_RED else []
        missed = [row for row in missed if row.days >= FIRST_RED]
        told: set[int] = set()
        for row in [*rows, *missed]:
            people = [p for p in receivers.all_of(row.who, item) if p.pk not in told]
            told |= {person.pk for person in people}
            if people:
                yield self._fact(item, row, people, receivers)

    def _holds(self, row: EscalationRule, item: Item, batch: ItemBatch) -> bool:
        if row.condition == LadderCondition.STALE:
            return item.state not in CLOSING_STATES and batch.is_stale(item)
        if row.condition == LadderCondition.NO_CLOSURE_REQUEST:
            return item.state not in CLOSING_STATES
        return True

    def _fact(
        self, item: Item, row: EscalationRule, people: list[User], receivers: Receivers
    ) -> Fact:
        run = self.run
        words = due_words(
            item.effective_due_on, run.on, run.workdays, at_entry=was_late_at_entry(item)
        )
        where = desk_words(item, receivers)
        gaps = ""
        if row.light == LadderLight.YELLOW:
            gaps = gap_words(receivers.batch.gaps(item, self.campaign.rules))
        return Fact(
            people=people,
            kind=kind_of(row),
            key=f"item:{item.uid}:due:{item.due_version}:{item.rung}",
            subject=item,
            text=composed(item, words, where, gaps, ask=row.text),
        )

    def _entries(self, item: Item, last: int | None) -> Iterator[journal.Fact]:
        """The journal's facts, each once a due version: yellow, red."""
        if item.rung >= FIRST_RED:
            if last is None or last < FIRST_RED:
                yield self._entry("item.overdue", item)
        elif item.rung >= self.yellow_from and (last is None or last < self.yellow_from):
            yield self._entry("item.due_soon", item)

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


def kind_of(row: EscalationRule) -> str:
    """The kind of message by which a rung tells."""
    if row.cadence == LadderCadence.AT_ONCE:
        return MessageKind.ESCALATED
    return MessageKind.WEEKLY if row.cadence == LadderCadence.WEEKLY else MessageKind.REMINDER
