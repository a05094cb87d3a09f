"""Pages of a department's study plan."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Department
from campaign import services
from campaign.forms.study import PlanForm, PlanImportForm
from campaign.imports.study import COLUMNS, LONG, PlanReader
from campaign.models import StudyPlan
from campaign.permissions import OWN, check_stream, own_departments, scope_of, why_not
from campaign.presenters import study as words
from campaign.presenters.mending import Preview, Shape
from campaign.selectors import study as selectors
from campaign.selectors.streams import departments_within
from campaign.views.base import Visit, done, page_methods, show
from campaign.views.mending import CARRIED, Mending, mending_of
from campaign.views.study import answered, form_page, on_business
from core.errors import DomainError, NotFound
from core.imports.tables import read_known


def department_of(visit: Visit, uid: UUID) -> Department:
    """A department whose rows the person may read; NotFound for any other."""
    rows = departments_within(scope_of(visit.user, visit.on), visit.campaign)
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


@require_safe
@login_required
def plans(request: HttpRequest) -> HttpResponse:
    """Study plans by department, in rank order."""
    visit = on_business(request)
    rows = selectors.departments_with_plans(scope_of(visit.user, visit.on), visit.campaign)
    own = own_departments(visit.user, visit.on)
    return show(
        request,
        visit,
        "study_plans",
        tabs=words.tabs("plans", visit.query),
        rows=words.plan_rows(rows, own, visit.query),
        caption=words.NOT_RANKED,
        crumbs=words.crumbs(),
    )


@require_safe
@login_required
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One department's plan: its aim, and its sessions in the order of their days."""
    visit = on_business(request)
    department = department_of(visit, uid)
    scope = scope_of(visit.user, visit.on)
    found = StudyPlan.objects.within(scope).filter(campaign=visit.campaign, department=department)
    rows = selectors.sessions_of_plan(scope, visit.campaign, department)
    place = {"campaign": visit.campaign, "department": department, "on": visit.on}
    may = not why_not(visit.user, OWN, **place, what="编制学习计划")
    return show(
        request,
        visit,
        "study_plan",
        department=department,
        plan=found.first(),
        rows=rows,
        may_write=may,
        edit_url=visit.url("study_plan_edit", uid=department.uid),
        import_url=visit.url("study_import", uid=department.uid),
        new_url=words.new_session_url(department, visit.query),
        crumbs=words.crumbs(
            ("学习计划", visit.url("study_plans")), (f"{department.short_name}学习计划", "")
        ),
    )


@page_methods
@login_required
def edit_plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The aim and the number of a plan."""
    visit = on_business(request)
    department = department_of(visit, uid)
    found = StudyPlan.objects.filter(campaign=visit.campaign, department=department).first()
    initial = (
        {"aim": found.aim, "document_number": found.document_number, "version": found.version}
        if found
        else {}
    )
    form = PlanForm(request.POST or None, initial=initial, today=visit.on)
    url = visit.url("study_plan", uid=uid)

    def act() -> None:
        given = form.cleaned_data
        services.save_plan(
            campaign=visit.campaign,
            department=department,
            aim=given["aim"],
            document_number=given["document_number"],
            by=visit.user,
            at=visit.at,
            version=given["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "学习计划已保存。", url)
    return form_page(
        request,
        visit,
        form,
        title="学习目标和文号",
        sub=department.name,
        cancel_url=url,
        crumbs=words.crumbs((f"{department.short_name}学习计划", url), ("学习目标和文号", "")),
    )


@page_methods
@login_required
def bring_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A plan as a table, pasted or uploaded: looked at first, then taken in whole.

    Nothing is stored before that: the table travels in the form and is mended there cell by cell.
    """
    visit = on_business(request)
    department = department_of(visit, uid)
    place = {"campaign": visit.campaign, "department": department, "on": visit.on}
    check_stream(visit.user, OWN, **place, what="导入学习计划")
    form = PlanImportForm(request.POST or None, request.FILES or None, today=visit.on)
    url = visit.url("study_plan", uid=uid)
    shown = _read(request, form, visit, department) if request.method == "POST" else None
    asked = request.POST.get("act") == "apply"
    if shown and asked and shown.may_apply:
        return done(request, _take_in(visit, department, shown), url)
    if shown and asked and not shown.good:
        form.add_error(None, "表中没有可以导入的新内容，没有新增。")
    wrong = bool(form.errors) or bool(shown and shown.wrong)
    return show(
        request,
        visit,
        "study_import",
        status=422 if wrong else 200,
        form=form,
        p=shown,
        has_errors=wrong,
        columns=words.IMPORT_COLUMNS,
        department=department,
        again_url=visit.url("study_import", uid=uid),
        cancel_url=url,
        crumbs=words.crumbs((f"{department.short_name}学习计划", url), ("导入", "")),
    )


def _take_in(visit: Visit, department: Department, shown: Preview) -> str:
    """Plan the sessions of a table; returns the sentence that says how many."""
    services.plan_sessions(
        campaign=visit.campaign,
        department=department,
        contents=[row.content for row in shown.good],
        by=visit.user,
        at=visit.at,
    )
    known = f"，已有的 {len(shown.known)} 次没有重复导入" if shown.known else ""
    return f"已导入 {len(shown.good)} 次集中学习{known}{shown.left_text}。"


def _read(
    request: HttpRequest, form: PlanImportForm, visit: Visit, department: Department
) -> Preview | None:
    """The table that was sent, or sent back by the preview; a refusal stands in the form."""
    again = CARRIED in request.POST
    if not form.is_valid():
        return None
    reader = PlanReader(visit.campaign, department.pk)
    try:
        if again:
            mending = mending_of(request.POST, COLUMNS)
        else:
            mending = Mending(read_known(form.grids(), COLUMNS))
        found, mending = mending.understood(reader)
        return mending.shown(found, Shape(COLUMNS, reader.words(), long=LONG))
    except DomainError as refusal:
        form.add_error(None, refusal.detail)
        return None
