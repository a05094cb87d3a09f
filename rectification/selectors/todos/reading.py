"""A person's to-dos, read: bounded, the most urgent first, with counts."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.permissions import workdays_of
from campaign.permissions import campaign_standing_of
from core.clock import local_date
from core.querysets import FALSE, Written, written
from core.workdays import Workdays
from rectification.enums import Action, RequestState, State, VerificationResult
from rectification.lights import TICKING
from rectification.models import ClosureRequest, Item, Verification
from rectification.querysets import Among
from rectification.selectors.todos.duties import Duty, Reach, duties_of, own_items, some
from rectification.selectors.todos.facts import Desk, Facts, facts_of
from rectification.workflow import DEFAULT_RULES

LIMIT = 50
LISTED = ~Q(void_reason="import_undone")
TABLE = f'"{Item._meta.db_table}"'
ABREAST = 1000
"""More than a person's duties: a duty's number is that of its reach times this, and its own."""
_PLACES = """
WITH mine AS ({union}), first AS (
SELECT id, due, MIN(reach) AS reach, MIN(duty) AS duty FROM mine
WHERE duty IS NOT NULL GROUP BY id, due
)
SELECT duty, NULL AS id, COUNT(*) AS n FROM first GROUP BY duty
UNION ALL
SELECT duty, id, place FROM (
SELECT id, duty, ROW_NUMBER() OVER (PARTITION BY reach ORDER BY due IS NULL, due, id) AS place
FROM first
) ranked WHERE place <= %s
"""
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

    `handovers` and `interviews` are the keys of those that ask something of the person.
    """

    rows: Sequence[Todo] = ()
    counts: dict[Action, int] = field(default_factory=dict)
    handovers: Sequence[int] = ()
    interviews: Sequence[int] = ()

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


def _narrow(reach: Reach, desk: Desk, facts: Facts) -> Q:
    """The part of the table that an index finds for a reach."""
    if reach == Reach.UNIT:
        return own_items(desk, facts)
    if reach == Reach.STATE:
        return Q(state__in=(State.REGISTERED, State.AWAITING_VERIFICATION))
    if reach == Reach.LOOK_BACK:
        return Q(look_back_due_on__lte=desk.on)
    return facts.is_one_of(*_PENDING)


def _of_item(where: Written) -> str:
    return where.text.replace("{row}", "item")


def _branches(
    duties: Sequence[Duty], desk: Desk, facts: Facts
) -> Iterator[tuple[str, Sequence[Any]]]:
    """For each reach the text of (id, due date, reach, number of the duty) of its items."""
    for place, reach in enumerate(Reach):
        narrow = written(Item, LISTED & _narrow(reach, desk, facts))
        whens, params = [], []
        for n, duty in enumerate(duties):
            where = written(Item, duty.where) if duty.reach == reach else None
            if where is not None and where.text != FALSE:
                whens.append(f"WHEN {_of_item(where)} THEN {place * ABREAST + n}")
                params += where.args
        if whens and narrow.text != FALSE:
            number = f"CASE {' '.join(whens)} END"
            columns = f"item.id, item.effective_due_on AS due, {place} AS reach, {number} AS duty"
            yield (
                f"SELECT {columns} FROM {TABLE} item WHERE {_of_item(narrow)}",  # nosec B608 - values are parameters
                [*params, *narrow.args],
            )


def _places(
    duties: Sequence[Duty], desk: Desk, facts: Facts, limit: int
) -> tuple[dict[int, Duty], dict[Action, int]]:
    """The first items of every reach with their duties, and how many there are by act.

    One statement, written as text (docs/adr/0022): an item in several reaches counts in the first.
    """
    branches = list(_branches(duties, desk, facts))
    if not branches:
        return {}, {}
    union = " UNION ALL ".join(text for text, _ in branches)
    params = [param for _, params in branches for param in params]
    found: dict[int, Duty] = {}
    counts: Counter[Action] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(union=union), [*params, limit])
        for number, pk, count in cursor.fetchall():
            duty = duties[number % ABREAST]
            if pk is None:
                counts[duty.action] += count
            else:
                found[pk] = duty
    return found, dict(counts)


def _items(places: Mapping[int, Duty]) -> Iterable[Item]:
    """The items that are shown (1 statement, none where there are none)."""
    if not places:
        return ()
    rows = Item.objects.filter(pk__in=places).annotate(sent_back=_sent_back())
    return rows.select_related("lead_department").only(*COLUMNS).order_by("id")


def _todo(item: Item, duty: Duty, desk: Desk, facts: Facts) -> Todo:
    item.is_full = not (duty.as_shell and item.is_sensitive)
    until = _until(item, duty.action, desk)
    if duty.action == Action.REPLY_NOTICE:
        until = facts.dates.get(item.pk, until)
    return Todo(item, duty.action, until, item.sent_back)


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
    wanted = [duty for duty in duties if not only or duty.action in only]
    places, counts = _places(wanted, desk, facts, limit + 1)
    if len(wanted) < len(duties):
        _, counts = _places(duties, desk, facts, 0)
    found = [_todo(item, places[item.pk], desk, facts) for item in _items(places)]
    rows = sorted(found, key=lambda todo: (todo.until, todo.item.pk))
    others = (tuple(facts("handover")), tuple(facts("interview")))
    return Todos(tuple(rows[:limit]), counts, *others)


def items_to_do(user: User, on: date, workdays: Workdays | None = None) -> Q:
    """The condition of items that have a to-do for the person: the view 我的待办."""
    if user.admin_role or not user.is_active:
        return some(())
    desk = desk_of(user, on, workdays)
    facts = facts_of(desk)
    duties = duties_of(desk, facts)
    texts, params = [], []
    for reach in Reach:
        where = some(duty.where for duty in duties if duty.reach == reach)
        rows = written(Item, LISTED & _narrow(reach, desk, facts) & where)
        if rows.text != FALSE:
            texts.append(f"SELECT item.id FROM {TABLE} item WHERE {_of_item(rows)}")  # nosec B608 - values are parameters
            params += rows.args
    return Q(Among(RawSQL(" UNION ".join(texts), params))) if texts else some(())  # nosec B611 - the same


__all__ = ["LIMIT", "Todo", "Todos", "desk_of", "items_to_do", "todos_for"]
