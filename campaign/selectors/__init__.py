"""Questions about campaigns, their lists, roles and streams."""

from campaign.selectors.campaign import (
    CampaignLists,
    campaign_by_code,
    campaigns_in_order,
    current_campaign,
    delegation_limit,
    entries_of,
    grants_of_campaigns,
    holds_a_role,
    lists_of,
    memberships_of,
    people_named,
    people_with_role,
    verifying_units_of,
)

__all__ = [
    "CampaignLists",
    "campaign_by_code",
    "campaigns_in_order",
    "current_campaign",
    "delegation_limit",
    "entries_of",
    "grants_of_campaigns",
    "holds_a_role",
    "lists_of",
    "memberships_of",
    "people_named",
    "people_with_role",
    "verifying_units_of",
]
