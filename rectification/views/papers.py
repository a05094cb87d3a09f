"""通报 and 约谈: lists, one of them, and the page of each act on it."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Conflict, DomainError
from rectification.enums import CircularAct, InterviewAct
from rectification.forms.papers import CIRCULAR_FORMS, INTERVIEW_FORMS, PaperForm
from rectification.models import Circular, Interview
from rectification.permissions import Situation
from rectification.permissions.papers import (
    allowed_circular_acts,
    allowed_interview_acts,
    check_circular,
    check_interview,
)
from rectification.presenters import papers as words
from rectification.selectors import supervision as selectors
from rectification.services import papers as services
from rectification.views.door import Visit, show, signed_in
from rectification.views.ledger import on_business

PAGE_SIZE = 25
page_methods = require_http_methods(["GET", "HEAD", "POST"])
Act = CircularAct | InterviewAct
NAV = {"nav_key": "notices"}


def _listed(request: HttpRequest, rows: Any, row_of: Callable[[Any], Any]) -> dict[str, Any]:
    pages = Paginator(rows.order_by("-id"), PAGE_SIZE)
    page = pages.get_page(request.GET.get("page"))
    return {
        **NAV,
        "rows": [row_of(row) for row in page.object_list],
        "page": page if pages.num_pages > 1 else None,
        "numbers": pages.get_elided_page_range(page.number),
        "summary": f"共 {pages.count} 件",
    }


@require_safe
@signed_in
def circulars(request: HttpRequest) -> HttpResponse:
    """Drafts and issued circulars, the latest first."""
    visit = on_business(request)
    rows = selectors.circulars_for(visit.user, visit.on)
    context = _listed(request, rows, words.circular_row)
    columns = [{"label": "通报"}, {"label": "事项"}, {"label": "状态"}]
    return show(request, "circulars", {**context, "columns": columns})


@require_safe
@signed_in
def interviews(request: HttpRequest) -> HttpResponse:
    """Interviews, the latest first."""
    visit = on_business(request)
    rows = selectors.interviews_for(visit.user, visit.on)
    context = _listed(request, rows, words.interview_row)
    columns = [
        {"label": "事项"},
        {"label": "单位 / 对象"},
        {"label": "日期 / 约谈人"},
        {"label": "状态"},
    ]
    return show(request, "interviews", {**context, "columns": columns})


def _circular(visit: Visit, uid: UUID) -> Circular:
    rows = selectors.with_rows(selectors.circulars_for(visit.user, visit.on))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _interview(visit: Visit, uid: UUID) -> Interview:
    found = selectors.interviews_for(visit.user, visit.on).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _buttons(kind: str, paper: Circular | Interview, acts: Sequence[Act]) -> list[dict[str, Any]]:
    return [
        {
            "label": act.label,
            "url": reverse(f"rectification:{kind}-act", args=[paper.uid, act.value]),
            "primary": n == 0,
            "danger": act.value == "cancel",
        }
        for n, act in enumerate(acts)
    ]


@require_safe
@signed_in
def circular(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One circular: its text, and the items behind it."""
    visit = on_business(request)
    found = _circular(visit, uid)
    acts = allowed_circular_acts(found, visit.user, visit.at)
    may_remove = CircularAct.REMOVE in acts
    remove = reverse("rectification:circular-act", args=[uid, CircularAct.REMOVE.value])
    shown = sorted(
        (act for act in acts if act != CircularAct.REMOVE),
        key=[CircularAct.ISSUE, *CircularAct].index,
    )
    items = words.circular_items(found.rows.all(), remove if may_remove else "", found.edited_at)
    context = {
        **NAV,
        "circular": found,
        "tag": words.CIRCULAR_TAGS[found.state],
        "ended": words.ended_words(found),
        "columns": words.CIRCULAR_COLUMNS + ([{"label": "操作"}] if may_remove else []),
        "rows": items,
        "actions": _buttons("circular", found, shown),
        "crumbs": [("通报", reverse("rectification:circulars")), (found.title, "")],
    }
    return show(request, "circular", context)


@require_safe
@signed_in
def interview(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One interview: why, with whom, what came of it."""
    visit = on_business(request)
    found = _interview(visit, uid)
    acts = allowed_interview_acts(found, visit.user, visit.at)
    context = {
        **NAV,
        "interview": found,
        "tag": words.INTERVIEW_TAGS[found.state],
        "facts": words.interview_facts(found),
        "actions": _buttons("interview", found, acts),
        "crumbs": [("约谈", reverse("rectification:interviews")), (found.item.number, "")],
    }
    return show(request, "interview", context)


def _form(kind: type[PaperForm], visit: Visit, data: Any, **initial: Any) -> PaperForm:
    return kind(data, initial=initial, today=visit.on, auto_id="f_%s")


@page_methods
@signed_in
def circular_act(request: HttpRequest, uid: UUID, action: str) -> HttpResponse:
    """The page of one act on a circular."""
    visit = on_business(request)
    found = _circular(visit, uid)
    if action not in CircularAct.values:
        raise Http404
    act = CircularAct(action)
    initial = {
        "version": found.version,
        "title": found.title,
        "text": found.text,
        "item": request.GET.get("item", ""),
    }
    form = _form(CIRCULAR_FORMS[act], visit, request.POST or None, **initial)
    check_circular(found, act, visit.user, visit.at)

    def do() -> None:
        _do_circular(found, act, form, visit)

    return _answer(request, "circular", found, act, form, do)


def _do_circular(found: Circular, act: CircularAct, form: PaperForm, visit: Visit) -> None:
    common = {
        "circular": found,
        "by": visit.user,
        "at": visit.at,
        "version": form.cleaned_data["version"],
    }
    values = form.values()
    if act == CircularAct.REMOVE:
        row = next((r for r in found.rows.all() if r.item.uid == values["item"]), None)
        if row is None:
            raise Http404
        services.remove_from_circular(**common, row=row)
        return
    verbs: dict[CircularAct, Callable[..., Any]] = {
        CircularAct.EDIT: services.edit_circular,
        CircularAct.REWRITE: services.rewrite_circular,
        CircularAct.ISSUE: services.issue_circular,
        CircularAct.CANCEL: services.cancel_circular,
    }
    verbs[act](**common, **values)


@page_methods
@signed_in
def interview_act(request: HttpRequest, uid: UUID, action: str) -> HttpResponse:
    """The page of one act on an interview."""
    visit = on_business(request)
    found = _interview(visit, uid)
    if action not in InterviewAct.values:
        raise Http404
    act = InterviewAct(action)
    check_interview(found, act, visit.user, visit.at)
    form = _form(INTERVIEW_FORMS[act], visit, request.POST or None, version=found.version)
    if act == InterviewAct.DECIDE:
        people = services.interviewers_for(Situation(visit.user, found.item, visit.at))
        form.offer(people, visit.user)
    verbs: dict[InterviewAct, Callable[..., Any]] = {
        InterviewAct.DECIDE: services.decide_interview,
        InterviewAct.RECORD: services.record_interview,
        InterviewAct.CANCEL: services.cancel_interview,
    }

    def do() -> None:
        verbs[act](
            interview=found,
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
            **form.values(),
        )

    return _answer(request, "interview", found, act, form, do)


def _answer(
    request: HttpRequest,
    kind: str,
    paper: Circular | Interview,
    act: Act,
    form: PaperForm,
    do: Callable[[], None],
) -> HttpResponse:
    """The form on GET; on POST the act, then the paper, or the form with what was wrong."""
    back, status, now = reverse(f"rectification:{kind}", args=[paper.uid]), 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                do()
            except Conflict as conflict:
                now = conflict.current["text"]
                form.data = {**form.data.dict(), "version": conflict.current["version"]}
                form.add_error(None, conflict.detail)
                status = conflict.status
            except DomainError as refusal:
                _place(form, refusal)
                status = refusal.status
            else:
                messages.success(request, words.DONE[f"{kind}.{act.value}"])
                response = HttpResponseRedirect(back)
                response.status_code = 303
                return response
    context = {
        **NAV,
        "title": act.label,
        "form": form,
        "now": now,
        "has_errors": bool(form.errors),
        "back_url": back,
        "crumbs": [(str(paper) if kind == "circular" else "约谈", back), (act.label, "")],
    }
    return show(request, "paper_act", context, status=status)


def _place(form: PaperForm, refusal: DomainError) -> None:
    """The refusal's sentences beside the fields that they are about."""
    if not refusal.errors:
        form.add_error(None, refusal.detail)
    for error in refusal.errors:
        form.add_error(error.field if error.field in form.fields else None, error.detail)
