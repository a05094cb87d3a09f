"""Choices of a campaign and its streams."""

from campaign.enums.campaign import (
    CampaignAct,
    CampaignRole,
    ListKind,
    VerifyingScope,
)

__all__ = [
    "CampaignAct",
    "CampaignRole",
    "ListKind",
    "VerifyingScope",
]
