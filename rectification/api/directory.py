"""Words in a request to rows: a code or number as people write it, or the uid."""

import uuid
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import Department, Post, User
from campaign.models import Campaign, FindingMethod, ReviewDimension, Source, Target
from rectification.models import Clearance, Cooperation, Item, Measure


class Directory:
    """Rows that the caller may name, each kind with its key; every word is asked for once.

    Lists belong to the campaign at hand, measures and parts to the item at hand, items are those
    that the caller may see.
    """

    def __init__(
        self, *, by: User, on: date, campaign: Campaign | None = None, item: Item | None = None
    ) -> None:
        self.by = by
        self.on = on
        self.campaign = campaign
        self.item = item
        self._known: dict[tuple[str, str], Model] = {}

    def find(self, kind: str, words: Iterable[str]) -> dict[str, Model]:
        """{word: row} for the words that name one; one statement for all that are new."""
        wanted = list(dict.fromkeys(words))
        new = [word for word in wanted if (kind, word) not in self._known]
        if new:
            self._load(kind, new)
        return {w: self._known[kind, w] for w in wanted if (kind, w) in self._known}

    def _load(self, kind: str, words: list[str]) -> None:
        rows, key = KINDS[kind]
        uids = {text: found for text in words if (found := as_uid(text)) is not None}
        codes = [text for text in words if text not in uids]
        source = rows(self)
        if codes and key:
            for row in source.filter(**{f"{key}__in": codes}):
                self._known[kind, _value(row, key)] = row
        if uids:
            by_uid = {row.uid: row for row in source.filter(uid__in=uids.values())}
            for text, found in uids.items():
                if found in by_uid:
                    self._known[kind, text] = by_uid[found]

    def _of_campaign(self, model: type[Model]) -> QuerySet:
        return model.objects.filter(campaign=self.campaign)

    def _of_item(self, model: type[Model]) -> QuerySet:
        return model.objects.filter(item=self.item)


def as_uid(text: str) -> uuid.UUID | None:
    """The uid that `text` is in its canonical form, else None."""
    try:
        found = uuid.UUID(text)
    except ValueError:
        return None
    return found if len(text) == 36 else None


def _value(row: Model, key: str) -> Any:
    value: Any = row
    for step in key.split("__"):
        value = getattr(value, step)
    return value


def _people(directory: Directory) -> QuerySet:
    return User.objects.active().filter(admin_role="")


def _items(directory: Directory) -> QuerySet:
    return Item.objects.visible_to(directory.by, on=directory.on)


def _list(model: type[Model]) -> Callable[[Directory], QuerySet]:
    return lambda directory: directory._of_campaign(model).filter(is_active=True)


def _own(model: type[Model], *joins: str) -> Callable[[Directory], QuerySet]:
    return lambda directory: directory._of_item(model).select_related(*joins)


KINDS: dict[str, tuple[Callable[[Directory], QuerySet], str]] = {
    "department": (lambda d: Department.objects.select_related("parent"), "code"),
    "person": (_people, "employee_no"),
    "campaign": (lambda d: Campaign.objects.all(), "code"),
    "target": (_list(Target), "code"),
    "source": (_list(Source), "code"),
    "dimension": (_list(ReviewDimension), "code"),
    "method": (_list(FindingMethod), "code"),
    "post": (lambda d: Post.objects.on(d.on).select_related("person"), ""),
    "item": (_items, "number"),
    "measure": (_own(Measure, "department"), ""),
    "part": (_own(Cooperation, "department"), "department__code"),
    "clearance": (_own(Clearance, "person"), ""),
}
