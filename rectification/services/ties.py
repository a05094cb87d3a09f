"""What an item serves beside itself: the campaign's objectives, work carried on together, goals.

One item serves several ledgers and is filled in once (domain.md 1.5); goals show in the end what
the work moved (以工作实绩体现成效). Nothing of this is asked for: every tie may stay empty.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import User
from campaign.enums import ListKind
from campaign.models import Campaign, ListEntry, WorkGoal
from campaign.permissions import scope_of
from rectification.models import Item, MergeLink
from rectification.permissions import Situation, check_tie
from rectification.services.base import change, need, note, take

TIED = "item.tied"
TIES = ("objectives", "linked_campaigns", "goals")


@dataclass(frozen=True)
class Ties:
    """The rows that an item is to be tied to, whole."""

    objectives: Sequence[ListEntry] = ()
    linked_campaigns: Sequence[ListEntry] = ()
    goals: Sequence[WorkGoal] = ()


LISTS = {
    "objectives": (ListKind.OBJECTIVE, "所选具体目标不在清单之内，请重新选择。"),
    "linked_campaigns": (ListKind.LINKED_CAMPAIGN, "所选结合开展的工作不在清单之内，请重新选择。"),
}
FOREIGN_GOAL = "所选工作目标不属于本次主题教育，或者您不能查看，请重新选择。"


def write_ties(
    item: Item, ties: Ties, *, campaign: Campaign, by: User, on: date, is_new: bool = False
) -> list[str]:
    """Make the ties exactly these; returns the names of the lists that differ from before.

    Goals that `by` may not read are none of his: those that are tied stay tied. Raises Invalid
    for a row of another list or campaign, and for a goal that he may not read.
    """
    now: dict[str, dict] = {name: {} for name in TIES}
    if not is_new:
        now = {name: {row.pk: row for row in getattr(item, name).all()} for name in now}
    need(_unfit(ties, now, campaign))
    readable = _readable([*ties.goals, *now["goals"].values()], by, on)
    if any(goal.pk not in readable and goal.pk not in now["goals"] for goal in ties.goals):
        need({"goals": FOREIGN_GOAL})
    kept = [goal for pk, goal in now["goals"].items() if pk not in readable]
    wanted = {
        "objectives": ties.objectives,
        "linked_campaigns": ties.linked_campaigns,
        "goals": [*ties.goals, *kept],
    }
    differing = [
        name for name, rows in wanted.items() if {row.pk for row in rows} != set(now[name])
    ]
    for name in differing:
        getattr(item, name).set(wanted[name])
        if gone := set(now[name]) - {row.pk for row in wanted[name]}:
            _forget(item, name, gone)
    return differing


def _unfit(ties: Ties, now: dict[str, dict], campaign: Campaign) -> dict[str, str]:
    """A sentence for every list with a row that is of another; what is tied already is fit."""
    problems = {}
    for name, (kind, sentence) in LISTS.items():
        fresh = [row for row in getattr(ties, name) if row.pk not in now[name]]
        if any(
            row.kind != kind or row.campaign_id != campaign.pk or not row.is_active for row in fresh
        ):
            problems[name] = sentence
    if any(goal.campaign_id != campaign.pk for goal in ties.goals):
        problems["goals"] = FOREIGN_GOAL
    return problems


def _readable(goals: Sequence[WorkGoal], by: User, on: date) -> set[int]:
    if not goals:
        return set()
    rows = WorkGoal.objects.within(scope_of(by, on)).filter(pk__in={goal.pk for goal in goals})
    return set(rows.values_list("pk", flat=True))


def _forget(item: Item, name: str, gone: set[int]) -> None:
    """What a merge had brought and somebody took away is the merge's no longer: if it is tied
    again, it stays when the merge is undone."""
    for link in MergeLink.objects.filter(removed_at__isnull=True, into=item).order_by("id"):
        kept = [pk for pk in link.added_ties.get(name, ()) if pk not in gone]
        if kept != link.added_ties.get(name, []):
            _record(link, {**link.added_ties, name: kept})


def _record(link: MergeLink, ties: dict[str, list[int]]) -> None:
    link.added_ties = ties
    MergeLink.objects.filter(pk=link.pk).update(added_ties=ties)


def join_ties(s: Situation, other: Item) -> dict[str, list[int]]:
    """What a merged item served, the item that takes it in serves from now on.

    Called in the transaction of the merge; the other item's journal says what came. Returns the
    keys that came by list, for the merge to be undone.
    """
    came: dict[str, list[int]] = {}
    for name in TIES:
        have = set(getattr(other, name).values_list("pk", flat=True))
        fresh = getattr(s.item, name).exclude(pk__in=have).order_by("pk")
        if keys := list(fresh.values_list("pk", flat=True)):
            getattr(other, name).add(*keys)
            came[name] = keys
    if came:
        note(Situation(s.user, other, s.at), TIED, {"changed": [*came], "from": s.item.number})
    return came


def part_ties(s: Situation, link: MergeLink) -> None:
    """A merge is undone: what it had brought goes again, and nothing else.

    What another item that is still merged brings too stays, as brought by that one. The other
    item's journal says what went. Call it after `link` has been ended.
    """
    other = Item.objects.select_for_update(of=("self",)).get(pk=link.into_id)
    others = list(
        MergeLink.objects.filter(removed_at__isnull=True, into=other)
        .select_related("item")
        .order_by("id")
    )
    gone = []
    for name in TIES:
        leaving = set(link.added_ties.get(name, ()))
        for one in others:
            shared = set(
                getattr(one.item, name).filter(pk__in=leaving).values_list("pk", flat=True)
            )
            if shared:
                kept = [*one.added_ties.get(name, ()), *sorted(shared)]
                _record(one, {**one.added_ties, name: kept})
                leaving -= shared
        if leaving:
            getattr(other, name).remove(*leaving)
            gone.append(name)
    if gone:
        note(Situation(s.user, other, s.at), TIED, {"changed": gone, "parted": s.item.number})


@transaction.atomic
def tie(*, item: Item, ties: Ties, by: User, at: datetime, version: int | None) -> Item:
    """Set what an item serves, at any time until it is archived: its lead or the office.

    Raises Conflict for a stale version, what `check_tie` and `write_ties` raise. Nothing is
    written where nothing differs.
    """
    s = take(item=item, by=by, at=at, version=version)
    check_tie(s)
    changed = write_ties(s.item, ties, campaign=s.campaign, by=by, on=s.on)
    if changed:
        change(s, {})
        note(s, TIED, {"changed": changed})
    return s.item
