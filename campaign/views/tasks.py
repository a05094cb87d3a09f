"""Pages of tasks: prescribed ones, departments' duties, optional actions and good practice."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Department
from campaign import services
from campaign.enums import SessionState, TaskKind, TaskState
from campaign.filters.tasks import DutyFilter, TaskFilter
from campaign.forms.study import VersionedForm
from campaign.forms.tasks import IssueForm, OptionalForm, TaskForm, task_initial
from campaign.models import StudySession, Task
from campaign.permissions import OFFICE, OWN, own_departments, scope_of, why_not
from campaign.presenters import tasks as words
from campaign.selectors import tasks as selectors
from campaign.selectors.streams import departments_named, departments_within
from campaign.validators import rule_value
from campaign.views.base import Visit, done, page_methods, show, status_of, visit_of
from campaign.views.listing import department_choices, listed
from campaign.views.study import answered, form_page, on_business
from core import workdays
from core.errors import Denied, DomainError, NotFound

ONLY_OFFICE = "规定动作由领导小组办公室下达，您目前不是办公室成员。"


def streams_of(visit: Visit) -> list[Any]:
    return list(visit.campaign.streams.filter(is_active=True).order_by("order", "id"))


def is_office(visit: Visit) -> bool:
    place = {"campaign": visit.campaign, "department": None, "on": visit.on}
    return not why_not(visit.user, OFFICE, **place, what="下达规定动作")


def dial_of(visit: Visit) -> words.TaskDial:
    """By what the lights of tasks go on this page."""
    days = workdays.load()
    soon = days.add(visit.on, rule_value(visit.campaign.rules, "due_soon_workdays"))
    return words.TaskDial(visit.on, soon, days)


def task_of(visit: Visit, uid: UUID) -> Task:
    """A task that the person may read; NotFound for any other."""
    found = selectors.tasks_within(scope_of(visit.user, visit.on)).filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


@require_safe
@login_required
def tasks(request: HttpRequest) -> HttpResponse:
    """Tasks that the person may read, the newest first."""
    visit = on_business(request)
    rows = selectors.tasks_within(scope_of(visit.user, visit.on))
    choices = {
        "kind": ("类别", TaskKind.choices),
        "state": ("状态", TaskState.choices),
        "stream": ("重点工作", [(row.code, row.name) for row in streams_of(visit)]),
    }
    context = listed(
        request,
        rows.filter(campaign=visit.campaign),
        filters=TaskFilter,
        ordering=selectors.TASK_ORDER,
        choices=choices,
    )
    return show(
        request,
        visit,
        "tasks",
        tabs=words.tabs("tasks", visit.query),
        columns=words.TASK_COLUMNS,
        rows=[words.task_row(row) for row in context["found"]],
        may_issue=is_office(visit),
        may_add=bool(own_departments(visit.user, visit.on)),
        crumbs=words.crumbs(),
        clear_url=visit.url("tasks"),
        **context,
    )


@require_safe
@login_required
def duties(request: HttpRequest) -> HttpResponse:
    """Departments' tasks, the earliest date first."""
    visit = on_business(request)
    scope = scope_of(visit.user, visit.on)
    units = department_choices(departments_within(scope, visit.campaign))
    context = listed(
        request,
        selectors.duties_within(scope).filter(campaign=visit.campaign),
        filters=DutyFilter,
        ordering=selectors.DUTY_ORDER,
        choices={"department": ("单位", units)} if len(units) > 1 else {},
    )
    dial = dial_of(visit)
    return show(
        request,
        visit,
        "duties",
        tabs=words.tabs("duties", visit.query),
        columns=words.DUTY_COLUMNS,
        rows=[words.duty_row(row, dial) for row in context["found"]],
        crumbs=words.crumbs(("本单位任务", "")),
        clear_url=visit.url("duties"),
        **context,
    )


@require_safe
@login_required
def practices(request: HttpRequest) -> HttpResponse:
    """Good practice: what departments did of themselves and all may follow."""
    visit = on_business(request)
    return show(
        request,
        visit,
        "practices",
        tabs=words.tabs("practices", visit.query),
        practices=list(selectors.practices_of(visit.campaign)[:100]),
        may_add=bool(own_departments(visit.user, visit.on)),
        crumbs=words.crumbs(("好做法", "")),
    )


@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Draft a prescribed task; it is issued on its own page, after a look at the burden."""
    visit = on_business(request)
    if not is_office(visit):
        raise Denied(ONLY_OFFICE)
    form = TaskForm(request.POST or None, streams=streams_of(visit), today=visit.on)
    made: list[Task] = []

    def act() -> None:
        made.append(
            services.draft_task(
                campaign=visit.campaign, content=form.content(), by=visit.user, at=visit.at
            )
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已拟定，请选择下达单位。", _url(visit, made[0]))
    return form_page(
        request,
        visit,
        form,
        title="拟定规定动作",
        sub="只下达确实要办的；系统里已有的数据不要各单位再报",
        submit="保存，下一步选单位",
        cancel_url=visit.url("tasks"),
        crumbs=words.crumbs(("拟定规定动作", "")),
    )


def _url(visit: Visit, task: Task) -> str:
    return visit.url("task", uid=task.uid)


@page_methods
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Write down an optional action of one's department."""
    visit = on_business(request)
    units = departments_named(own_departments(visit.user, visit.on))
    if not units:
        raise Denied("自选动作由各单位的人员登记，您目前没有单位职务。")
    form = OptionalForm(
        request.POST or None, streams=streams_of(visit), departments=units, today=visit.on
    )
    made: list[Task] = []

    def act() -> None:
        given = form.cleaned_data
        made.append(
            services.add_optional(
                campaign=visit.campaign,
                department=form.unit,
                content=form.content(),
                outcome=given["outcome"],
                done_on=given["done_on"],
                by=visit.user,
                at=visit.at,
            )
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已登记自选动作。", _url(visit, made[0]))
    return form_page(
        request,
        visit,
        form,
        title="登记自选动作",
        sub="自愿登记：没有时限、不提醒、不考核，可一键推广为好做法",
        submit="登记",
        cancel_url=visit.url("tasks"),
        crumbs=words.crumbs(("登记自选动作", "")),
    )


@require_safe
@login_required
def task(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One task: its facts, and how far each department is."""
    visit = on_business(request)
    row = task_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    return _page(request, visit, row, None)


def _page(request: HttpRequest, visit: Visit, row: Task, form: IssueForm | None) -> HttpResponse:
    office = is_office(visit)
    scope, dial = scope_of(visit.user, visit.on), dial_of(visit)
    hands = selectors.duties_within(scope).filter(task=row)
    hands = hands.order_by("department__sort_order", "department_id", "id")
    context: dict[str, Any] = {
        "task": row,
        "facts": words.task_facts(row),
        "columns": words.DUTY_COLUMNS,
        "rows": [words.duty_row(duty, dial) for duty in hands],
        "caption": words.NOT_RANKED,
        "office": office,
        "may_share": _may_share(visit, row),
        "crumbs": words.crumbs((row.title, "")),
    }
    if office and row.state == TaskState.DRAFT and row.kind == TaskKind.PRESCRIBED:
        context |= _issuing(visit, row, form or _issue_form(row, None, visit))
    status = status_of(form) if form is not None else 200
    return show(request, visit, "task", status=status, **context)


def _issue_form(row: Task, data: Any, visit: Visit) -> IssueForm:
    units = list(_units())
    initial = {"version": row.version, "departments": units}
    return IssueForm(data, departments=units, initial=initial, today=visit.on)


def _units() -> Any:
    return Department.objects.able_to_lead().filter(parent__isnull=False).in_rank_order()


def _issuing(visit: Visit, row: Task, form: IssueForm) -> dict[str, Any]:
    """What the issuer sees before he issues: the demand of this week, and crowded days."""
    units = list(_units())
    chosen = form.cleaned_data.get("departments") if form.is_bound and form.is_valid() else units
    burden = selectors.burden_of(
        row.campaign,
        departments=len(chosen or ()),
        minutes=row.expected_minutes,
        on=visit.on,
    )
    crowded = selectors.due_that_day(row.campaign, row.due_on) if row.due_on else {}
    names = [unit.short_name for unit in chosen or () if unit.pk in crowded]
    return {
        "issue_form": form,
        "burden": words.burden_words(burden),
        "crowded": words.crowded_words(names, row.due_on) if row.due_on else "",
    }


def _may_share(visit: Visit, row: Task) -> bool:
    if row.kind != TaskKind.OPTIONAL or row.shared_at is not None:
        return False
    place = {"campaign": visit.campaign, "department": row.department, "on": visit.on}
    return not why_not(visit.user, (*OFFICE, *OWN), **place, what="推广好做法")


@page_methods
@login_required
def issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Look at what it costs (`preview`), then give the task to the departments chosen."""
    visit = on_business(request)
    row = task_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    form = _issue_form(row, request.POST if request.method == "POST" else None, visit)
    if request.method != "POST" or "preview" in request.POST:
        return _page(request, visit, row, form if form.is_bound else None)

    def act() -> None:
        services.issue_task(
            task=row,
            departments=form.cleaned_data["departments"],
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if answered(form, act):
        count = len(form.cleaned_data["departments"])
        return done(request, f"已下达 {count} 个单位。", _url(visit, row))
    return _page(request, visit, row, form)


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a draft; of an issued task the date, to a later day."""
    visit = on_business(request)
    row = task_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    if not is_office(visit):
        raise Denied(ONLY_OFFICE)
    form = TaskForm(
        request.POST or None,
        streams=streams_of(visit),
        initial=task_initial(row),
        today=visit.on,
    )

    def act() -> None:
        services.change_task(
            task=row,
            content=form.content(),
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已保存。", _url(visit, row))
    note = "已下达的任务只能延后时限，各单位的提醒重新计算。"
    return form_page(
        request,
        visit,
        form,
        title="修改规定动作",
        notice=note if row.state == TaskState.ISSUED else "",
        cancel_url=_url(visit, row),
        crumbs=words.crumbs((row.title, _url(visit, row)), ("修改", "")),
    )


ACTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "cancel": ("已取消，未完成的单位不用再办。", services.cancel_task),
    "share": ("已推广为好做法，各单位都能看到。", services.share_practice),
}


@require_POST
@login_required
def act(request: HttpRequest, uid: UUID, action: str) -> HttpResponse:
    """Cancel a task, or share an optional action: one click."""
    visit = visit_of(request)
    row = task_of(visit, uid)
    if action not in ACTS:
        raise Http404
    sentence, service = ACTS[action]
    form = VersionedForm(request.POST, today=visit.on)
    version = form.cleaned_data["version"] if form.is_valid() else None
    try:
        service(task=row, by=visit.user, at=visit.at, version=version)
    except DomainError as refusal:
        messages.error(request, refusal.detail)
        return HttpResponseRedirect(_url(visit, row))
    return done(request, sentence, _url(visit, row))


def held_sessions(department_id: int) -> list[StudySession]:
    """Sessions of a department that a report may point at, the latest first."""
    rows = StudySession.objects.filter(department=department_id, state=SessionState.HELD)
    return list(rows.order_by("-held_on", "-id")[:30])
