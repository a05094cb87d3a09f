"""Problems of the review that wait for a decision, where people look for their work."""

from typing import Any

from campaign.models import Campaign
from campaign.permissions import OFFICE_ROLES, campaign_standing_of, own_departments, scope_of
from campaign.presenters.review import problems_url, waiting_rows
from campaign.selectors import current_campaign
from campaign.selectors.review import WAITING_RULE, waiting_for, waiting_line
from campaign.validators import rule_value
from core.workdays import Workdays
from rectification.views.door import Visit

QUEUED = 50


def problems_on_desk(visit: Visit, days: Workdays, limit: int = 5) -> dict[str, Any] | None:
    """The person's departments' undecided problems, for the office those that wait too long
    anywhere; None for whoever settles none, and where none waits."""
    campaign = current_campaign()
    own = own_departments(visit.user, visit.on)
    if campaign is None or campaign.archived_at:
        return None
    is_office = campaign_standing_of(visit.user, visit.on).has(campaign.pk, *OFFICE_ROLES)
    if not own and not is_office:
        return None
    return _found(visit, campaign, days, own, is_office, limit)


def problems_in_queue(visit: Visit, days: Workdays) -> dict[str, Any] | None:
    """What has waited too long anywhere: the office's queue."""
    campaign = current_campaign()
    if campaign is None:
        return None
    return _found(visit, campaign, days, frozenset(), True, QUEUED)


def _found(
    visit: Visit,
    campaign: Campaign,
    days: Workdays,
    own: frozenset[int],
    is_office: bool,
    limit: int,
) -> dict[str, Any] | None:
    found = waiting_for(
        campaign,
        scope_of(visit.user, visit.on),
        departments=own,
        is_office=is_office,
        on=visit.on,
        workdays=days,
        limit=limit,
    )
    if not found.total:
        return None
    line = waiting_line(campaign, visit.on, days)
    limit_days = rule_value(campaign.rules, WAITING_RULE)
    return {
        "rows": waiting_rows(found, line, limit_days),
        "total": found.total,
        "late": found.late,
        "days": limit_days,
        "url": problems_url([("state", "open")]),
    }
