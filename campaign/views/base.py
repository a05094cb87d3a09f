"""What the campaign's pages share: who asks for which campaign, and how an act is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.permissions import remember_standing
from campaign.enums import CampaignAct
from campaign.filters import campaign_of, campaign_query
from campaign.models import Campaign
from campaign.permissions import check_can, registers_items
from campaign.permissions.opinions import reads_opinions
from campaign.presenters.tabs import campaign_links
from core import clock
from core.clock import local_date
from core.errors import DomainError, FieldError

page_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Visit:
    """Who asks for which campaign, when."""

    user: User
    campaign: Campaign
    at: datetime

    @property
    def on(self) -> date:
        return local_date(self.at)

    @property
    def query(self) -> str:
        return campaign_query(self.campaign)

    def url(self, name: str, **kwargs: Any) -> str:
        """A page about the same campaign."""
        return reverse(f"campaign:{name}", kwargs=kwargs) + self.query

    def registers(self, department_id: int | None) -> bool:
        """Whether the person may make an item of a row of the department."""
        return registers_items(
            self.user, campaign=self.campaign, department_id=department_id, on=self.on
        )


def visit_of(request: HttpRequest) -> Visit:
    remember_standing(request.user, page=True)
    return Visit(request.user, campaign_of(request), clock.now())


def show(
    request: HttpRequest, visit: Visit, template: str, status: int = 200, **context: Any
) -> HttpResponse:
    opinions = reads_opinions(visit.user, visit.campaign, visit.on)
    links = campaign_links(visit.query, opinions=opinions)
    context = {"campaign": visit.campaign, "links": links, "nav_key": "campaign", **context}
    return render(request, f"campaign/{template}.html", context, status=status)


def done(request: HttpRequest, sentence: str, url: str) -> HttpResponseRedirect:
    messages.success(request, sentence)
    response = redirect(url)
    response.status_code = 303
    return response


def refuse_unless(visit: Visit, act: CampaignAct) -> None:
    """Raise Denied, which is answered as a page with its sentence."""
    check_can(visit.user, act, visit.campaign, visit.on)


def tried(form: Form, act: Callable[[], Any]) -> bool:
    """Do the act where the form holds; a refusal is put beside the field that it is about."""
    if not form.is_valid():
        return False
    try:
        act()
    except DomainError as refusal:
        form.refusal = refusal
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        return False
    return True


def status_of(form: Form) -> int:
    """200, or what the refusal of a form is in HTTP: 422 unless it says otherwise."""
    refusal = getattr(form, "refusal", None)
    return 200 if not form.errors else refusal.status if refusal else 422
