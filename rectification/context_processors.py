"""The navigation of everybody who works in the system: what is on top of each page."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core import clock
from core.clock import local_date

LEADING_ROLES = (CampaignRole.GROUP_LEADER, CampaignRole.DEPUTY_GROUP_LEADER)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav` from settings.NAVIGATION, `nav_key` from the page's name; none for administrators.

    An entry is (label, URL name, key, for whom): "" for everybody, "office" for members of a
    campaign's office, "supervision" for them and the leading group. A view says `nav_key` itself
    where its name does not tell.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.admin_role:
        return {}
    at: datetime = getattr(request, "at", None) or clock.now()
    standing = campaign_standing_of(user, local_date(at))
    audiences = {
        "": True,
        "office": standing.campaigns_as(*OFFICE_ROLES),
        "supervision": standing.campaigns_as(*OFFICE_ROLES, *LEADING_ROLES),
    }
    shown = [row for row in settings.NAVIGATION if audiences[row[3]]]
    match = request.resolver_match
    return {
        "nav": [(label, reverse(name), key) for label, name, key, _ in shown],
        "nav_key": match.url_name if match else "",
        "home_url": reverse("dashboard:home"),
        "footer_links": [(label, reverse(name)) for label, name in settings.FOOTER_LINKS],
    }
