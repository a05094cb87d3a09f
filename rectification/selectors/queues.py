"""What waits for the office besides items: vacant departments, imports to be confirmed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import Department, Handover, Post, User
from accounts.permissions import visible_handovers
from accounts.selectors import vacant_departments
from campaign.enums import CampaignRole
from campaign.permissions import campaign_standing_of
from rectification.enums import DONE_STATES, OPEN_STATES, BatchState, State
from rectification.models import ImportBatch, LegacyClosure
from rectification.selectors.units import ending_departments

MOST = 100


@dataclass(frozen=True)
class Extras:
    """Vacant departments have `open_items`, `waiting` (for a signature) and `vacant_since`; those
    that are to end have `open_items`."""

    vacant: list[Department]
    batches: list[ImportBatch]
    handovers: list[Handover]
    ending: list[Department]


def _unconfirmed(campaigns: Collection[int]) -> QuerySet[ImportBatch]:
    """Batches that a command brought in with closures which nobody has confirmed yet (待确认)."""
    waiting = LegacyClosure.objects.filter(
        item__import_rows__batch=OuterRef("pk"),
        item__state__in=DONE_STATES,
        confirmed_at__isnull=True,
    )
    applied = ImportBatch.objects.filter(campaign__in=campaigns, state=BatchState.APPLIED)
    return applied.filter(Exists(waiting), is_from_command=True).order_by("id")


def office_extras(user: User, on: date, campaigns: Collection[int]) -> Extras:
    """Vacant departments with items, in rank order; for heads the imports, and departments that
    are to end; handovers that are not finished, the oldest first (4 statements)."""
    led = Q(led_items__campaign__in=campaigns, led_items__is_sensitive=False)
    vacant = (
        vacant_departments(on)
        .annotate(
            open_items=Count("led_items", filter=led & Q(led_items__state__in=OPEN_STATES)),
            waiting=Count("led_items", filter=led & Q(led_items__state=State.AWAITING_SIGNOFF)),
            vacant_since=_vacant_since(),
        )
        .filter(open_items__gt=0)
    )
    heads = campaign_standing_of(user, on).campaigns_as(CampaignRole.OFFICE_HEAD)
    batches = _unconfirmed(heads) if heads else []
    desks = visible_handovers(user, on).unfinished().for_page().order_by("id")
    ending = list(ending_departments()[:MOST]) if heads else []
    return Extras(list(vacant[:MOST]), list(batches[:MOST]), list(desks[:MOST]), ending)


def _vacant_since() -> Subquery:
    """The day on which the last holder or acting person left; None where there was none."""
    ended = Post.objects.heads().filter(department=OuterRef("pk"), ends_on__isnull=False)
    return Subquery(ended.order_by("-ends_on", "-id").values("ends_on")[:1])
