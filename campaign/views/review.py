"""Pages of problem review: the list, one problem, a new one, and what becomes of it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.enums import PostKind
from accounts.models import Department, Post
from accounts.selectors import posts_on
from campaign.enums import ListKind, ProblemState, ReviewAct, RowKind
from campaign.filters.review import ProblemFilter
from campaign.forms.review import (
    MergeForm,
    ProblemForm,
    ReasonForm,
    SolveForm,
    VersionForm,
    problem_initial,
)
from campaign.models import Finding, Problem
from campaign.permissions import (
    OFFICE,
    own_departments,
    review_options,
    scope_of,
    stream_roles,
)
from campaign.presenters import review as words
from campaign.querysets import Scope
from campaign.selectors import entries_of, lists_of
from campaign.selectors import review as selectors
from campaign.selectors.links import items_from
from campaign.selectors.research import findings_within
from campaign.selectors.streams import departments_named, departments_within
from campaign.services import finding_to_problem
from campaign.services import review as services
from campaign.services.review import problem_key
from campaign.validators import is_leading_rank, rule_value
from campaign.views.base import Visit, done, page_methods, show, visit_of
from campaign.views.listing import department_choices, listed
from core import workdays as calendar
from core.api.rows import as_uid
from core.errors import Conflict, Denied, DomainError
from journal.selectors import timeline

NO_BUSINESS = "系统管理、安全保密、安全审计三类管理员不查看业务数据。"
NOBODY = "登记问题由各单位联络员、经办人、班子成员和领导小组办公室办理，您没有这一身份。"
PAGE_SIZE = 25
LEADERS_SHOWN = 5
_LEADING = (PostKind.FIRST_IN_CHARGE, PostKind.ACTING, PostKind.TEAM_MEMBER)


CRUMBS = {
    "problem": "问题",
    "problem_form": "填写问题",
    "problem_act": "处理问题",
    "problem_import": "导入问题清单",
    "coverage": "对照检视情况",
    "nothing_found": "对照检视情况",
    "leaders": "以上率下",
    "leader": "以上率下",
}
"""What the last crumb of each page says."""


def on_business(request: HttpRequest) -> Visit:
    """Who asks for which campaign; Denied for the three administrators."""
    if request.user.admin_role:
        raise Denied(NO_BUSINESS)
    return visit_of(request)


def scope(visit: Visit) -> Scope:
    return scope_of(visit.user, visit.on)


def is_office(visit: Visit) -> bool:
    """Whether the person is of the campaign's office."""
    held = stream_roles(visit.user, campaign_id=visit.campaign.pk, department_id=None, on=visit.on)
    return bool(held.intersection(OFFICE))


def departments_to_write(visit: Visit) -> list[Department]:
    """In whose name the person may register: his own units; the office for every one."""
    if visit.campaign.archived_at:
        return []
    if is_office(visit):
        return list(departments_within(scope(visit), visit.campaign))
    return departments_named(own_departments(visit.user, visit.on))


def page(
    request: HttpRequest, visit: Visit, template: str, tab: str, **context: Any
) -> HttpResponse:
    """A page of problem review with its tabs."""
    names = ("problems", "coverage", "leaders")
    links = {name: visit.url(name) for name in names}
    last = CRUMBS.get(template, "")
    crumbs = [("主题教育", visit.url("page")), ("检视问题", links["problems"] if last else "")]
    crumbs += [(last, "")] if last else []
    context = {"crumbs": crumbs, "review_links": links, "tab": tab, **context}
    return show(request, visit, template, **context)


def find(visit: Visit, uid: UUID) -> Problem:
    """The problem whole; Http404 for one that is not for this person. Reading a sensitive one is
    journalled, once a day."""
    rows = selectors.for_page(Problem.objects.within(scope(visit)))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    services.note_reading(problem=found, by=visit.user, at=visit.at)
    return found


@require_safe
@login_required
def problems(request: HttpRequest) -> HttpResponse:
    """The list with its views and filters; for a department its leaders' own come first."""
    visit = on_business(request)
    reach, campaign = scope(visit), visit.campaign
    days = calendar.load()
    line = selectors.waiting_line(campaign, visit.on, days)
    limit = rule_value(campaign.rules, selectors.WAITING_RULE)
    rows = Problem.objects.within(reach).filter(campaign=campaign)
    units = list(departments_within(reach, campaign))

    def filters(data: Any, found: Any) -> ProblemFilter:
        return ProblemFilter(data, found, on=visit.on, workdays=days)

    filters.base_filters = ProblemFilter.base_filters
    context = listed(
        request,
        selectors.for_list(rows),
        filters=filters,
        ordering=("-id",),
        choices=_choices(visit, units),
    )
    given = [(n, v) for n in request.GET for v in request.GET.getlist(n) if v]
    kept = [pair for pair in given if pair[0] in ProblemFilter.base_filters]
    asked = _department_asked(request, units)
    first = rows.filter(owner_post__isnull=False, state=ProblemState.OPEN)
    first = selectors.for_list(first.filter(department=asked)).order_by("-id") if asked else ()
    counts = selectors.bucket_counts(rows, line)
    context["rows"] = [words.problem_row(row, line, limit) for row in context.pop("found")]
    return page(
        request,
        visit,
        "problems",
        "problems",
        **context,
        views=words.tabs(counts, limit, kept, visit.query),
        leaders_own=[words.problem_row(row, line, limit) for row in first[:LEADERS_SHOWN]],
        leaders_of=asked,
        unseen=words.hidden_words(selectors.hidden_sensitive(campaign, reach)),
        summary=f"每页 {PAGE_SIZE} 条",
        clear_url=visit.url("problems"),
        import_url=visit.url("problem_import"),
        export_url=_with_query(visit.url("problem_export"), kept),
        new_url=visit.url("problem_new") if departments_to_write(visit) else "",
    )


def _with_query(url: str, pairs: Sequence[tuple[str, str]]) -> str:
    query = words.problems_url(pairs).partition("?")[2]
    return f"{url}{'&' if '?' in url else '?'}{query}" if query else url


def _department_asked(request: HttpRequest, units: list[Department]) -> Department | None:
    """The one department that the list is about, if it is about one."""
    tops = [unit for unit in units if not unit.is_sub_unit] or units
    if len(tops) == 1:
        return tops[0]
    codes = request.GET.getlist("department")
    return next((unit for unit in units if codes == [unit.code]), None)


def _choices(visit: Visit, units: list[Department]) -> dict[str, Any]:
    lists = lists_of(visit.campaign)

    def codes(rows: Sequence[Any]) -> list[tuple[str, str]]:
        return [(row.code, row.name) for row in rows]

    found: dict[str, Any] = {}
    if len(units) > 1:
        found["department"] = ("单位", department_choices(units))
    found["dimension"] = ("检视方面", codes(lists.dimensions))
    found["method"] = ("查找方式", codes(lists.methods))
    found["source"] = ("来源", codes(lists.sources))
    return found


@require_safe
@login_required
def problem(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One problem: what, why, what became of it, and its history."""
    visit = on_business(request)
    row = find(visit, uid)
    limit = rule_value(row.campaign.rules, selectors.WAITING_RULE)
    line = selectors.waiting_line(row.campaign, visit.on, calendar.load())
    options = review_options(visit.user, row, visit.on)
    merged = Problem.objects.within(scope(visit)).filter(merged_into=row)
    return page(
        request,
        visit,
        "problem",
        "problems",
        problem=row,
        facts=words.facts_of(row),
        causes=words.causes_of(row),
        line=words.problem_row(row, line, limit),
        actions=words.actions_of(row, options, _convert_url(row)),
        merged=[words.problem_row(one, line, limit) for one in selectors.for_list(merged)],
        into_url=words.problem_url(row.merged_into) if row.merged_into else "",
        entries=words.timeline_of(timeline("campaign.problem", row.pk)),
        waiting_for=_waiting_for(options),
        items=items_from(RowKind.PROBLEM, [row.pk], user=visit.user, on=visit.on).get(row.pk, []),
    )


def _convert_url(row: Problem) -> str:
    return f"{reverse('rectification:new')}?from=problem:{row.uid}"


def _waiting_for(options: Any) -> str:
    """Why somebody who may settle the problem may not decline it."""
    decline = options[ReviewAct.DECLINE]
    return "" if decline.allowed or not options[ReviewAct.SOLVE].allowed else decline.reason


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
                form = _beside(form, refusal)
                status = refusal.status
            except DomainError as refusal:
                form.place(refusal)
                status = refusal.status
            else:
                return done(request, "已保存。", words.problem_url(row))
    return _form_page(request, visit, form, row=row, status=status)


def _beside(form: VersionForm, refusal: Conflict) -> Any:
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


ACTS: dict[str, tuple[ReviewAct, type[VersionForm], str, str]] = {
    "solve": (ReviewAct.SOLVE, SolveForm, "当场解决", "已记为当场解决。"),
    "decline": (ReviewAct.DECLINE, ReasonForm, "不予采纳", "已记为不予采纳，并告知登记人。"),
    "merge": (ReviewAct.MERGE, MergeForm, "合并到另一问题", "已合并。"),
    "withdraw": (ReviewAct.WITHDRAW, ReasonForm, "撤回处理", "已撤回，重新待处理。"),
}
LEADS = {
    "solve": "当场改了的问题到此为止，不再转为整改事项。",
    "decline": "不予采纳须写明理由，登记人和单位联络员会收到告知。",
    "merge": "说的是同一件事的问题合并成一条；合错了可以撤回。",
    "withdraw": "撤回后问题重新待处理，时限从今天起重新计算。",
}


@page_methods
@login_required
def act(request: HttpRequest, uid: UUID, name: str) -> HttpResponse:
    """Give a problem its outcome, or take it back."""
    if name not in ACTS:
        raise Http404
    visit = on_business(request)
    row = find(visit, uid)
    which, kind, title, said = ACTS[name]
    option = review_options(visit.user, row, visit.on)[which]
    if not option.allowed and request.method != "POST":
        raise Denied(option.reason)
    form = kind(
        request.POST if request.method == "POST" else None,
        initial={"version": row.version},
        today=visit.on,
        auto_id="f_%s",
    )
    if isinstance(form, MergeForm):
        form.offer(_candidates(visit, row))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _do(which, row, form, visit)
            except DomainError as refusal:
                status = refusal.status
                if isinstance(refusal, Conflict):
                    _beside(form, refusal)
                else:
                    form.place(refusal)
            else:
                return done(request, said, words.problem_url(row))
    return page(
        request,
        visit,
        "problem_act",
        "problems",
        status=status,
        form=form,
        problem=row,
        act_title=title,
        lead=LEADS[name],
        has_errors=bool(form.errors),
        cancel_url=words.problem_url(row),
    )


def _candidates(visit: Visit, row: Problem) -> list[Problem]:
    """What a problem may be merged into: the likest first, then the department's latest."""
    reach = scope(visit)
    near = selectors.similar_problems(
        campaign=row.campaign, text=row.text, scope=reach, besides=row
    )
    rows = (
        Problem.objects.within(reach)
        .counted()
        .filter(campaign=row.campaign, is_sensitive=row.is_sensitive)
    )
    latest = rows.filter(department=row.department).exclude(pk=row.pk)
    latest = latest.select_related("department").order_by("-id")[:100]
    found = {one.problem.pk: one.problem for one in near}
    fits = {
        pk: p
        for pk, p in found.items()
        if p.is_sensitive == row.is_sensitive and p.state != ProblemState.DECLINED
    }
    return list({**fits, **{p.pk: p for p in latest if p.pk not in fits}}.values())


def _do(which: ReviewAct, row: Problem, form: VersionForm, visit: Visit) -> None:
    cleaned = form.cleaned_data
    given: dict[str, Any] = {"problem": row, "by": visit.user, "at": visit.at}
    given["version"] = cleaned["version"]
    calls: dict[ReviewAct, tuple[Callable[..., Any], tuple[str, ...]]] = {
        ReviewAct.SOLVE: (services.solve_problem, ("how",)),
        ReviewAct.DECLINE: (services.decline_problem, ("reason",)),
        ReviewAct.MERGE: (services.merge_problem, ("into", "reason")),
        ReviewAct.WITHDRAW: (services.withdraw_decision, ("reason",)),
    }
    call, names = calls[which]
    call(**given, **{name: cleaned[name] for name in names})
