"""Each desk's own clock (domain.md §4.2): who holds the item is late, nobody else."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import F, Q, QuerySet

from campaign.enums import LadderClock
from campaign.models import Campaign, EscalationRule
from core.clock import local_date
from core.workdays import ONE_DAY
from rectification.enums import State
from rectification.models import Item
from rectification.reminders.clocks import ItemClock
from rectification.reminders.ground import Run
from rectification.reminders.receivers import Receivers
from rectification.reminders.rungs import last_end, midnight
from rectification.reminders.texts import desk_words
from rectification.workflow import rule

STATES: dict[LadderClock, State] = {
    LadderClock.DESK_REGISTERED: State.REGISTERED,
    LadderClock.DESK_ASSIGNED: State.ASSIGNED,
    LadderClock.DESK_ACCEPTED: State.ACCEPTED,
    LadderClock.DESK_PLAN_REVIEW: State.PLAN_REVIEW,
    LadderClock.DESK_CLOSURE_REVIEW: State.CLOSURE_REVIEW,
    LadderClock.DESK_AWAITING_SIGNOFF: State.AWAITING_SIGNOFF,
    LadderClock.DESK_AWAITING_VERIFICATION: State.AWAITING_VERIFICATION,
}
STAGES: dict[State, str] = {
    State.REGISTERED: "待交办",
    State.ASSIGNED: "待签收",
    State.ACCEPTED: "待提交整改措施",
    State.PLAN_REVIEW: "待审定措施",
    State.CLOSURE_REVIEW: "待部门审核",
    State.AWAITING_SIGNOFF: "待第一责任人签批",
    State.AWAITING_VERIFICATION: "待验收",
}


class Desk(ItemClock):
    """Items that lie on one kind of desk for longer than the campaign's rule allows."""

    def __init__(self, run: Run, campaign: Campaign, clock: LadderClock) -> None:
        self.clock = clock
        self.state = STATES[clock]
        super().__init__(run, campaign)
        self.limit = rule(campaign.rules, clock)

    def running(self) -> QuerySet[Item]:
        return Item.objects.filter(state=self.state).annotate(
            clock_version=F("cycle"), clock_since=F("state_since")
        )

    def until(self, end: date) -> Q:
        """The stay ends `limit` working days after the day on which it began."""
        begun = last_end(self.run.workdays, end, self.limit)
        return Q(state_since__lt=midnight(begun + ONE_DAY))

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        days = self.run.workdays.between(local_date(item.state_since), self.run.on)
        over = days - self.limit
        words = f"{STAGES[self.state]}已{days}个工作日，超过办理时限{over}个工作日"
        return words, desk_words(item, receivers)


def desks(run: Run, campaign: Campaign) -> Iterator[Desk]:
    """Every desk that has a clock."""
    for clock in STATES:
        yield Desk(run, campaign, clock)
