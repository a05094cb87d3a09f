"""The tables of a campaign: itself, its lists and roles, and its four streams."""

from campaign.models.campaign import (
    Campaign,
    CampaignGrant,
    Entry,
    FindingMethod,
    ListEntry,
    Membership,
    ReviewDimension,
    Source,
    Stream,
    Target,
    VerifyingUnit,
)

__all__ = [
    "Campaign",
    "CampaignGrant",
    "Entry",
    "FindingMethod",
    "ListEntry",
    "Membership",
    "ReviewDimension",
    "Source",
    "Stream",
    "Target",
    "VerifyingUnit",
]
