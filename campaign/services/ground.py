"""What the services of a campaign share: the lock, the right, the journal entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from accounts.models import User
from campaign.enums import CampaignAct, CampaignRole
from campaign.models import Campaign
from campaign.permissions import campaign_standing_of, check_can
from core.clock import local_date
from journal.services import record


def locked(campaign: Campaign) -> Campaign:
    """The campaign as stored, held until the transaction ends: one change at a time."""
    return Campaign.objects.select_for_update().get(pk=campaign.pk)


def check(by: User | None, act: CampaignAct, campaign: Campaign, at: datetime) -> None:
    """Raise Denied unless `by` may do `act`; None is the system itself (the command line)."""
    if by is not None:
        check_can(by, act, campaign, local_date(at))


def note(
    campaign: Campaign,
    *,
    type: str,  # noqa: A002 - the entry's own word
    by: User | None,
    at: datetime,
    data: Mapping[str, Any],
) -> None:
    """Write the journal entry of a change to `campaign`."""
    record(
        type=f"campaign.{type}",
        subject=campaign,
        by=by,
        at=at,
        post=_post(campaign, by, at),
        data=data,
        campaign_id=campaign.pk,
    )


def _post(campaign: Campaign, by: User | None, at: datetime) -> str:
    """The campaign role in which a person acts, the highest first."""
    if by is None:
        return ""
    held = campaign_standing_of(by, local_date(at)).roles.get(campaign.pk, frozenset())
    return next((role.label for role in CampaignRole if role in held), "")
