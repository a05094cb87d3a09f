"""Pages of one department's task, of the kick-off list, leading groups and work goals."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Department
from accounts.selectors import posts_on
from campaign import services
from campaign.enums import DutyState
from campaign.filters.tasks import GoalFilter
from campaign.forms.study import VersionedForm
from campaign.forms.tasks import (
    GroupForm,
    KickOffForm,
    ReadingForm,
    ReasonForm,
    ReportForm,
    group_initial,
)
from campaign.models import KickOff, ResearchTopic, TaskDuty, WorkGoal
from campaign.permissions import OFFICE, OWN, scope_of, why_not
from campaign.presenters import tasks as words
from campaign.selectors import tasks as selectors
from campaign.selectors.links import items_of_goals
from campaign.selectors.streams import departments_within
from campaign.views.base import Visit, done, page_methods, show, status_of
from campaign.views.listing import department_choices, listed
from campaign.views.study import answered, form_page, on_business
from campaign.views.tasks import dial_of, held_sessions, is_office
from core.errors import NotFound


def duty_of(visit: Visit, uid: UUID) -> TaskDuty:
    """A department's task that the person may read; NotFound for any other."""
    found = selectors.duties_within(scope_of(visit.user, visit.on)).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


def may(visit: Visit, roles: Any, department: Department | None, what: str) -> bool:
    place = {"campaign": visit.campaign, "department": department, "on": visit.on}
    return not why_not(visit.user, roles, **place, what=what)


def _report_form(data: Any, row: TaskDuty, visit: Visit) -> ReportForm:
    topics = ResearchTopic.objects.filter(department=row.department_id).order_by("-id")[:30]
    return ReportForm(
        data,
        sessions=held_sessions(row.department_id),
        topics=list(topics),
        initial={"version": row.version, "report": row.report},
        today=visit.on,
    )


@require_safe
@login_required
def duty(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One department's task: what is asked, how far it is, the one thing to do next."""
    visit = on_business(request)
    row = duty_of(visit, uid)
    return _page(request, replace(visit, campaign=row.campaign), row, {})


def _page(request: HttpRequest, visit: Visit, row: TaskDuty, forms: dict[str, Any]) -> HttpResponse:
    own = may(visit, OWN, row.department, "报告任务完成情况")
    offered: dict[str, Any] = {}
    if own and row.state in selectors.OPEN:
        offered["report"] = _report_form(None, row, visit)
    if is_office(visit) and row.state == DutyState.REPORTED:
        offered["return"] = ReasonForm(initial={"version": row.version}, today=visit.on)
        offered["accept"] = VersionedForm(initial={"version": row.version}, today=visit.on)
    bound = next(iter(forms.values()), None)
    return show(
        request,
        visit,
        "duty",
        status=status_of(bound) if bound is not None else 200,
        duty=row,
        light=words.light_of(row, dial_of(visit)),
        facts=words.duty_facts(row),
        said=words.said_of(row),
        forms={**offered, **forms},
        may_receive=own and row.state == DutyState.ISSUED,
        crumbs=words.crumbs((row.task.title, visit.url("task", uid=row.task.uid)), ("办理", "")),
    )


def _services(form: Any) -> dict[str, tuple[str, Callable[..., Any], dict[str, Any]]]:
    given = getattr(form, "cleaned_data", {})
    report = {name: given.get(name) for name in ("session", "topic")}
    report |= {"report": given.get("report", ""), "no_change": given.get("no_change", False)}
    return {
        "receive": ("已签收。", services.receive_duty, {}),
        "report": ("已报告，等办公室认定。", services.report_duty, report),
        "accept": ("已认定完成。", services.accept_duty, {}),
        "return": ("已退回补充。", services.return_duty, {"reason": given.get("reason", "")}),
    }


@page_methods
@login_required
def act(request: HttpRequest, uid: UUID, action: str) -> HttpResponse:
    """Receive, report, accept or return; a refusal stands beside its field."""
    visit = on_business(request)
    row = duty_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    if action not in ("receive", "report", "accept", "return"):
        raise Http404
    if request.method != "POST":
        return _page(request, visit, row, {})
    if action == "report":
        form: Any = _report_form(request.POST, row, visit)
    else:
        kind = ReasonForm if action == "return" else VersionedForm
        form = kind(request.POST, today=visit.on)

    def do() -> None:
        _, service, extra = _services(form)[action]
        version = form.cleaned_data["version"]
        service(duty=row, by=visit.user, at=visit.at, version=version, **extra)

    if answered(form, do):
        return done(request, _services(form)[action][0], visit.url("duty", uid=uid))
    return _page(request, visit, duty_of(visit, uid), {action: form})


# --- kick-off and leading groups -----------------------------------------------------------------


@require_safe
@login_required
def kick_off(request: HttpRequest) -> HttpResponse:
    """The kick-off list of the departments that the person reads, in rank order."""
    visit = on_business(request)
    units = list(departments_within(scope_of(visit.user, visit.on), visit.campaign))
    found = selectors.kick_off_rows(visit.campaign, units, visit.on)
    return show(
        request,
        visit,
        "kick_off",
        tabs=words.tabs("kick_off", visit.query),
        columns=words.KICK_OFF_COLUMNS,
        rows=[
            words.kick_off_row(r, may_write=may(visit, (*OWN, *OFFICE), r.department, "登记"))
            for r in found
        ],
        whole=sum(row.is_whole for row in found),
        caption=words.NOT_RANKED,
        crumbs=words.crumbs(("启动清单", "")),
    )


def unit_of(visit: Visit, code: str) -> Department:
    """A department whose rows the person reads; Http404 for any other."""
    units = departments_within(scope_of(visit.user, visit.on), visit.campaign)
    found = units.filter(code=code).first()
    if found is None:
        raise Http404
    return found


@page_methods
@login_required
def kick_off_edit(request: HttpRequest, code: str) -> HttpResponse:
    """When the plan was issued and the meeting held."""
    visit = on_business(request)
    unit = unit_of(visit, code)
    row = KickOff.objects.filter(campaign=visit.campaign, department=unit).first()
    names = ("plan_issued_on", "plan_document_number", "meeting_held_on", "version")
    initial = {name: getattr(row, name) for name in names} if row else {"version": 0}
    form = KickOffForm(request.POST or None, initial=initial, today=visit.on)

    def do() -> None:
        services.save_kick_off(
            campaign=visit.campaign, department=unit, by=visit.user, at=visit.at,
            **form.cleaned_data,
        )  # fmt: skip

    if request.method == "POST" and answered(form, do):
        return done(request, "已保存。", visit.url("kick_off"))
    return form_page(
        request,
        visit,
        form,
        title="启动情况",
        sub=f"{unit.name}；领导机构、联络员由系统自动判断，不用填",
        cancel_url=visit.url("kick_off"),
        crumbs=words.crumbs(("启动清单", visit.url("kick_off")), (unit.short_name, "")),
    )


@page_methods
@login_required
def group(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits in a department's leading group; its people and the office may change it."""
    visit = on_business(request)
    unit = unit_of(visit, code)
    row = selectors.group_of(visit.campaign, unit)
    posts = list(posts_on(visit.on).filter(department=unit).order_by("order", "id"))
    form = GroupForm(request.POST or None, posts=posts, initial=group_initial(row), today=visit.on)

    def do() -> None:
        given = form.cleaned_data
        services.save_group(
            campaign=visit.campaign,
            department=unit,
            formed_on=given["formed_on"],
            document_number=given["document_number"],
            seats=form.seats(),
            by=visit.user,
            at=visit.at,
            version=given["version"],
        )

    if request.method == "POST" and answered(form, do):
        return done(request, "已保存领导机构。", visit.url("group", code=code))
    writes = may(visit, (*OWN, *OFFICE), unit, "登记领导机构")
    return show(
        request,
        visit,
        "group",
        status=status_of(form),
        unit=unit,
        facts=words.group_facts(row),
        form=form if writes else None,
        cancel_url=visit.url("kick_off"),
        crumbs=words.crumbs(("启动清单", visit.url("kick_off")), (unit.short_name, "")),
    )


# --- work goals ----------------------------------------------------------------------------------


@require_safe
@login_required
def goals(request: HttpRequest) -> HttpResponse:
    """Work goals with baseline, present value and target."""
    visit = on_business(request)
    scope = scope_of(visit.user, visit.on)
    units = department_choices(departments_within(scope, visit.campaign))
    context = listed(
        request,
        selectors.goals_within(scope).filter(campaign=visit.campaign),
        filters=GoalFilter,
        ordering=("department__sort_order", "department_id", "id"),
        choices={"department": ("单位", units)} if len(units) > 1 else {},
    )
    return show(
        request,
        visit,
        "goals",
        tabs=words.tabs("goals", visit.query),
        columns=words.GOAL_COLUMNS,
        rows=words.goal_rows(context["found"], *_deeds(visit, context["found"])),
        crumbs=words.crumbs(("工作目标", "")),
        clear_url=visit.url("goals"),
        **context,
    )


def _deeds(visit: Visit, goals: Sequence[WorkGoal]) -> tuple[dict, dict]:
    """Items tied to the goals, of those that the reader may see, and the goals' readings."""
    keys = [goal.pk for goal in goals]
    items = items_of_goals(keys, user=visit.user, on=visit.on)
    return items, selectors.values_of(items)


def goal_of(visit: Visit, uid: UUID) -> WorkGoal:
    found = selectors.goals_within(scope_of(visit.user, visit.on)).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


@page_methods
@login_required
def goal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One goal: how far it is, its readings, and a new one."""
    visit = on_business(request)
    row = goal_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    initial = {"version": row.version, "on": visit.on}
    form = ReadingForm(request.POST or None, initial=initial, today=visit.on)

    def do() -> None:
        services.read_goal(goal=row, by=visit.user, at=visit.at, **form.cleaned_data)

    if request.method == "POST" and answered(form, do):
        return done(request, "已登记数值。", visit.url("goal", uid=uid))
    percent, progress = words.goal_progress(row)
    items, values = _deeds(visit, [row])
    tied = items.get(row.pk, [])
    return show(
        request,
        visit,
        "goal",
        status=status_of(form),
        goal=row,
        percent=percent,
        progress=progress,
        tied=tied,
        moved=words.moved_since(row, tied, values.get(row.pk, [])),
        readings=words.reading_rows(selectors.readings_of(row)[:50]),
        form=form if may(visit, OWN, row.department, "登记指标数值") else None,
        crumbs=words.crumbs(("工作目标", visit.url("goals")), (row.name, "")),
    )
