"""What every clock of an item shares: finding it, and telling of the rung that it has reached."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.models import User
from campaign.enums import LadderCadence, LadderClock, LadderCondition, LadderLight, LadderSubject
from campaign.models import Campaign, EscalationRule
from journal import services as journal
from notifications.enums import Cadence, DigestSection, MessageKind
from notifications.services import Fact
from rectification.enums import CLOSING_STATES
from rectification.models import Item, RungReached
from rectification.reminders.batch import ItemBatch, for_ladder
from rectification.reminders.ground import Run
from rectification.reminders.receivers import Receivers
from rectification.reminders.rungs import Rungs, last_end, not_noted, noted_before
from rectification.reminders.texts import composed, with_grace
from rectification.services.escalation import Proposal
from rectification.services.reminding import Reached

SOURCE = "item"
FIRST_RED = 1
_KINDS = {
    LadderCadence.AT_ONCE: MessageKind.ESCALATED,
    LadderCadence.WEEKLY: MessageKind.REMINDER,
    LadderCadence.DAILY: MessageKind.REMINDER,
}
"""`MessageKind.WEEKLY` is the word that the week's page is there, which waits for no Monday."""
_SECTIONS = {
    LadderLight.RED: DigestSection.RED,
    LadderLight.YELLOW: DigestSection.YELLOW,
    LadderLight.GREEN: DigestSection.TO_DO,
}


class ItemClock:
    """One clock of one campaign's items. A subclass says which items run on it and until when.

    `running` annotates `clock_version` and `clock_since`, the identity of a stay on the clock.
    """

    clock: LadderClock
    climbs = True
    """Whether a level that is nobody hands its word to the next one up."""

    def __init__(
        self, run: Run, campaign: Campaign, subject: LadderSubject = LadderSubject.ANY_ITEM
    ) -> None:
        self.run = run
        self.campaign = campaign
        self.subject = subject
        self.rungs: Rungs = run.rungs(campaign, self.clock, subject)

    # --- for a subclass to say ----------------------------------------------------

    def running(self) -> QuerySet[Item]:
        """Items on this clock, with `clock_version` and `clock_since`."""
        raise NotImplementedError

    def until(self, end: date) -> Q:
        """That the clock ends on `end` or before."""
        raise NotImplementedError

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        """The sentences of a reminder but for what is asked; the first follows the item's name."""
        raise NotImplementedError

    def besides(self, offset: int, end: date) -> Q:
        """What must hold besides for a rung."""
        return Q()

    def entries(self, item: Item, last: int | None) -> Iterator[journal.Fact]:
        """Journal entries of the rung."""
        return iter(())

    def proposals(self, item: Item, last: int | None) -> Iterator[Proposal]:
        """Levels to which the rung proposes to escalate."""
        return iter(())

    # --- finding -------------------------------------------------------------------

    def conditions(self) -> dict[int, Q]:
        """When each rung is reached today."""
        ends = {o: last_end(self.run.workdays, self.run.on, o) for o in self.rungs.offsets}
        return {o: self.until(end) & self.besides(o, end) for o, end in ends.items()}

    def due(self) -> QuerySet[Item]:
        """Items that have reached a rung, noted or not, with `rung`, the highest one."""
        first = last_end(self.run.workdays, self.run.on, self.rungs.offsets[0])
        rows = self.running().filter(self.until(first), campaign=self.campaign)
        rows = rows.annotate(rung=self.rungs.highest(self.conditions()))
        return rows.filter(rung__isnull=False)

    def unnoted(self) -> Q:
        """That the rung of an item that is due is not noted."""
        version, since = OuterRef("clock_version"), OuterRef("clock_since")
        return Q(not_noted(SOURCE, self.clock, version=version, since=since))

    def waiting(self, *, after: int, limit: int) -> Sequence[Item]:
        """Items whose highest rung is not noted (1 statement).

        By due date, as the indexes of items have it: an order by key made PostgreSQL walk every
        item. What is noted does not come again, so `after` is not needed.
        """
        if not self.rungs.rows:
            return []
        rows = self.due().filter(self.unnoted())
        return list(for_ladder(rows).order_by("effective_due_on", "pk")[:limit])

    # --- telling -------------------------------------------------------------------

    def reached(self, rows: Sequence[Item]) -> Iterable[Reached]:
        """Messages, journal entries and proposals of the highest rung of each item."""
        receivers = Receivers(self.campaign, ItemBatch(rows, self.run))
        before = noted_before(SOURCE, self.clock, [item.pk for item in rows])
        for item in rows:
            last = before.get((item.pk, item.clock_version, item.clock_since))
            yield Reached(
                source=SOURCE,
                clock=self.clock,
                subject_id=item.pk,
                version=item.clock_version,
                since=item.clock_since,
                rung=item.rung,
                facts=list(self.facts(item, last, receivers)),
                entries=list(self.entries(item, last)),
                proposals=list(self.proposals(item, last)),
            )

    def again(self) -> Iterable[Fact]:
        """What was told lately, for those who have come to the items since.

        Whoever was told a rung is not told it again: its key is the same.
        """
        changed = self.run.changed_hands if self.rungs.rows else None
        if changed is None:
            return
        rows = self._told_lately(changed)
        receivers = Receivers(self.campaign, ItemBatch(rows, self.run))
        below = noted_before(SOURCE, self.clock, [item.pk for item in rows], until=self.run.lately)
        for item in rows:
            last = below.get((item.pk, item.clock_version, item.clock_since))
            yield from self.facts(item, last, receivers)

    def _told_lately(self, changed: Q) -> list[Item]:
        noted = RungReached.objects.filter(
            source=SOURCE,
            clock=self.clock,
            subject_id=OuterRef("pk"),
            version=OuterRef("clock_version"),
            since=OuterRef("clock_since"),
            rung=OuterRef("rung"),
            noted_at__gte=self.run.lately,
        )
        return list(for_ladder(self.due().filter(changed, Exists(noted))).order_by("pk"))

    def facts(self, item: Item, last: int | None, receivers: Receivers) -> Iterator[Fact]:
        """One message a person: the rung's own rows first, then levels that were missed."""
        told: set[int] = set()
        for row in self.telling(item, last, receivers.batch):
            people = self.people_of(row, item, receivers)
            people = [person for person in people if person.pk not in told]
            told |= {person.pk for person in people}
            if people:
                yield from self._facts_of(item, row, people, receivers)

    def people_of(self, row: EscalationRule, item: Item, receivers: Receivers) -> list[User]:
        """Who is told by a row."""
        return receivers.all_of(row.who, item, climbs=self.climbs)

    def telling(self, item: Item, last: int | None, batch: ItemBatch) -> list[EscalationRule]:
        """The rows that tell of the item: those of its rung, then red ones that were missed."""
        rows = [r for r in self.rungs.at(item.rung) if self._holds(r, item, batch)]
        missed = self.rungs.missed(last, item.rung) if item.rung >= FIRST_RED else []
        return rows + [row for row in missed if row.days >= FIRST_RED]

    def _holds(self, row: EscalationRule, item: Item, batch: ItemBatch) -> bool:
        if row.condition == LadderCondition.STALE:
            return item.state not in CLOSING_STATES and batch.is_stale(item)
        if row.condition == LadderCondition.NO_CLOSURE_REQUEST:
            return item.state not in CLOSING_STATES
        return True

    def _facts_of(
        self, item: Item, row: EscalationRule, people: list[User], receivers: Receivers
    ) -> Iterator[Fact]:
        """One for all; of what is late, to a head in his days of grace one that says so."""
        is_late = row.light == LadderLight.RED
        new = self.run.new_heads.get(item.lead_department_id) if is_late else None
        others = [person for person in people if person.pk != new]
        fact = self._fact(item, row, others, receivers)
        if others:
            yield fact
        if len(others) < len(people):
            head = [person for person in people if person.pk == new]
            text = composed(item, *self.words(item, row, receivers), ask=with_grace(row.text))
            yield replace(fact, people=head, text=text)

    def _fact(
        self, item: Item, row: EscalationRule, people: list[User], receivers: Receivers
    ) -> Fact:
        since = f"{item.clock_since:%Y%m%d%H%M%S%f}"
        return Fact(
            people=people,
            kind=_KINDS[LadderCadence(row.cadence)],
            key=f"item:{item.uid}:{self.clock}:{item.clock_version}:{since}:{item.rung}",
            subject=item,
            text=composed(item, *self.words(item, row, receivers), ask=row.text),
            section=_SECTIONS[LadderLight(row.light)],
            topic=f"item:{item.uid}:{self.clock}",
            cadence=Cadence(row.cadence),
        )


def dated(path: str) -> F:
    """A date as a number, the version of a clock that has nothing but its date (20191018)."""
    year, month, day = (F(f"{path}__{part}") for part in ("year", "month", "day"))
    return year * 10000 + month * 100 + day
