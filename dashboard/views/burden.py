"""负担趋势: what the office asks of departments, week by week."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign.filters import campaign_of
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from campaign.selectors.feedback import pages_waiting
from core.clock import local_date
from dashboard.permissions import check_burden
from dashboard.presenters import burden as words
from dashboard.presenters.reuse import reuse_card
from dashboard.selectors.burden import burden_of_departments, burden_weeks
from dashboard.selectors.reuse import reuse_of


@require_safe
@login_required
def burden(request: HttpRequest) -> HttpResponse:
    """Twelve weeks in a chart with its table, and by department; a deputy reads his own units."""
    user, on = request.user, local_date(request.at)
    standing = campaign_standing_of(user, on)
    campaign = campaign_of(request)
    sees_all = check_burden(user, standing, campaign.pk)
    found = burden_weeks(campaign, on)
    among = None if sees_all else standing.person.portfolio
    context = {
        "nav_key": "overview",
        "figures": words.this_week(found[-1], found[-2]),
        "trend": words.weeks(found),
        "units": burden_of_departments(campaign, on, among),
        "sees_all": sees_all,
        "formula": words.FORMULA,
        "reuse": reuse_card(reuse_of(campaign, on)),
        "to_answer": pages_waiting(campaign) if standing.has(campaign.pk, *OFFICE_ROLES) else 0,
    }
    return render(request, "dashboard/burden.html", context)
