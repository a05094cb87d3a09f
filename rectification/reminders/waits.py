"""Clocks beside the desks: what is asked of leaders, pauses, look-backs, a second relapse."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value

from accounts.models import User
from campaign.enums import LadderClock
from campaign.models import Campaign, EscalationRule
from core.clock import local_date
from core.workdays import ONE_DAY
from rectification.enums import (
    DONE_STATES,
    LIVE_NOTICES,
    OPEN_STATES,
    EscalationReason,
    ExtensionState,
    LookBackResult,
    State,
)
from rectification.models import Item, LookBack
from rectification.models.reminders import EPOCH
from rectification.reminders.clocks import ItemClock, dated
from rectification.reminders.ground import Run
from rectification.reminders.receivers import Receivers
from rectification.reminders.rungs import last_end, midnight
from rectification.reminders.texts import short_day
from rectification.workflow import rule

PARTS = (State.ACCEPTED, State.PLAN_REVIEW, State.IN_PROGRESS)
_EPOCH = Value(EPOCH, output_field=DateTimeField())


class Endorsement(ItemClock):
    """Extensions that the first-in-charge has not spoken to: the office decides without him."""

    clock = LadderClock.ENDORSE_EXTENSION

    def running(self) -> QuerySet[Item]:
        pending = Item.objects.filter(extensions__state=ExtensionState.PENDING, state__in=PARTS)
        return pending.annotate(
            clock_version=F("extensions__pk"),
            clock_since=F("extensions__asked_at"),
            ordinal=F("extensions__ordinal"),
            new_due_on=F("extensions__new_due_on"),
        )

    def until(self, end: date) -> Q:
        limit = rule(self.campaign.rules, self.clock)
        begun = last_end(self.run.workdays, end, limit)
        return Q(clock_since__lt=midnight(begun + ONE_DAY))

    def people_of(self, row: EscalationRule, item: Item, receivers: Receivers) -> list[User]:
        """Who decides in his stead: the office, of a second extension the deputy leader."""
        if item.ordinal > 1:
            return receivers.deputies(item) or receivers.group_leader(item)
        if receivers.is_office_item(item):
            return receivers.office_heads(item)
        return super().people_of(row, item, receivers)

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        days = self.run.workdays.between(local_date(item.clock_since), self.run.on)
        return (f"申请延期至{short_day(item.new_due_on)}，第一责任人{days}个工作日未表态",)


class NoticeReply(ItemClock):
    """Supervision notices without a reply on the day that they ask for."""

    clock = LadderClock.NOTICE_REPLY

    def running(self) -> QuerySet[Item]:
        waiting = Item.objects.filter(notices__state__in=LIVE_NOTICES, state__in=OPEN_STATES)
        return waiting.annotate(
            clock_version=F("notices__pk"),
            clock_since=F("notices__issued_at"),
            reply_due_on=F("notices__reply_due_on"),
        )

    def until(self, end: date) -> Q:
        return Q(reply_due_on__lte=end)

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        return (f"的督办通知单应于{short_day(item.reply_due_on)}前回复，至今未回复",)


class SuspensionReview(ItemClock):
    """Pauses whose review is due; each renewal dates it anew."""

    clock = LadderClock.SUSPENSION_REVIEW

    def running(self) -> QuerySet[Item]:
        paused = Item.objects.filter(state=State.SUSPENDED, suspensions__ended_on__isnull=True)
        return paused.annotate(
            clock_version=dated("suspensions__review_on"),
            clock_since=F("suspensions__at"),
            review_on=F("suspensions__review_on"),
        )

    def until(self, end: date) -> Q:
        return Q(review_on__lte=end)

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        return (f"中止计时，应于{short_day(item.review_on)}复核",)


class LookBackDue(ItemClock):
    """Closed items whose look-back is due."""

    clock = LadderClock.LOOK_BACK

    def running(self) -> QuerySet[Item]:
        done = Item.objects.filter(state__in=DONE_STATES, archived_at__isnull=True)
        return done.filter(look_back_due_on__isnull=False).annotate(
            clock_version=dated("look_back_due_on"), clock_since=_EPOCH
        )

    def until(self, end: date) -> Q:
        return Q(look_back_due_on__lte=end)

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        return (f"应于{short_day(item.look_back_due_on)}前回头看",)


class Relapse(ItemClock):
    """Closed items that a look-back found relapsed and that nobody has taken up again: the office
    has two working days, then the city leader in charge hears of it (lifecycle.md §5)."""

    clock = LadderClock.RELAPSE

    def running(self) -> QuerySet[Item]:
        later = LookBack.objects.filter(item=OuterRef("pk"), pk__gt=OuterRef("clock_version"))
        relapsed = Item.objects.filter(
            look_backs__result=LookBackResult.RELAPSED,
            look_backs__cycle=F("cycle"),
            state__in=DONE_STATES,
            archived_at__isnull=True,
        )
        found = relapsed.annotate(
            clock_version=F("look_backs__pk"), clock_since=F("look_backs__at")
        )
        return found.filter(~Exists(later))

    def until(self, end: date) -> Q:
        return Q(clock_since__lt=midnight(end + ONE_DAY))

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        days = self.run.workdays.between(local_date(item.clock_since), self.run.on)
        return (f"回头看发现反弹已{days}个工作日，尚未重新整改",)


class ReopenedTwice(ItemClock):
    """Items that have been reopened for the second time: on the group leader's weekly page."""

    clock = LadderClock.REOPENED

    def running(self) -> QuerySet[Item]:
        """The second reopening proposes to escalate: its rows are few and say which items."""
        again = Item.objects.filter(
            escalations__reason=EscalationReason.REOPENED_TWICE, state__in=OPEN_STATES
        )
        return again.exclude(state=State.REGISTERED).annotate(
            clock_version=F("escalations__pk"), clock_since=_EPOCH
        )

    def until(self, end: date) -> Q:
        return Q(cycle__gt=1)

    def words(self, item: Item, row: EscalationRule, receivers: Receivers) -> Sequence[str]:
        return (f"已是第{item.cycle}轮整改，问题再次反弹",)


def waits(run: Run, campaign: Campaign) -> Iterator[ItemClock]:
    """Every clock beside the desks."""
    clocks = (Endorsement, NoticeReply, SuspensionReview, LookBackDue, Relapse, ReopenedTwice)
    for made in clocks:
        yield made(run, campaign)
