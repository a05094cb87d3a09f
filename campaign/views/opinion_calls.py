"""Satisfaction: the office draws a sample, another unit calls and writes down what was said."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from accounts.permissions import standing_of
from campaign.forms.opinions import CallForm, DrawForm
from campaign.models import CallBack, CallBackDraw
from campaign.permissions.opinions import check_call, handles_opinions
from campaign.presenters import opinions as words
from campaign.selectors import opinions as selectors
from campaign.services import opinions as services
from campaign.views.base import Visit, done, page_methods, show, status_of, tried, visit_of
from core.errors import Denied


@page_methods
@login_required
def calls(request: HttpRequest) -> HttpResponse:
    """The draws of the campaign for the office; for a calling unit, whom it is to call."""
    visit = visit_of(request)
    office = handles_opinions(visit.user, visit.campaign, visit.on)
    mine = _mine(visit)
    if not office and not mine:
        raise Denied("回访由办公室抽取、指定的单位办理，目前没有指定您的单位。")
    form = DrawForm(request.POST or None) if office else None
    if request.method == "POST" and form is not None and tried(form, lambda: _draw(form, visit)):
        return done(request, "已抽取，抽样种子已记入日志。", visit.url("opinion_calls"))
    found = selectors.satisfaction(visit.campaign)
    context: dict[str, Any] = {
        "form": form,
        "calls": words.call_rows(mine),
        "draws": _draws(visit) if office else [],
        "satisfaction": words.satisfaction_rows(found, whole=office),
        "nav_key": "campaign",
    }
    return show(request, visit, "opinion_calls", status=status_of(form) if form else 200, **context)


def _mine(visit: Visit) -> list[CallBack]:
    units = standing_of(visit.user, visit.on).departments
    rows = selectors.calls_for(visit.user, units)
    return list(rows.filter(draw__campaign=visit.campaign)[:100])


def _draws(visit: Visit) -> list[CallBackDraw]:
    rows = CallBackDraw.objects.filter(campaign=visit.campaign)
    return list(rows.select_related("caller_department").order_by("-pk")[:20])


def _draw(form: DrawForm, visit: Visit) -> None:
    services.draw_call_backs(
        campaign=visit.campaign, by=visit.user, at=visit.at, **form.cleaned_data
    )


@page_methods
@login_required
def call(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down what one giver said; 404 for whom it was not given to."""
    visit = visit_of(request)
    units = standing_of(visit.user, visit.on).departments
    row = get_object_or_404(selectors.calls_for(visit.user, units), uid=uid)
    check_call(visit.user, row.opinion, row.draw.caller_department_id, visit.on)
    form = CallForm(request.POST or None, auto_id="f_%s")
    if request.method == "POST" and tried(form, lambda: _record(form, row, visit)):
        return done(request, "回访结果已登记。", visit.url("opinion_calls"))
    context = {"form": form, "call": words.call_rows([row])[0], "nav_key": "campaign"}
    return show(request, visit, "opinion_call", status=status_of(form), **context)


def _record(form: CallForm, row: CallBack, visit: Visit) -> None:
    services.record_call(call=row, by=visit.user, at=visit.at, **form.cleaned_data)
