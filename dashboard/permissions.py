"""Who reads which leaders' page."""

from enum import StrEnum

from accounts.models import User
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


def check_burden(user: User, standing: CampaignStanding, campaign: int) -> bool:
    """Whether the burden meter is read over all departments (office, head of the leading group),
    or over a deputy's own; Denied for everybody else. It measures who asks, never who answers."""
    if user.admin_role:
        raise Denied("系统管理、安全保密、安全审计三类管理员不查看业务数据。")
    if standing.has(campaign, CampaignRole.GROUP_LEADER, *OFFICE_ROLES):
        return True
    if standing.has(campaign, CampaignRole.DEPUTY_GROUP_LEADER):
        return False
    raise Denied("负担趋势供领导小组组长、副组长和办公室查阅。")
