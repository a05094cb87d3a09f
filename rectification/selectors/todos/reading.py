"""A person's to-dos, read: bounded, the most urgent first, with counts."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import (
    Case,
    CharField,
    Count,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.permissions import workdays_of
from campaign.permissions import campaign_standing_of
from core.clock import local_date
from core.workdays import Workdays
from rectification.enums import Action, RequestState, State, VerificationResult
from rectification.lights import TICKING
from rectification.models import ClosureRequest, Item, Verification
from rectification.querysets import Among, ItemQuerySet
from rectification.selectors.todos.duties import Duty, Reach, duties_of, own_items, some
from rectification.selectors.todos.facts import Desk, Facts, facts_of
from rectification.workflow import DEFAULT_RULES

LIMIT = 50
_PENDING = ("first", "second", "paused", "objected", "relapsed", "escalated", "instructed")
COLUMNS = (
    "uid",
    "number",
    "title",
    "state",
    "state_since",
    "version",
    "kind",
    "is_key",
    "is_sensitive",
    "due_on",
    "effective_due_on",
    "look_back_due_on",
    "assigned_at",
    "last_progress",
    "last_progress_at",
    "lead_department__short_name",
    "campaign_id",
)


@dataclass(frozen=True)
class Todo:
    """One act that lies on a person's desk. `until` is the day by which it should be done.

    `item` has only the columns that a line shows, and `is_full`; `sent_back` is why the last
    request came back. `key` stays the same for as long as the duty does.
    """

    item: Item
    action: Action
    until: date
    sent_back: str = ""

    @property
    def key(self) -> str:
        return f"{self.item.uid}:{self.action}:{self.item.version}"


@dataclass(frozen=True)
class Todos:
    """At most `LIMIT` rows, the most urgent first, with `counts` by act.

    `handovers` are the keys of those that ask something of the person (`tasks_of`).
    """

    rows: Sequence[Todo] = ()
    counts: dict[Action, int] = field(default_factory=dict)
    handovers: Sequence[int] = ()

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.rows)


def _sent_back() -> Coalesce:
    """Why the cycle's last closure request or check came back; "" where it did not."""
    mine = {"item": OuterRef("pk"), "cycle": OuterRef("cycle")}
    failed = Verification.objects.filter(**mine, result=VerificationResult.FAILED)
    returned = ClosureRequest.objects.filter(**mine, state=RequestState.RETURNED)
    return Coalesce(
        Subquery(returned.order_by("-id").values("return_reason")[:1]),
        Subquery(failed.order_by("-id").values("criterion_not_met")[:1]),
        Value(""),
        output_field=CharField(),
    )


def _narrowed(rows: ItemQuerySet, reach: Reach, desk: Desk, facts: Facts) -> ItemQuerySet:
    """The part of the table that an index finds for a reach."""
    if reach == Reach.UNIT:
        return rows.filter(own_items(desk, facts))
    if reach == Reach.STATE:
        return rows.filter(state__in=(State.REGISTERED, State.AWAITING_VERIFICATION))
    if reach == Reach.LOOK_BACK:
        return rows.filter(look_back_due_on__lte=desk.on)
    return rows.filter(facts.is_one_of(*_PENDING))


def _cases(duties: Sequence[Duty]) -> Case:
    whens = [When(duty.where, then=Value(n)) for n, duty in enumerate(duties)]
    return Case(*whens, output_field=IntegerField())


def _read(
    duties: Sequence[Duty], desk: Desk, facts: Facts, limit: int
) -> Iterator[tuple[Item, Duty]]:
    """The items of duties of one reach, by due date, each with its duty (1 statement)."""
    rows = (
        _narrowed(Item.objects.listed(), duties[0].reach, desk, facts)
        .filter(some(duty.where for duty in duties))
        .annotate(duty=_cases(duties), sent_back=_sent_back())
        .select_related("lead_department")
        .only(*COLUMNS)
    )
    for item in rows.in_due_order()[: limit + 1]:
        duty = duties[item.duty]
        item.is_full = not (duty.as_shell and item.is_sensitive)
        yield item, duty


def _until(item: Item, action: Action, desk: Desk) -> date:
    """The nearer of the item's date and the end of its stay at this desk."""
    if action == Action.LOOK_BACK and item.look_back_due_on is not None:
        return item.look_back_due_on
    days = []
    if item.state in TICKING and item.effective_due_on is not None:
        days.append(item.effective_due_on)
    clock = f"desk_{item.state}"
    if clock in DEFAULT_RULES:
        limit = desk.limits.value(item.campaign_id, clock)
        days.append(desk.workdays.add(local_date(item.state_since), limit))
    return min(days, default=date.max)


def _counted(duties: Sequence[Duty], desk: Desk, facts: Facts) -> Counter[Action]:
    """How many items the duties of one reach have (1 statement)."""
    rows = (
        _narrowed(Item.objects.listed(), duties[0].reach, desk, facts)
        .filter(some(duty.where for duty in duties))
        .annotate(duty=_cases(duties))
        .order_by()
    )
    found: Counter[Action] = Counter()
    for n, count in rows.values_list("duty").annotate(n=Count("pk")):
        found[duties[n].action] += count
    return found


def desk_of(user: User, on: date, workdays: Workdays | None = None) -> Desk:
    return Desk(campaign_standing_of(user, on), on, workdays or workdays_of(user, on))


def todos_for(
    user: User,
    on: date,
    *,
    limit: int = LIMIT,
    workdays: Workdays | None = None,
    only: Collection[Action] = (),
) -> Todos:
    """What lies on a person's desk on a day, the most urgent first; `only` acts, if any are named.

    A fixed number of statements, whatever the number of items: facts,
    one for each reach, and one more for each of which more than `limit` or `only` some are read;
    `counts` always tells of all acts.
    """
    if user.admin_role or not user.is_active:
        return Todos()
    desk = desk_of(user, on, workdays)
    facts = facts_of(desk)
    duties = duties_of(desk, facts)
    found: dict[int, Todo] = {}
    counts: Counter[Action] = Counter()
    for reach in Reach:
        group = [duty for duty in duties if duty.reach == reach]
        if not group or (reach == Reach.PENDING and not any(map(facts, _PENDING))):
            continue
        wanted = [duty for duty in group if not only or duty.action in only]
        read = list(_read(wanted, desk, facts, limit)) if wanted else []
        fresh = [(item, duty) for item, duty in read if item.pk not in found]
        for item, duty in fresh:
            until = _until(item, duty.action, desk)
            if duty.action == Action.REPLY_NOTICE:
                until = facts.dates.get(item.pk, until)
            found[item.pk] = Todo(item, duty.action, until, item.sent_back)
        if len(read) > limit or len(wanted) < len(group):
            counts += _counted(group, desk, facts)
        else:
            counts += Counter(duty.action for _, duty in fresh)
    rows = sorted(found.values(), key=lambda todo: (todo.until, todo.item.pk))
    return Todos(tuple(rows[:limit]), dict(counts), tuple(facts("handover")))


def items_to_do(user: User, on: date, workdays: Workdays | None = None) -> Q:
    """The condition of items that have a to-do for the person: the view 我的待办."""
    if user.admin_role or not user.is_active:
        return some(())
    desk = desk_of(user, on, workdays)
    facts = facts_of(desk)
    parts = []
    duties = duties_of(desk, facts)
    for reach in Reach:
        wheres = [duty.where for duty in duties if duty.reach == reach]
        if wheres:
            rows = _narrowed(Item.objects.listed(), reach, desk, facts)
            parts.append(rows.filter(some(wheres)).values("pk"))
    return Q(Among(parts[0].union(*parts[1:]))) if parts else some(())


__all__ = ["LIMIT", "Todo", "Todos", "desk_of", "items_to_do", "todos_for"]
