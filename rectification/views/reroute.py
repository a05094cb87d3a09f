"""改派、并案、不予立项 after the assignment: recall and the next act in one."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from core.errors import Conflict, DomainError
from rectification import services
from rectification.enums import Action, Role
from rectification.forms.assigning import AssignFields
from rectification.forms.base import ActForm
from rectification.forms.exits import LateMergeForm, LateVoidForm, ReassignForm
from rectification.presenters.item import head_of
from rectification.views.acts import ahead, option_of, page_methods, refused_page, with_version
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
from rectification.views.load import asks_again

WAYS: dict[str, tuple[str, type[ActForm], Role, str]] = {
    "reassign": ("改派其他单位", ReassignForm, Role.OFFICE, "已收回并改派。"),
    "merge": ("并入另一事项", LateMergeForm, Role.OFFICE, "已收回并并案。"),
    "void": ("不予立项", LateVoidForm, Role.OFFICE_HEAD, "已收回并不予立项。"),
}


@page_methods
@signed_in
def reroute(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Three ways round on one page, each its own form."""
    visit = visit_of(request)
    look = look_at(visit, uid)
    option = option_of(look, Action.RECALL)
    if not option.allowed:
        return refused_page(request, look, option)
    way = request.POST.get("way", "")
    if request.method != "POST" or way not in WAYS:
        return _page(request, look, {})
    form = _form(look, way, request.POST)
    if not form.is_valid():
        return _page(request, look, {way: form}, status=422)
    if isinstance(form, AssignFields) and asks_again(visit, look.item.campaign, form, [look.item]):
        return _page(request, look, {way: form}, status=422)
    try:
        _run(visit, look, way, form)
    except Conflict as conflict:
        return _again(request, visit, look, way, conflict)
    except DomainError as refusal:
        form.place(refusal)
        return _page(request, look, {way: form}, status=refusal.status)
    return done(request, visit, look.item, WAYS[way][3])


def _again(
    request: HttpRequest, visit: Visit, look: Look, way: str, conflict: Conflict
) -> HttpResponse:
    """Somebody was faster: the item as it is now, with what was typed."""
    now = look_at(visit, look.item.uid)
    option = option_of(now, Action.RECALL)
    if not option.allowed:
        return refused_page(request, now, option)
    form = _form(now, way, with_version(request.POST, now.item.version))
    form.is_valid()
    form.add_error(None, conflict.detail)
    return _page(request, now, {way: form}, status=409)


def _form(look: Look, way: str, data: Any = None) -> ActForm:
    kind = WAYS[way][1]
    return kind(data, situation=look.situation, page=look.page, auto_id=f"{way}_%s")


def _run(visit: Visit, look: Look, way: str, form: ActForm) -> None:
    values = form.values(_keep_nothing)
    common = {
        "item": look.item,
        "by": visit.user,
        "at": visit.at,
        "version": form.cleaned_data.get("version"),
    }
    if way == "reassign":
        content = services.AssignContent(**values["content"])
        services.reassign(**common, content=content, reason=values["reason"])
    elif way == "merge":
        services.late_merge(**common, **values)
    else:
        services.late_void(**common, **values)


def _keep_nothing(file: Any) -> Any:
    raise ValueError("these forms take no files")


def _page(
    request: HttpRequest, look: Look, bound: dict[str, ActForm], status: int = 200
) -> HttpResponse:
    roles = look.situation.roles
    ways = [
        {"key": key, "label": label, "form": bound.get(key) or _form(look, key)}
        for key, (label, _, role, _) in WAYS.items()
        if role in roles
    ]
    wrong = next((form for form in bound.values() if form.has_errors), None)
    head = head_of(look.item, look.dial)
    context = {
        "item": look.item,
        "guessed": item_notice(look, *ahead(look, Action.ASSIGN)),
        "head": head,
        "ways": ways,
        "chosen": next(iter(bound), ""),
        "error_forms": wrong.error_forms() if wrong else [],
        "has_errors": wrong is not None,
        "crumbs": [(head["number"], item_url(look.item)), ("改派、并案或不予立项", "")],
        "back_url": item_url(look.item),
    }
    return show(request, "reroute", context, status=status)
