"""关联目标: what an item serves beside itself, set by its lead or the office at any time."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from core.errors import Conflict, DomainError, FieldError
from rectification import services
from rectification.forms.ties import TieForm, ties_initial
from rectification.permissions import check_tie
from rectification.presenters.item import head_of
from rectification.selectors.ties import goals_offered, ties_of
from rectification.views.acts import page_methods
from rectification.views.door import (
    Look,
    Visit,
    done,
    item_notice,
    item_url,
    look_at,
    show,
    signed_in,
    visit_of,
)

TITLE = "关联目标"
LEAD = "都可以不选。选了工作目标的，实绩在该目标页一并列出；一件事项同时计入几项工作，不再另报。"


@page_methods
@signed_in
def ties(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page; 404 for a shell, 403 for who neither leads the item nor is the office."""
    visit = visit_of(request)
    look = look_at(visit, uid)
    if not look.item.is_full:
        raise Http404
    check_tie(look.situation)
    form = _form(request, visit, look)
    if request.method != "POST":
        return _page(request, look, form)
    if not form.is_valid():
        return _page(request, look, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        services.tie(
            item=look.item,
            ties=form.ties(),
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )
    except DomainError as refusal:
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        if isinstance(refusal, Conflict):
            form.data = {**form.data.dict(), "version": str(look.item.version)}
        return _page(request, look, form, refusal.status)
    return done(request, visit, look.item, "已保存关联目标。")


def _form(request: HttpRequest, visit: Visit, look: Look) -> TieForm:
    item, who = look.item, {"user": visit.user, "on": visit.on}
    tied = ties_of(item, **who)
    form = TieForm(
        request.POST if request.method == "POST" else None,
        initial={"version": item.version, **ties_initial(tied)},
        today=visit.on,
        auto_id="f_%s",
    )
    goals = goals_offered(item.campaign, **who)
    units = [item.lead_department_id, item.submitting_department_id]
    form.offer_ties(item.campaign, goals, units=units, tied=tied)
    return form


def _page(request: HttpRequest, look: Look, form: TieForm, status: int = 200) -> HttpResponse:
    head = head_of(look.item, look.dial)
    context = {
        "item": look.item,
        "head": head,
        "crumbs": [(head["number"], item_url(look.item)), (TITLE, "")],
        "action": {"label": TITLE},
        "guessed": item_notice(look),
        "form": form,
        "error_forms": [form] if form.errors else [],
        "has_errors": bool(form.errors),
        "lead": LEAD,
        "submit": "保存",
        "panel": {},
        "back_url": item_url(look.item),
    }
    return show(request, "act", context, status=status)
