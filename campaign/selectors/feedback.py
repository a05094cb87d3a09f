"""What is said of the system's steps, by page; never by whom, where or when."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from campaign.enums import RemarkKind
from campaign.models import Campaign, StepAnswer, StepRemark

MOST_SENTENCES = 100


@dataclass
class PageRemarks:
    """One page: how often each kind was said, how many wait, the answers, newest first."""

    page: str
    kinds: dict[str, int]
    waiting: int
    answers: list[StepAnswer] = field(default_factory=list)


def remarks_by_page(campaign: Campaign) -> list[PageRemarks]:
    """Every page of which something was said: those that wait first, then by name. 2 statements."""
    counts: dict[str, Any] = {kind: Count("pk", Q(kind=kind)) for kind in RemarkKind.values}
    rows = StepRemark.objects.filter(campaign=campaign).values("page").order_by("page")
    found = {
        row["page"]: PageRemarks(
            row["page"], {kind: row[kind] for kind in RemarkKind.values}, row["waiting"]
        )
        for row in rows.annotate(**counts, waiting=Count("pk", Q(answer__isnull=True)))
    }
    for answer in StepAnswer.objects.filter(campaign=campaign).order_by("-id"):
        if answer.page in found:
            found[answer.page].answers.append(answer)
    return sorted(found.values(), key=lambda one: (not one.waiting, one.page))


def remarks_of_page(campaign: Campaign, page: str) -> list[StepRemark]:
    """The remarks on a page that wait for an answer, in no order but the week's."""
    rows = StepRemark.objects.filter(campaign=campaign, page=page, answer__isnull=True)
    return list(rows.order_by("-week", "number", "pk")[:MOST_SENTENCES])


def pages_waiting(campaign: Campaign) -> int:
    """How many pages wait for the office's answer."""
    rows = StepRemark.objects.filter(campaign=campaign, answer__isnull=True)
    return rows.values("page").distinct().count()
