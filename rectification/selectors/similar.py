"""Items that may already say the same: shown before a new one is registered."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from accounts.models import Department, User
from campaign.models import Campaign
from campaign.selectors.review import SimilarRow
from core.validators.text import likest, trigrams
from rectification.enums import State
from rectification.models import Item

NEAR_COPY = 0.6
WORTH_A_LOOK = 0.35
COMPARED = 500
SHOWN = 5


@dataclass(frozen=True)
class Similar:
    """An item like a text, and how like (Jaccard over character 3-grams)."""

    item: Item
    score: float

    @property
    def is_near_copy(self) -> bool:
        return self.score >= NEAR_COPY


def similar_items(
    *,
    campaign: Campaign,
    text: str,
    user: User,
    on: date,
    departments: list[Department],
    besides: Item | None = None,
) -> list[Similar]:
    """Items that `user` reads whole and that are like `text`, the likest first (1 statement).

    Compared are the latest of the campaign that the departments lead or submitted; without
    departments, the latest of all.
    """
    if not trigrams(text):
        return []
    items = Item.objects.fully_visible_to(user, on=on).filter(campaign=campaign)
    items = items.listed().exclude(state=State.MERGED)
    if departments:
        items = items.filter(
            Q(lead_department__in=departments) | Q(submitting_department__in=departments)
        )
    if besides is not None:
        items = items.exclude(pk=besides.pk)
    latest = items.select_related("lead_department").order_by("-id")[:COMPARED]
    found = likest(text, ((i, i.problem) for i in latest), least=WORTH_A_LOOK, most=SHOWN)
    return [Similar(item, score) for item, score in found]


def similar_rows(
    *, campaign: Campaign, text: str, user: User, on: date, departments: list[Department]
) -> list[SimilarRow]:
    """The same for the pages of lower apps (settings.SIMILAR_ROWS)."""
    found = similar_items(campaign=campaign, text=text, user=user, on=on, departments=departments)
    return [
        SimilarRow(
            label=" ".join(filter(None, (one.item.number or "草稿", one.item.title))),
            url=reverse("rectification:item", args=[one.item.uid]),
            sub=f"整改台账 · {State(one.item.state).label}",
            is_near_copy=one.is_near_copy,
        )
        for one in found
    ]
