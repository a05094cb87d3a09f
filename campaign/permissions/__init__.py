"""What a person is in the campaigns, and what he may do in them."""

from campaign.permissions.campaign import (
    GIVEN_BY,
    GUIDANCE_ROLES,
    MAY,
    OFFICE_ROLES,
    CampaignStanding,
    Choice,
    actions_for,
    campaign_standing_of,
    can,
    check_can,
    check_can_give,
    read_campaign_standing,
    reads_contacts,
    roles_given_by,
)

__all__ = [
    "CampaignStanding",
    "Choice",
    "GIVEN_BY",
    "GUIDANCE_ROLES",
    "MAY",
    "OFFICE_ROLES",
    "actions_for",
    "campaign_standing_of",
    "can",
    "check_can",
    "check_can_give",
    "read_campaign_standing",
    "reads_contacts",
    "roles_given_by",
]
