"""When a row of study or research may be closed off to its author, and opened again."""

from datetime import datetime
from typing import Any

from accounts.models import User
from campaign.enums import RowKind
from campaign.selectors.links import has_living_item
from core.clock import local_date
from core.errors import Invalid, NotFound

ONLY_THE_AUTHOR = "列为敏感后只有登记人能看到，请由登记人本人办理。"
FOLLOWS_THE_ITEM = "已转为整改事项，敏感与否随该事项，不能在此解除。"


def check_sensitivity(row: Any, kind: RowKind, *, wanted: bool, by: User, at: datetime) -> None:
    """Whether `by` may make the stored `row` sensitive or open as `wanted`.

    NotFound for a sensitive row of somebody else; Invalid where somebody else than the author
    would close it off, and where an item came out of it, which may be sensitive itself.
    """
    is_mine = row.created_by_id == by.pk
    if row.is_sensitive and not is_mine:
        raise NotFound()
    if wanted and not row.is_sensitive and not is_mine:
        raise Invalid.at("is_sensitive", ONLY_THE_AUTHOR)
    if (
        row.is_sensitive
        and not wanted
        and has_living_item(kind, row.pk, user=by, on=local_date(at))
    ):
        raise Invalid.at("is_sensitive", FOLLOWS_THE_ITEM)
