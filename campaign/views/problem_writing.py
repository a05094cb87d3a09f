"""A problem is written: a new one, with what may already say the same, and changes to one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.enums import PostKind
from accounts.models import Department, Post
from accounts.selectors import posts_on
from campaign.enums import ListKind, ReviewAct, RowKind
from campaign.forms.review import (
    ProblemForm,
    VersionForm,
    problem_initial,
)
from campaign.models import Finding, Problem
from campaign.permissions import (
    review_options,
)
from campaign.presenters import review as words
from campaign.selectors import entries_of, lists_of
from campaign.selectors import review as selectors
from campaign.selectors.research import findings_within
from campaign.services import finding_to_problem
from campaign.services import review as services
from campaign.services.review import problem_key
from campaign.validators import is_leading_rank
from campaign.views.base import Visit, done, page_methods
from campaign.views.review import NOBODY, departments_to_write, find, on_business, page, scope
from core.api.rows import as_uid
from core.errors import Conflict, Denied, DomainError

_LEADING = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING, PostKind.TEAM_MEMBER)


def _finding_asked(request: HttpRequest, visit: Visit) -> Finding | None:
    """The finding that `?from=finding:<uid>` names, which is to become the problem; Http404 for one
    that the person does not read."""
    kind, _, word = request.GET.get("from", "").partition(":")
    if kind != RowKind.FINDING:
        return None
    uid = as_uid(word)
    found = findings_within(scope(visit)).filter(uid=uid).first() if uid else None
    if found is None:
        raise Http404
    return found


def _initial(visit: Visit, row: Problem | None, finding: Finding | None) -> dict[str, Any]:
    """What the form shows first: the problem, or what its finding says already."""
    if row is not None:
        return problem_initial(row)
    if finding is None:
        return {"found_on": visit.on}
    sources = visit.campaign.sources.active().filter(code="research")
    return {
        "text": finding.text,
        "found_on": finding.visit.on if finding.visit else visit.on,
        "source": sources.first(),
        "is_sensitive": "yes" if finding.is_sensitive else "",
    }


def _form(
    request: HttpRequest,
    visit: Visit,
    row: Problem | None = None,
    finding: Finding | None = None,
) -> ProblemForm:
    units = [row.department] if row is not None else departments_to_write(visit)
    if finding is not None:
        units = [unit for unit in units if unit.pk == finding.department_id]
    if not units:
        raise Denied(NOBODY)
    return ProblemForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(visit, row, finding),
        lists=lists_of(visit.campaign),
        givers=entries_of(visit.campaign, ListKind.OPINION_GIVER)[ListKind.OPINION_GIVER],
        posts=_leaders(units, visit),
        departments=units,
        similar_url=visit.url("problem_similar"),
        today=visit.on,
        auto_id="f_%s",
    )


def _leaders(units: Sequence[Department], visit: Visit) -> list[Post]:
    posts = posts_on(visit.on).filter(department__in=units, kind__in=_LEADING)
    posts = posts.select_related("person", "department")
    ordered = posts.order_by("department__sort_order", "department_id", "order", "id")
    return [post for post in ordered if is_leading_rank(post.rank)]


@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new problem; what may already say the same is shown before it is saved."""
    visit = on_business(request)
    finding = _finding_asked(request, visit)
    form = _form(request, visit, finding=finding)
    similar: list[dict[str, Any]] = []
    status = 200
    if request.method == "POST" and form.is_valid():
        similar = _unseen(request, visit, form)
        if not similar:
            try:
                row = _register(visit, form, finding)
            except DomainError as refusal:
                form.place(refusal)
                status = refusal.status
            else:
                return done(request, "问题已登记，请确定处理方式。", words.problem_url(row))
    elif request.method == "POST":
        status = 422
    return _form_page(request, visit, form, similar=similar, status=status)


def _register(visit: Visit, form: ProblemForm, finding: Finding | None) -> Problem:
    common = {"content": form.content(), "by": visit.user, "at": visit.at}
    if finding is not None:
        return finding_to_problem(finding=finding, **common)
    return services.register_problem(
        campaign=visit.campaign, department=form.department(), **common
    )


def _unseen(request: HttpRequest, visit: Visit, form: ProblemForm) -> list[dict[str, Any]]:
    """What may be the same; nothing once it has been shown for this very text."""
    text = form.cleaned_data["text"]
    if problem_key(text) == request.POST.get("seen", ""):
        return []
    return _similar(visit, text, form.department())


def _similar(
    visit: Visit, text: str, department: Department | None, besides: Problem | None = None
) -> list[dict[str, Any]]:
    found = selectors.similar_problems(
        campaign=visit.campaign,
        text=text,
        scope=scope(visit),
        department=department,
        besides=besides,
    )
    elsewhere = selectors.similar_elsewhere(
        campaign=visit.campaign,
        text=text,
        user=visit.user,
        on=visit.on,
        departments=[department] if department else [],
    )
    return words.similar_rows(found, elsewhere)


def _form_page(
    request: HttpRequest,
    visit: Visit,
    form: ProblemForm,
    *,
    similar: Sequence[dict[str, Any]] = (),
    row: Problem | None = None,
    status: int = 200,
) -> HttpResponse:
    questions = entries_of(visit.campaign, ListKind.GAP_QUESTION)[ListKind.GAP_QUESTION]
    text = form.cleaned_data.get("text", "") if similar else ""
    return page(
        request,
        visit,
        "problem_form",
        "problems",
        status=status,
        form=form,
        problem=row,
        similar=similar,
        seen=problem_key(text) if similar else request.POST.get("seen", ""),
        questions=questions,
        has_errors=bool(form.errors),
        more_open=row is not None or any(field.errors for field in form.about()),
        cancel_url=words.problem_url(row) if row is not None else visit.url("problems"),
    )


@require_safe
@login_required
def similar(request: HttpRequest) -> HttpResponse:
    """What may already say the same as the text being typed: a part of the form's page."""
    visit = on_business(request)
    text = request.GET.get("text", "")[:5000].replace("\0", "")
    units = departments_to_write(visit)
    asked = request.GET.get("department", "")
    department = next((d for d in units if str(d.uid) == asked), None)
    if department is None and len(units) == 1:
        department = units[0]
    rows = _similar(visit, text, department)
    return render(request, "campaign/_similar_problems.html", {"similar": rows})


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change the words of an undecided problem; after a conflict both sides are shown."""
    visit = on_business(request)
    row = find(visit, uid)
    option = review_options(visit.user, row, visit.on)[ReviewAct.EDIT]
    if not option.allowed:
        raise Denied(option.reason)
    form = _form(request, visit, row)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = {"problem": row, "by": visit.user, "at": visit.at}
            given |= {"content": form.content(), "version": form.cleaned_data["version"]}
            try:
                services.edit_problem(**given)
            except Conflict as refusal:
                form = beside(form, refusal)
                status = refusal.status
            except DomainError as refusal:
                form.place(refusal)
                status = refusal.status
            else:
                return done(request, "已保存。", words.problem_url(row))
    return _form_page(request, visit, form, row=row, status=status)


def beside(form: VersionForm, refusal: Conflict) -> Any:
    """What is stored by now stands beside each field; saved again, it replaces that knowingly."""
    data = form.data.copy()
    if "version" in refusal.current:
        data["version"] = str(refusal.current["version"])
    form.data = data
    form.add_error(None, refusal.detail)
    for name, value in refusal.current.items():
        if name in form.fields and name != "version" and str(value) != data.get(name, ""):
            form.add_error(name, f"他人已改为“{value}”。仍要改成您填写的内容，请再次保存。")
    return form
