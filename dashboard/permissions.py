"""Who reads which leaders' page."""

from enum import StrEnum

from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, CampaignStanding
from core.errors import Denied


class SheetKind(StrEnum):
    """What a weekly sheet is about."""

    CITY = "city"
    PORTFOLIO = "portfolio"


def sheet_for(standing: CampaignStanding, campaign: int | None) -> SheetKind | None:
    """The weekly sheet that a person reads: the head of the leading group and the office the whole
    campaign's, a deputy that of his departments; None for everybody else."""
    if campaign is None:
        return None
    if standing.has(campaign, CampaignRole.GROUP_LEADER, *OFFICE_ROLES):
        return SheetKind.CITY
    return SheetKind.PORTFOLIO if standing.has(campaign, CampaignRole.DEPUTY_GROUP_LEADER) else None


def check_sheet(standing: CampaignStanding, campaign: int | None) -> SheetKind:
    """The sheet; raises Denied with the sentence for people who have none."""
    found = sheet_for(standing, campaign)
    if found is None:
        raise Denied("每周一览供领导小组组长、副组长和办公室查阅，您的事项在“我的工作”中。")
    return found
