"""Pages of problem review: the list and one problem; what all of its pages share."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Department
from campaign.enums import ProblemState, ReviewAct, RowKind
from campaign.filters.review import ProblemFilter
from campaign.models import Problem
from campaign.permissions import (
    OFFICE,
    own_departments,
    review_options,
    scope_of,
    stream_roles,
)
from campaign.presenters import review as words
from campaign.querysets import Scope
from campaign.selectors import lists_of
from campaign.selectors import review as selectors
from campaign.selectors.links import items_from
from campaign.selectors.streams import departments_named, departments_within
from campaign.services import review as services
from campaign.validators import rule_value
from campaign.views.base import Visit, show, visit_of
from campaign.views.listing import department_choices, listed
from core import workdays as calendar
from core.errors import Denied
from journal.selectors import timeline

NO_BUSINESS = "系统管理、安全保密、安全审计三类管理员不查看业务数据。"
NOBODY = "登记问题由各单位联络员、经办人、班子成员和领导小组办公室办理，您没有这一身份。"
PAGE_SIZE = 25
LEADERS_SHOWN = 5


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
    context = listed(
        request,
        selectors.for_list(rows),
        filters=_filters(visit, days),
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
        export_url=_with_query(visit.url("problem_export"), kept) if context["rows"] else "",
        new_url=visit.url("problem_new") if departments_to_write(visit) else "",
    )


def _filters(visit: Visit, days: calendar.Workdays) -> Callable[[Any, Any], ProblemFilter]:
    """The filter set as the list makes it, with the day on which it is asked."""

    def filters(data: Any, found: Any) -> ProblemFilter:
        return ProblemFilter(data, found, on=visit.on, workdays=days)

    filters.base_filters = ProblemFilter.base_filters
    return filters


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
    link_url = _item_url("attach", row) if is_office(visit) else ""
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
        actions=words.actions_of(row, options, _item_url("new", row), link_url),
        merged=[words.problem_row(one, line, limit) for one in selectors.for_list(merged)],
        into_url=words.problem_url(row.merged_into) if row.merged_into else "",
        entries=words.timeline_of(timeline("campaign.problem", row.pk)),
        waiting_for=_waiting_for(options),
        items=items_from(RowKind.PROBLEM, [row.pk], user=visit.user, on=visit.on).get(row.pk, []),
    )


def _item_url(name: str, row: Problem) -> str:
    """Where an item is made of the problem, or takes it in."""
    return f"{reverse(f'rectification:{name}')}?from=problem:{row.uid}"


def _waiting_for(options: Any) -> str:
    """Why somebody who may settle the problem may not decline it."""
    decline = options[ReviewAct.DECLINE]
    return "" if decline.allowed or not options[ReviewAct.SOLVE].allowed else decline.reason
