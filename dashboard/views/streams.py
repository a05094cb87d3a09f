"""四项工作: the four streams side by side, of a department or of all that the reader may see."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Department
from campaign.filters import campaign_of
from campaign.permissions import scope_of
from campaign.selectors.streams import departments_within
from core import workdays
from core.clock import local_date
from core.errors import Denied
from dashboard.presenters import streams as words
from dashboard.selectors.streams import Look, lanes_of


@require_safe
@login_required
def streams(request: HttpRequest) -> HttpResponse:
    """`?department=code` for one of the departments that the reader may see, 404 for any other."""
    user, on = request.user, local_date(request.at)
    if user.admin_role:
        raise Denied("系统管理、安全保密、安全审计三类管理员不查看业务数据。")
    campaign, days = campaign_of(request), workdays.load()
    units = list(departments_within(scope_of(user, on), campaign))
    code = request.GET.get("department", "")
    unit: Department | None = next((u for u in units if u.code == code), None)
    if code and unit is None:
        raise Http404
    if unit is None and len(units) == 1:
        unit = units[0]
    look = Look(user, on, campaign, days, unit)
    found = lanes_of(look)
    rows = campaign.streams.filter(is_active=True).order_by("order", "id")
    context = {
        "lanes": words.lanes(found, {row.code: row for row in rows}, unit.code if unit else ""),
        "unit": unit,
        "units": units if len(units) > 1 else [],
        "note": words.NOTE,
        "nav_key": "campaign",
    }
    return render(request, "dashboard/streams.html", context)
