"""Rows of the other streams, as links and forms name them: `?from=problem:<uid>`."""

from uuid import UUID

from django.http import HttpRequest

from campaign.models import Campaign
from core.errors import NotFound
from rectification.selectors.origins import MISSING, Row, row_of
from rectification.views.door import Visit

PARAMETER = "from"


def asked_row(request: HttpRequest, visit: Visit) -> Row | None:
    """The row that the address or the form names; NotFound where the person may not read it."""
    word = request.POST.get(PARAMETER) or request.GET.get(PARAMETER) or ""
    if not word:
        return None
    kind, _, uid = word.partition(":")
    try:
        key = UUID(uid)
    except ValueError:
        raise NotFound(MISSING) from None
    return row_of(kind, key, user=visit.user, on=visit.on)


def campaign_of_row(row: Row) -> Campaign:
    """The campaign in which the row's item is to be registered."""
    return Campaign.objects.select_related("office_department").get(pk=row.campaign_id)
