"""What became of a row of the streams higher up: the items that were made out of it.

Items are known above this app: `settings.ITEM_LINKS` names `f(*, kind, keys, user, on) ->
{key: [ItemLink]}` by its dotted path.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import User
from campaign.enums import RowKind


@dataclass(frozen=True)
class ItemLink:
    """An item made out of a row, as its reader may know it: without number, title and `url` where
    he may not see it; `is_alive` is False for one that was declined, merged or handed over, and
    `closed_on` the day on which it was closed."""

    number: str
    title: str
    state_label: str
    url: str
    is_alive: bool
    closed_on: date | None = None


def items_from(
    kind: RowKind, keys: Collection[int], *, user: User, on: date
) -> dict[int, list[ItemLink]]:
    """{key of the row: its items} for the rows that have any; at most 2 statements."""
    if not keys:
        return {}
    return import_string(settings.ITEM_LINKS)(kind=kind, keys=keys, user=user, on=on)


def items_of_goals(keys: Collection[int], *, user: User, on: date) -> dict[int, list[ItemLink]]:
    """{key of the goal: items tied to it}, of those that `user` may read whole; 2 statements.

    `settings.GOAL_ITEMS` names the function that knows them.
    """
    if not keys:
        return {}
    return import_string(settings.GOAL_ITEMS)(keys=keys, user=user, on=on)


def has_living_item(kind: RowKind, key: int, *, user: User, on: date) -> bool:
    """Whether an item that was neither declined nor handed over came out of the row."""
    return any(link.is_alive for link in items_from(kind, [key], user=user, on=on).get(key, []))
