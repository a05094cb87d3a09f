"""A problem gets its outcome, or the outcome is taken back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from campaign.enums import ProblemState, ReviewAct
from campaign.forms.review import (
    MergeForm,
    ReasonForm,
    SolveForm,
    VersionForm,
)
from campaign.models import Problem
from campaign.permissions import (
    review_options,
)
from campaign.presenters import review as words
from campaign.selectors import review as selectors
from campaign.services import review as services
from campaign.views.base import Visit, done, page_methods
from campaign.views.problem_writing import beside
from campaign.views.review import find, on_business, page, scope
from core.errors import Conflict, Denied, DomainError

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
        status = _tried(which, row, form, visit)
        if not status:
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


def _tried(which: ReviewAct, row: Problem, form: VersionForm, visit: Visit) -> int:
    """0 where it was done, else the status of the refusal, which stands in the form."""
    if not form.is_valid():
        return 422
    try:
        _do(which, row, form, visit)
    except Conflict as refusal:
        beside(form, refusal)
        return refusal.status
    except DomainError as refusal:
        form.place(refusal)
        return refusal.status
    return 0


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
