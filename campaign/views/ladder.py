"""The page of the ladder: everybody reads it, the head of the office sets days and switches."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from campaign import services
from campaign.enums import CampaignAct
from campaign.forms.ladder import LadderForm
from campaign.permissions import actions_for
from campaign.presenters.ladder import ladder_groups
from campaign.views.base import (
    Visit,
    done,
    page_methods,
    refuse_unless,
    show,
    status_of,
    tried,
    visit_of,
)
from core.errors import Conflict


@page_methods
@login_required
def ladder(request: HttpRequest) -> HttpResponse:
    """Who is told when, before and after every date."""
    visit = visit_of(request)
    campaign = visit.campaign
    choice = actions_for(visit.user, campaign, visit.on)[CampaignAct.UPDATE_LADDER]
    if request.method == "POST":
        refuse_unless(visit, CampaignAct.UPDATE_LADDER)
    rungs = list(campaign.escalation_rules.in_order())
    form = LadderForm(request.POST or None, rungs=rungs)
    if request.method == "POST" and tried(form, lambda: _set(form, visit)):
        return done(request, "已保存，自下一次提醒起执行；已经发出的不重发。", visit.url("ladder"))
    status = status_of(form)
    if status == Conflict.status:
        form = form.with_both(form.refusal.current)
    groups = ladder_groups(rungs, campaign.rules, form.cells if choice.allowed else None)
    return show(request, visit, "ladder", status=status, form=form, groups=groups, choice=choice)


def _set(form: LadderForm, visit: Visit) -> None:
    services.update_ladder(
        campaign=visit.campaign,
        changes=form.changes(),
        seen=form.seen(),
        by=visit.user,
        at=visit.at,
    )
