"""Words in a request to rows: a code or number as people write it, or the uid."""

from collections.abc import Callable
from datetime import date

from django.db.models import Model, QuerySet

from accounts.models import User
from campaign.api.directory import CampaignDirectory
from campaign.models import Campaign
from core.api.rows import as_uid
from rectification.models import Clearance, Cooperation, Item, Measure

__all__ = ["Directory", "as_uid"]


class Directory(CampaignDirectory):
    """Rows that the caller may name: measures and parts belong to the item at hand, items are
    those that the caller may see."""

    def __init__(
        self, *, by: User, on: date, campaign: Campaign | None = None, item: Item | None = None
    ) -> None:
        super().__init__(by=by, on=on, campaign=campaign)
        self.item = item


def _items(directory: Directory) -> QuerySet:
    return Item.objects.visible_to(directory.by, on=directory.on)


def _own(model: type[Model], *joins: str) -> Callable[[Directory], QuerySet]:
    return lambda d: model.objects.filter(item=d.item).select_related(*joins)


Directory.kinds = {
    **CampaignDirectory.kinds,
    "item": (_items, "number"),
    "measure": (_own(Measure, "department"), ""),
    "part": (_own(Cooperation, "department"), "department__code"),
    "clearance": (_own(Clearance, "person"), ""),
}
