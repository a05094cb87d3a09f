"""The security administrator's page of reading a whole campaign; no business data on it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Act
from accounts.views.base import act, attempted, done, page_for, posted, status_of, tried
from campaign import selectors, services
from campaign.forms import CampaignGrantForm
from campaign.models import Campaign
from core.clock import local_date


@page_for(Act.GRANT_READING)
def grants(request: HttpRequest) -> HttpResponse:
    """Who reads a whole campaign beside his posts and roles. 2 statements of its own."""
    form = CampaignGrantForm(posted(request))

    def do() -> None:
        services.grant_campaign_reading(**form.cleaned_data, by=request.user, at=request.at)

    if request.method == "POST" and tried(form, do, beside="person"):
        return done(request, "已授予全市查阅权限。", "campaign:grants")
    context = {
        "form": form,
        "grants": selectors.grants_of_campaigns(),
        "today": local_date(request.at),
        "nav_key": "admin-grants",
    }
    return render(request, "campaign/grants.html", context, status=status_of(form))


@act
def revoke(request: HttpRequest, person: UUID, campaign: UUID) -> HttpResponse:
    reader, row = get_object_or_404(User, uid=person), get_object_or_404(Campaign, uid=campaign)
    return attempted(
        request,
        lambda: services.revoke_campaign_reading(
            person=reader, campaign=row, by=request.user, at=request.at
        ),
        "已收回全市查阅权限。",
        reverse("campaign:grants"),
    )
