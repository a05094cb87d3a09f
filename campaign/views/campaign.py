"""The campaign's pages: what it is, its lists, who is what in it, and its limits."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from campaign import presenters, selectors, services
from campaign.enums import CampaignAct, CampaignRole, VerifyingScope
from campaign.forms import ActingForm, RoleForm, RulesForm, UnitForm
from campaign.models import Membership
from campaign.permissions import OFFICE, actions_for, roles_given_by, why_not
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
from core.errors import Conflict, DomainError


@require_GET
@login_required
def page(request: HttpRequest) -> HttpResponse:
    """The campaign: its facts and the streams side by side."""
    visit = visit_of(request)
    campaign = visit.campaign
    choices = actions_for(visit.user, campaign, visit.on)
    urls = {act: visit.url(name.split(":")[1]) for act, name in presenters.ACT_LINKS.items()}
    cards = presenters.stream_cards(selectors.lists_of(campaign), selectors.entries_of(campaign))
    return show(
        request,
        visit,
        "page",
        facts=presenters.facts_of(campaign),
        cards=cards,
        actions=presenters.buttons(choices, urls),
        others=[row for row in selectors.campaigns_in_order() if row.pk != campaign.pk],
    )


@require_GET
@login_required
def lists(request: HttpRequest) -> HttpResponse:
    """Every list with the speech's own words, inactive rows too."""
    visit = visit_of(request)
    found = presenters.all_lists(
        selectors.lists_of(visit.campaign, with_inactive=True),
        selectors.entries_of(visit.campaign, with_inactive=True),
    )
    place = {"campaign": visit.campaign, "department": None, "on": visit.on}
    settles = not why_not(visit.user, OFFICE, **place, what="确认“四个查找”")
    url = visit.url("questions") if settles else ""
    return show(request, visit, "lists", lists=found, questions_url=url)


@page_methods
@login_required
def roles(request: HttpRequest) -> HttpResponse:
    """Who is what; whoever may give roles has a form for it."""
    visit = visit_of(request)
    givable = roles_given_by(visit.user, visit.campaign, visit.on)
    if request.method == "POST" and not givable:
        refuse_unless(visit, CampaignAct.MANAGE_ROLES)
    form = RoleForm(request.POST or None, roles=givable, on=visit.on) if givable else None
    if request.method == "POST" and form and tried(form, lambda: _give(form, visit)):
        person, role = form.cleaned_data["person"], CampaignRole(form.cleaned_data["role"])
        return done(request, f"{person.name}已登记为{role.label}。", visit.url("roles"))
    return _roles_page(request, visit, givable, form=form)


@require_POST
@login_required
def end_role(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End somebody's role today."""
    visit = visit_of(request)
    rows = Membership.objects.filter(campaign=visit.campaign).select_related("campaign", "person")
    membership = get_object_or_404(rows, uid=uid)
    try:
        services.end_role(membership=membership, by=visit.user, at=visit.at)
    except DomainError as refusal:
        messages.error(request, refusal.detail)
        return redirect(visit.url("roles"))
    label = membership.get_role_display()
    return done(request, f"{membership.person.name}不再是{label}。", visit.url("roles"))


@require_POST
@login_required
def verifying_unit(request: HttpRequest) -> HttpResponse:
    """Name the unit that checks what the office may not check itself."""
    visit = visit_of(request)
    refuse_unless(visit, CampaignAct.NAME_VERIFYING_UNIT)
    form = UnitForm(request.POST, campaign=visit.campaign)
    if tried(form, lambda: _name_unit(form, visit)):
        name = form.cleaned_data["department"].name
        return done(request, f"已指定{name}为验收单位。", visit.url("roles"))
    givable = roles_given_by(visit.user, visit.campaign, visit.on)
    role_form = RoleForm(roles=givable, on=visit.on)
    return _roles_page(request, visit, givable, form=role_form, unit_form=form)


@page_methods
@login_required
def rules(request: HttpRequest) -> HttpResponse:
    """The limits: everybody reads them, the head of the office sets them."""
    visit = visit_of(request)
    choice = actions_for(visit.user, visit.campaign, visit.on)[CampaignAct.UPDATE_RULES]
    if request.method == "POST":
        refuse_unless(visit, CampaignAct.UPDATE_RULES)
    form = RulesForm(request.POST or None, rules=visit.campaign.rules)
    if request.method == "POST" and tried(form, lambda: _set_rules(form, visit)):
        return done(request, "已保存，自下一次办理起执行。", visit.url("rules"))
    status = status_of(form)
    if status == Conflict.status:
        form = form.with_both(form.refusal.current)
    return show(request, visit, "rules", status=status, form=form, choice=choice)


@page_methods
@login_required
def acting(request: HttpRequest) -> HttpResponse:
    """Record who is in charge of a department that nobody answers for."""
    visit = visit_of(request)
    refuse_unless(visit, CampaignAct.RECORD_ACTING)
    form = ActingForm(request.POST or None, on=visit.on)
    if request.method == "POST" and tried(form, lambda: _record_acting(form, visit)):
        person, unit = form.cleaned_data["person"], form.cleaned_data["department"]
        return done(request, f"已登记{person.name}主持{unit.name}工作。", visit.url("acting"))
    vacant = form.fields["department"].queryset.exists()
    return show(request, visit, "acting", status=status_of(form), form=form, has_vacancy=vacant)


@page_methods
@login_required
def close_intake(request: HttpRequest) -> HttpResponse:
    """Stop taking in items, after a second look."""
    return _second_look(
        request, CampaignAct.CLOSE_INTAKE, services.close_intake, "已停止登记，在办事项继续办理。"
    )


@page_methods
@login_required
def archive(request: HttpRequest) -> HttpResponse:
    """Make the campaign read-only, after a second look."""
    return _second_look(
        request, CampaignAct.ARCHIVE, services.archive_campaign, "已归档，今后只能查阅。"
    )


def _second_look(
    request: HttpRequest, act: CampaignAct, service: Callable[..., None], sentence: str
) -> HttpResponse:
    visit = visit_of(request)
    refuse_unless(visit, act)
    refusal = None
    if request.method == "POST":
        try:
            service(campaign=visit.campaign, by=visit.user, at=visit.at)
            return done(request, sentence, visit.url("page"))
        except DomainError as found:
            refusal = found
    status = refusal.status if refusal else 200
    return show(request, visit, act.value, status=status, refusal=refusal, act=act)


def _roles_page(
    request: HttpRequest,
    visit: Visit,
    givable: tuple[CampaignRole, ...],
    *,
    form: RoleForm | None,
    unit_form: UnitForm | None = None,
) -> HttpResponse:
    campaign = visit.campaign
    choices = actions_for(visit.user, campaign, visit.on)
    if unit_form is None and choices[CampaignAct.NAME_VERIFYING_UNIT].allowed:
        unit_form = UnitForm(campaign=campaign)
    members = selectors.memberships_of(campaign, visit.on)
    status = max((status_of(one) for one in (form, unit_form) if one), default=200)
    return show(
        request,
        visit,
        "roles",
        status=status,
        has_errors=status > 200,
        groups=presenters.role_groups(members, givable),
        units=presenters.verifying_rows(selectors.verifying_units_of(campaign)),
        form=form,
        unit_form=unit_form,
        choices=choices,
    )


def _give(form: RoleForm, visit: Visit) -> None:
    services.give_role(
        campaign=visit.campaign,
        person=form.cleaned_data["person"],
        role=CampaignRole(form.cleaned_data["role"]),
        by=visit.user,
        at=visit.at,
    )


def _name_unit(form: UnitForm, visit: Visit) -> None:
    services.name_verifying_unit(
        campaign=visit.campaign,
        scope=VerifyingScope(form.cleaned_data["scope"]),
        department=form.cleaned_data["department"],
        by=visit.user,
        at=visit.at,
    )


def _set_rules(form: RulesForm, visit: Visit) -> None:
    services.update_rules(
        campaign=visit.campaign,
        changes=form.changes(),
        seen=form.seen(),
        by=visit.user,
        at=visit.at,
    )


def _record_acting(form: ActingForm, visit: Visit) -> None:
    services.record_acting(
        campaign=visit.campaign,
        department=form.cleaned_data["department"],
        person=form.cleaned_data["person"],
        title=form.cleaned_data["title"],
        document_number=form.cleaned_data["document_number"],
        by=visit.user,
        at=visit.at,
    )
