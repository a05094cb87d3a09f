"""Items that may already say the same: shown before a new one is registered."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Department, User
from campaign.models import Campaign
from core.validators.text import trigrams
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
    wanted = trigrams(text)
    if not wanted:
        return []
    items = Item.objects.fully_visible_to(user, on=on).filter(campaign=campaign)
    items = items.listed().exclude(state=State.MERGED)
    if departments:
        items = items.filter(
            Q(lead_department__in=departments) | Q(submitting_department__in=departments)
        )
    if besides is not None:
        items = items.exclude(pk=besides.pk)
    found = []
    for item in items.select_related("lead_department").order_by("-id")[:COMPARED]:
        grams = trigrams(item.problem)
        score = len(wanted & grams) / len(wanted | grams) if grams else 0.0
        if score >= WORTH_A_LOOK:
            found.append(Similar(item, score))
    return sorted(found, key=lambda s: (-s.score, s.item.pk))[:SHOWN]
