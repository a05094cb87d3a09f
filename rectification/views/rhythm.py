"""到期日历（把握节奏）: what falls due when, department by department."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaign.filters import PARAMETER, campaign_of
from campaign.permissions import scope_of
from campaign.selectors.streams import departments_within
from core import workdays
from rectification.presenters import load as words
from rectification.presenters.lights import calendar_notice
from rectification.selectors.load import Threshold, loads_of
from rectification.views.door import show, signed_in
from rectification.views.ledger import dial_of, on_business


@require_safe
@signed_in
def rhythm(request: HttpRequest) -> HttpResponse:
    """All departments for the office and the leading group, one's own for everybody else."""
    visit = on_business(request)
    campaign, days = campaign_of(request), workdays.load()
    chosen = request.GET.get("view", "weeks")
    if chosen not in dict(words.VIEWS):
        raise Http404
    scope = scope_of(visit.user, visit.on)
    units = [unit for unit in departments_within(scope, campaign) if not unit.is_sub_unit]
    keys = [unit.pk for unit in units]
    loads = loads_of(keys, campaign=campaign, user=visit.user, on=visit.on)
    spans = words.day_spans(visit.on, days) if chosen == "days" else words.week_spans(visit.on)
    threshold = Threshold.of(campaign)
    busy = [unit for unit in units if unit.pk in loads]
    of = () if campaign.is_default else ((PARAMETER, campaign.code),)
    context = {
        "tabs": [
            {
                "label": label,
                "url": f"{reverse('rectification:rhythm')}?{urlencode([*of, ('view', key)])}",
                "current": key == chosen,
            }
            for key, label in words.VIEWS
        ],
        "heat": words.rhythm_table(busy, loads, spans, threshold, of),
        "caption": words.rhythm_caption(threshold),
        "guessed": calendar_notice(dial_of(visit, campaign.pk), [spans[-1].since]),
    }
    return show(request, "rhythm", context)
