"""Items and the goals that they serve, as a reader may know either."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from accounts.models import User
from campaign.models import Campaign, ListEntry, WorkGoal
from campaign.permissions import scope_of
from campaign.selectors.links import ItemLink
from journal.models import Entry
from rectification.models import Item
from rectification.selectors.origins import DEAD, link_to
from rectification.selectors.page import LATEST

NAMES = frozenset({"objectives", "linked_campaigns", "goals"})


@dataclass(frozen=True)
class Tied:
    """What an item is tied to, in the lists' order; goals as far as the reader may read them."""

    objectives: list[ListEntry] = field(default_factory=list)
    linked_campaigns: list[ListEntry] = field(default_factory=list)
    goals: list[WorkGoal] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.objectives or self.linked_campaigns or self.goals)


def in_rank_order(goals: Iterable[WorkGoal]) -> list[WorkGoal]:
    """Goals by their departments' rank, then as they were stated."""
    return sorted(goals, key=lambda g: (g.department.sort_order, g.department_id, g.pk))


def ties_of(item: Item, *, user: User, on: date) -> Tied:
    """What `item` is tied to (3 statements)."""
    goals = WorkGoal.objects.within(scope_of(user, on)).filter(items=item.pk)
    return Tied(
        list(item.objectives.order_by("order", "id")),
        list(item.linked_campaigns.order_by("order", "id")),
        in_rank_order(goals.select_related("department")),
    )


def has_ties(entries: Collection[Entry]) -> bool:
    """Whether an item's journal speaks of ties: without, there are none to be read."""
    if len(entries) >= LATEST:
        return True
    return any(NAMES.intersection(entry.data.get("changed") or ()) for entry in entries)


def goals_offered(campaign: Campaign, *, user: User, on: date) -> list[WorkGoal]:
    """The goals that `user` may tie items to (1 statement)."""
    rows = WorkGoal.objects.within(scope_of(user, on)).filter(campaign=campaign)
    return in_rank_order(rows.select_related("department"))


def items_of_goals(*, keys: Collection[int], user: User, on: date) -> dict[int, list[ItemLink]]:
    """Items tied to goals that `user` may read whole (settings.GOAL_ITEMS): 2 statements.

    What an item serves is part of what it says: a shell is not named. Those that were declined or
    merged are left out; the latest comes first.
    """
    ties = Item.goals.through.objects.filter(workgoal__in=list(keys))
    pairs = list(ties.order_by("-item", "id").values_list("workgoal_id", "item_id"))
    rows = Item.objects.fully_visible_to(user, on=on).exclude(state__in=DEAD)
    items = rows.in_bulk({pk for _, pk in pairs})
    found: dict[int, list[ItemLink]] = {}
    for goal, pk in pairs:
        if pk in items:
            found.setdefault(goal, []).append(link_to(items[pk], True))
    return found
