"""Pages of meetings: the list, one record, its form, its confirmation."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Department
from campaign import services
from campaign.enums import MeetingKind, RowKind
from campaign.filters.meetings import MeetingFilter
from campaign.forms.meetings import (
    MeetingForm,
    ResolutionRows,
    meeting_initial,
    resolution_initial,
    resolutions_of,
)
from campaign.models import Meeting
from campaign.permissions import OFFICE, OWN, own_departments, scope_of, why_not
from campaign.presenters import meetings as words
from campaign.selectors import meetings as selectors
from campaign.selectors.streams import departments_named, departments_within
from campaign.services.meetings import CONFIRMS_CITY, CONFIRMS_OWN
from campaign.views.base import Visit, done, page_methods, show, status_of
from campaign.views.listing import department_choices, listed
from campaign.views.study import answered, links_of, on_business
from core.errors import Denied, DomainError, NotFound
from core.forms import more_rows, wants_more

PREFIX = "rows"


def meeting_of(request: HttpRequest, uid: UUID) -> tuple[Visit, Meeting]:
    """Who asks, about which meeting that he may read; NotFound for any other."""
    visit = on_business(request)
    rows = selectors.with_resolutions(selectors.meetings_within(scope_of(visit.user, visit.on)))
    row = rows.filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return replace(visit, campaign=row.campaign), row


def records_city(visit: Visit) -> bool:
    """Whether the person records the city leading group's meetings."""
    place = {"campaign": visit.campaign, "department": None, "on": visit.on}
    return not why_not(visit.user, OFFICE, **place, what="登记会议")


@require_safe
@login_required
def meetings(request: HttpRequest) -> HttpResponse:
    """Meetings, the latest first."""
    visit = on_business(request)
    scope = scope_of(visit.user, visit.on)
    rows = selectors.meetings_within(scope).filter(campaign=visit.campaign)
    units = department_choices(departments_within(scope, visit.campaign))
    choices = {"department": ("单位", units)} if len(units) > 1 else {}
    choices["kind"] = ("类别", MeetingKind.choices)
    context = listed(
        request, rows, filters=MeetingFilter, ordering=selectors.MEETING_ORDER, choices=choices
    )
    return show(
        request,
        visit,
        "meetings",
        columns=words.COLUMNS,
        rows=[words.meeting_row(row) for row in context["found"]],
        may_record=bool(own_departments(visit.user, visit.on)) or records_city(visit),
        new_url=visit.url("meeting_new"),
        clear_url=visit.url("meetings"),
        crumbs=words.crumbs(),
        **context,
    )


@require_safe
@login_required
def meeting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One record with its resolutions."""
    visit, row = meeting_of(request, uid)
    place = {"campaign": row.campaign, "department": row.department, "on": visit.on}
    own = OWN if row.department_id else OFFICE
    signs = CONFIRMS_OWN if row.department_id else CONFIRMS_CITY
    resolutions = list(row.resolutions.all())
    items = links_of(visit, RowKind.RESOLUTION, resolutions)
    may = not why_not(visit.user, own, **place, what="修改会议记录")
    confirmed = row.confirmed_at is not None
    makes = confirmed and may and visit.registers(row.department_id)
    return show(
        request,
        visit,
        "meeting",
        meeting=row,
        facts=words.meeting_facts(row),
        resolutions=[
            words.resolution_row(one, items.get(one.pk, ()), may_convert=makes)
            for one in resolutions
        ],
        edit_url=words.meeting_url(row, "meeting_edit") if may and not confirmed else "",
        confirm_url=(
            words.meeting_url(row, "meeting_confirm")
            if not confirmed and not why_not(visit.user, signs, **place, what="审签会议记录")
            else ""
        ),
        crumbs=words.crumbs((row.title, "")),
    )


@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Write down a meeting."""
    visit = on_business(request)
    departments = departments_named(own_departments(visit.user, visit.on))
    with_city = records_city(visit)
    if not departments and not with_city:
        raise Denied(
            "登记会议由本单位的联络员、经办人、班子成员、第一责任人或办公室办理，您目前不是。"
        )
    return _edit(request, visit, None, departments, with_city)


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a record before it is confirmed."""
    visit, row = meeting_of(request, uid)
    departments = [row.department] if row.department else []
    return _edit(request, visit, row, departments, row.department is None)


def _forms(
    request: HttpRequest, visit: Visit, row: Meeting | None, places: dict[str, Any]
) -> tuple[MeetingForm, Any]:
    data = request.POST or None
    if wants_more(data, "more"):
        data = more_rows(data, PREFIX)
    form = MeetingForm(data, initial=meeting_initial(row) if row else {}, today=visit.on, **places)
    units = list(Department.objects.able_to_lead().filter(parent__isnull=False).in_rank_order())
    resolutions = ResolutionRows(
        data,
        prefix=PREFIX,
        initial=resolution_initial(row) if row else [],
        form_kwargs={"today": visit.on, "departments": units},
    )
    return form, resolutions


def _edit(
    request: HttpRequest,
    visit: Visit,
    row: Meeting | None,
    departments: list[Department],
    with_city: bool,
) -> HttpResponse:
    places = {"departments": departments, "with_city": with_city}
    form, resolutions = _forms(request, visit, row, places)
    made: list[Meeting] = []

    def act() -> None:
        content = form.content(resolutions_of(resolutions))
        common = {"content": content, "by": visit.user, "at": visit.at}
        if row is None:
            made.append(
                services.record_meeting(campaign=visit.campaign, department=form.unit, **common)
            )
        else:
            version = form.cleaned_data["version"]
            made.append(services.change_meeting(meeting=row, version=version, **common))

    pressed = request.method == "POST" and not wants_more(request.POST, "more")
    if pressed and resolutions.is_valid() and answered(form, act):
        return done(request, "会议记录已保存。", words.meeting_url(made[0]))
    status = status_of(form) if pressed else 200
    title = "修改会议记录" if row else "登记会议"
    return show(
        request,
        visit,
        "meeting_form",
        status=422 if pressed and status == 200 else status,
        form=form,
        rows=resolutions,
        pressed=pressed,
        title=title,
        cancel_url=words.meeting_url(row) if row else visit.url("meetings"),
        crumbs=words.crumbs((title, "")),
    )


@require_POST
@login_required
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm a record."""
    visit, row = meeting_of(request, uid)
    text = request.POST.get("version", "")
    version = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
    try:
        services.confirm_meeting(meeting=row, by=visit.user, at=visit.at, version=version)
    except DomainError as refusal:
        if refusal.status == Denied.status:
            raise
        messages.error(request, refusal.detail)
        return redirect(words.meeting_url(row))
    return done(request, "已审签，议定事项已告知责任单位。", words.meeting_url(row))
