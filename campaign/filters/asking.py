"""Which campaign a request is about: what pages and API share."""

from django.http import HttpRequest

from campaign.models import Campaign
from campaign.selectors import campaign_by_code, current_campaign
from core.errors import NotFound

PARAMETER = "campaign"


def campaign_of(request: HttpRequest) -> Campaign:
    """The campaign that `?campaign=code` names, else the default one; asked once a request.

    NotFound (404) for an unknown code, and before the first preset has been loaded.
    """
    found = getattr(request, "campaign_asked", None)
    if found is None:
        found = request.campaign_asked = _find(request.GET.get(PARAMETER, ""))
    return found


def campaign_query(campaign: Campaign) -> str:
    """What links of a page about `campaign` carry: nothing for the default one."""
    return "" if campaign.is_default else f"?{PARAMETER}={campaign.code}"


def _find(code: str) -> Campaign:
    found = campaign_by_code(code) if code else current_campaign()
    if found is None:
        raise NotFound("还没有载入主题教育，请由系统管理员用 load_preset 命令载入。")
    return found
