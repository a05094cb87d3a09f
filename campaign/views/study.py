"""Pages of study: sessions, the matrix of forms, the reading list, and one session."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign import services
from campaign.enums import ListKind, RowKind, SessionState
from campaign.filters.study import OutcomeFilter, SessionFilter
from campaign.forms.study import (
    CancelForm,
    SessionForm,
    VersionedForm,
    initial_of,
)
from campaign.models import StudySession
from campaign.permissions import OWN, own_departments, scope_of, why_not
from campaign.presenters import study as words
from campaign.selectors import entries_of
from campaign.selectors import study as selectors
from campaign.selectors.links import ItemLink, items_from
from campaign.selectors.streams import departments_named, departments_within
from campaign.views.base import Visit, done, page_methods, show, status_of, tried, visit_of
from campaign.views.listing import department_choices, listed
from core.errors import Conflict, Denied, NotFound

STUDY_LISTS = (ListKind.STUDY_FORM, ListKind.STUDY_MATERIAL, ListKind.STUDY_WAY)
OUTCOME_LISTS = (ListKind.STUDY_CONVERSION, ListKind.OBJECTIVE)
NO_BUSINESS = "系统管理、安全保密、安全审计三类管理员不查看业务数据。"


def on_business(request: HttpRequest) -> Visit:
    """Who asks for which campaign; Denied for the three administrators."""
    if request.user.admin_role:
        raise Denied(NO_BUSINESS)
    return visit_of(request)


def choices_of(visit: Visit, *kinds: ListKind) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """What the filters above a list offer: departments that the person reads, and lists."""
    scope = scope_of(visit.user, visit.on)
    units = department_choices(departments_within(scope, visit.campaign))
    found = {"department": ("单位", units)} if len(units) > 1 else {}
    for kind, rows in entries_of(visit.campaign, *kinds).items() if kinds else ():
        name = {ListKind.STUDY_FORM: "form", ListKind.STUDY_CONVERSION: "kind"}[kind]
        label = {"form": "形式", "kind": "类别"}[name]
        found[name] = (label, [(row.code, row.name) for row in rows])
    return found


def session_of(visit: Visit, uid: UUID) -> StudySession:
    """A session that the person may read; NotFound for any other."""
    rows = selectors.with_lists(selectors.sessions_within(scope_of(visit.user, visit.on)))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


def links_of(visit: Visit, kind: RowKind, rows: Iterable[Any]) -> dict[int, list[ItemLink]]:
    """What became of rows higher up, as the person may know it."""
    return items_from(kind, [row.pk for row in rows], user=visit.user, on=visit.on)


def may_write(visit: Visit, row: Any, what: str) -> bool:
    """Whether the person may change the row: its department's own people do."""
    place = {"campaign": row.campaign, "department": row.department, "on": visit.on}
    return not why_not(visit.user, OWN, **place, what=what)


def answered(form: VersionedForm, act: Callable[[], Any]) -> bool:
    """Do the act; after a conflict the stored values stand beside the typed ones."""
    if tried(form, act):
        return True
    refusal = getattr(form, "refusal", None)
    if isinstance(refusal, Conflict) and refusal.current:
        form.shown_beside(refusal.current)
    return False


def form_page(
    request: HttpRequest, visit: Visit, form: Any, *, title: str, **context: Any
) -> HttpResponse:
    """The page of one form; `cancel_url` leads back."""
    return show(
        request,
        visit,
        "stream_form",
        status=status_of(form),
        form=form,
        title=title,
        **{"submit": "保存", **context},
    )


@require_safe
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """Collective sessions, the latest first."""
    visit = on_business(request)
    rows = selectors.sessions_within(scope_of(visit.user, visit.on))
    choices = choices_of(visit, ListKind.STUDY_FORM)
    choices["state"] = ("状态", SessionState.choices)
    context = listed(
        request,
        rows.filter(campaign=visit.campaign),
        filters=SessionFilter,
        ordering=selectors.SESSION_ORDER,
        choices=choices,
    )
    return show(
        request,
        visit,
        "study_sessions",
        tabs=words.tabs("sessions", visit.query),
        columns=words.SESSION_COLUMNS,
        rows=[words.session_row(row) for row in context["found"]],
        may_plan=bool(own_departments(visit.user, visit.on)),
        new_url=visit.url("study_new"),
        clear_url=visit.url("study"),
        crumbs=words.crumbs(),
        **context,
    )


@require_safe
@login_required
def matrix(request: HttpRequest) -> HttpResponse:
    """Form × department: what has been held and planned; empty cells say something too."""
    visit = on_business(request)
    found = selectors.matrix_of(scope_of(visit.user, visit.on), visit.campaign)
    return show(
        request,
        visit,
        "study_matrix",
        tabs=words.tabs("matrix", visit.query),
        table=words.matrix_table(found, visit.query, own_departments(visit.user, visit.on)),
        caption=words.NOT_RANKED,
        crumbs=words.crumbs(),
    )


@require_safe
@login_required
def reading(request: HttpRequest) -> HttpResponse:
    """The reading list: what is to be read, and who planned sessions on it."""
    visit = on_business(request)
    scope = scope_of(visit.user, visit.on)
    items = selectors.reading_list(scope, visit.campaign)
    return show(
        request,
        visit,
        "study_reading",
        tabs=words.tabs("reading", visit.query),
        items=items,
        ways=words.way_facts(selectors.ways_covered(scope, visit.campaign)),
        study_url=visit.url("study"),
        joint="&" if visit.query else "?",
        caption=words.NOT_RANKED,
        crumbs=words.crumbs(),
    )


@require_safe
@login_required
def session(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One session: what was planned, who was there, what came of it."""
    visit = on_business(request)
    row = session_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    may = may_write(visit, row, "修改集中学习")
    makes = visit.registers(row.department_id)
    rows = selectors.outcomes_within(scope_of(visit.user, visit.on)).filter(session=row)
    outcomes = list(rows.order_by("id"))
    items = links_of(visit, RowKind.OUTCOME, outcomes)
    attendance = row.attendances.order_by("order", "id")
    return show(
        request,
        visit,
        "study_session",
        session=row,
        tag=words.STATE_TAGS[row.state],
        facts=words.session_facts(row),
        attendance=words.attendance_facts(attendance),
        outcomes=[
            words.outcome_card(o, items.get(o.pk, ()), may_write=may, may_register=makes)
            for o in outcomes
        ],
        actions=words.session_actions(row, may_write=may),
        crumbs=words.crumbs((row.title, "")),
    )


def _session_form(
    visit: Visit, data: Any, row: StudySession | None, department: str = ""
) -> SessionForm:
    if row is not None:
        departments, initial = [row.department], {**initial_of(row), "version": row.version}
    else:
        departments = departments_named(own_departments(visit.user, visit.on))
        chosen = next((d for d in departments if d.code == department), None)
        initial = {"department": chosen} if chosen else {}
    scope = scope_of(visit.user, visit.on)
    problems = selectors.problems_to_aim_at(scope, visit.campaign, departments)
    return SessionForm(
        data,
        initial=initial,
        departments=departments,
        lists=entries_of(visit.campaign, *STUDY_LISTS),
        problems=problems,
        state=row.state if row else SessionState.PLANNED,
        today=visit.on,
    )


@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Plan a session of one's department."""
    visit = on_business(request)
    if not own_departments(visit.user, visit.on):
        raise Denied("安排集中学习由本单位的联络员、经办人、班子成员或第一责任人办理，您目前不是。")
    form = _session_form(visit, request.POST or None, None, request.GET.get("department", ""))
    if not form.is_bound and request.GET.get("form"):
        rows = form.fields["form"].rows.values()
        form.initial["form"] = next((r for r in rows if r.code == request.GET["form"]), None)
    made = []
    if request.method == "POST" and answered(form, lambda: made.append(_plan(form, visit))):
        return done(request, "已列入学习计划。", words.session_url(made[0]))
    return form_page(
        request,
        visit,
        form,
        title="安排集中学习",
        sub="自学不用登记；这里只安排集中学习",
        submit="列入计划",
        cancel_url=visit.url("study"),
        crumbs=words.crumbs(("安排集中学习", "")),
    )


def _plan(form: SessionForm, visit: Visit) -> StudySession:
    return services.plan_session(
        campaign=visit.campaign,
        department=form.unit,
        content=form.content(),
        by=visit.user,
        at=visit.at,
    )


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a session."""
    visit = on_business(request)
    row = session_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    form = _session_form(visit, request.POST or None, row)

    def act() -> None:
        services.change_session(
            session=row,
            content=form.content(),
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
            summary=form.cleaned_data.get("summary"),
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已保存。", words.session_url(row))
    return _act_page(request, visit, row, form, title="修改集中学习")


@page_methods
@login_required
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Cancel a planned session, with the reason."""
    visit = on_business(request)
    row = session_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    form = CancelForm(request.POST or None, initial={"version": row.version}, today=visit.on)

    def act() -> None:
        services.cancel_session(
            session=row,
            reason=form.cleaned_data["cancel_reason"],
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已取消，记录保留。", words.session_url(row))
    return _act_page(request, visit, row, form, title="取消集中学习", submit="取消这次学习")


def _act_page(
    request: HttpRequest, visit: Visit, row: StudySession, form: Any, *, title: str, **words_: Any
) -> HttpResponse:
    url = words.session_url(row)
    return form_page(
        request,
        visit,
        form,
        title=title,
        sub=f"{row.department.short_name}：{row.title}",
        cancel_url=url,
        crumbs=words.crumbs((row.title, url), (title, "")),
        **words_,
    )


@require_safe
@login_required
def outcomes(request: HttpRequest) -> HttpResponse:
    """What study turned into, the latest first."""
    visit = on_business(request)
    rows = selectors.outcomes_within(scope_of(visit.user, visit.on))
    context = listed(
        request,
        rows.filter(campaign=visit.campaign),
        filters=OutcomeFilter,
        ordering=selectors.OUTCOME_ORDER,
        choices=choices_of(visit, ListKind.STUDY_CONVERSION),
    )
    items = links_of(visit, RowKind.OUTCOME, context["found"])
    cards = [
        words.outcome_card(
            row,
            items.get(row.pk, ()),
            may_write=may_write(visit, row, "修改学习成果"),
            may_register=visit.registers(row.department_id),
        )
        for row in context["found"]
    ]
    return show(
        request,
        visit,
        "study_outcomes",
        tabs=words.tabs("outcomes", visit.query),
        outcomes=cards,
        clear_url=visit.url("study_outcomes"),
        crumbs=words.crumbs(),
        **context,
    )
