"""Ticked rows of the ledger: a preview first, then all of them or none."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from accounts.selectors import officers_of
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core import workdays
from core.errors import Denied, DomainError, GuardFailed
from core.presenters import day
from rectification.exports.ledger import LEDGER
from rectification.forms.fields import departments_to_lead
from rectification.forms.ledger import HandlerForm, NoticesForm, ReassignForm, SubmitForm, UrgeForm
from rectification.models import Item
from rectification.permissions import Situation
from rectification.presenters.lights import calendar_notice
from rectification.presenters.load import crowded_words
from rectification.selectors import ledger as selectors
from rectification.selectors.load import crowded_day, had_before
from rectification.services.bulk import (
    Outcome,
    issue_notices,
    name_handler_many,
    reassign_many,
    submit_many,
    urge_many,
)
from rectification.services.notices import proposed_notice
from rectification.views.door import Visit, show, signed_in
from rectification.views.export import answer_selected
from rectification.views.ledger import dial_of, on_business

TITLES = {
    "reassign": "收回改派",
    "handler": "指定经办人",
    "urge": "提醒责任人",
    "notice": "生成督办通知单",
    "submit": "提交登记",
}
PARTIAL = frozenset({"urge", "notice", "submit"})
"""What goes for those that may; the others are listed with the reason and left out."""
AT_ONCE = frozenset({"urge", "submit"})
"""What asks for nothing: the preview is shown at once."""


def _picked(request: HttpRequest, visit: Visit) -> list[Item]:
    """The ticked items that the person may read whole; GuardFailed where there are none."""
    uids = []
    for text in request.POST.getlist("id")[:200]:
        try:
            uids.append(UUID(text))
        except ValueError:
            continue
    rows = Item.objects.fully_visible_to(visit.user, on=visit.on).listed()
    items = selectors.selected(rows, uids) if uids else []
    if not items:
        raise GuardFailed("没有选择事项，请先勾选要办理的事项。")
    return items


def _back(request: HttpRequest) -> HttpResponseRedirect:
    query = request.GET.urlencode()
    response = HttpResponseRedirect(f"/ledger?{query}" if query else "/ledger")
    response.status_code = 303
    return response


@require_POST
@signed_in
def bulk(request: HttpRequest) -> HttpResponse:
    """The button that was pressed above the list, and the form of the preview."""
    visit, act = on_business(request), request.POST.get("act", "")
    try:
        items = _picked(request, visit)
    except GuardFailed as refusal:
        messages.error(request, refusal.detail)
        return _back(request)
    if act == "export":
        return answer_selected(visit, items, LEDGER)
    if act == "reassign":
        return _reassign(request, visit, items)
    if act == "handler":
        return _handler(request, visit, items)
    if act == "urge":
        return _urge(request, visit, items)
    if act == "notice":
        return _notices(request, visit, items)
    if act == "submit":
        return _submit(request, visit, items)
    messages.error(request, "没有这一批量操作，请从列表上方选择。")
    return _back(request)


def _reassign(request: HttpRequest, visit: Visit, items: list[Item]) -> HttpResponse:
    standing = campaign_standing_of(visit.user, visit.on)
    if not standing.campaigns_as(*OFFICE_ROLES):
        raise Denied("收回改派由领导小组办公室办理。")
    form = ReassignForm(_typed(request), today=visit.on, auto_id="f_%s")
    form.offer(departments_to_lead())

    def do(commit: bool) -> list[Outcome]:
        data = form.cleaned_data
        return reassign_many(
            items=items,
            lead_department=data["lead_department"],
            due_on=data["due_on"],
            reason=data["reason"],
            by=visit.user,
            at=visit.at,
            commit=commit,
        )

    crowded = _crowded(visit, items, form) if form.is_bound and form.is_valid() else ""
    return _in_two_steps(request, visit, "reassign", items, form, do, crowded)


def _crowded(visit: Visit, items: list[Item], form: ReassignForm) -> str:
    """That the day would be crowded with these: a sentence in the preview."""
    department, due_on = form.cleaned_data["lead_department"], form.cleaned_data["due_on"]
    kept = had_before(items, department)
    coming = [item for item in items if item.pk not in kept]
    if not coming or due_on is None or due_on <= visit.on:
        return ""
    load = crowded_day(
        department=department,
        due_on=due_on,
        items=coming,
        campaign=coming[0].campaign,
        user=visit.user,
        on=visit.on,
        workdays=workdays.load(),
    )
    return f"{crowded_words(load)}确认办理即仍按此日期。" if load else ""


def _handler(request: HttpRequest, visit: Visit, items: list[Item]) -> HttpResponse:
    mine = campaign_standing_of(visit.user, visit.on).person.departments
    people = {
        post.person_id: (post.person, f"{post.person.name}　{post.title}")
        for posts in officers_of(mine, visit.on).values()
        for post in posts
    }
    if not people:
        raise Denied("经办人由牵头单位指定，您目前不在责任单位任职。")
    form = HandlerForm(_typed(request), today=visit.on, auto_id="f_%s")
    form.offer(people.values())

    def do(commit: bool) -> list[Outcome]:
        handler = form.cleaned_data["handler"]
        return name_handler_many(
            items=items, handler=handler, by=visit.user, at=visit.at, commit=commit
        )

    return _in_two_steps(request, visit, "handler", items, form, do)


def _urge(request: HttpRequest, visit: Visit, items: list[Item]) -> HttpResponse:
    form = UrgeForm(request.POST, today=visit.on, auto_id="f_%s")

    def do(commit: bool) -> list[Outcome]:
        note = form.cleaned_data["note"]
        return urge_many(items=items, note=note, by=visit.user, at=visit.at, commit=commit)

    return _in_two_steps(request, visit, "urge", items, form, do)


def _submit(request: HttpRequest, visit: Visit, items: list[Item]) -> HttpResponse:
    form = SubmitForm(request.POST, today=visit.on, auto_id="f_%s")

    def do(commit: bool) -> list[Outcome]:
        return submit_many(items=items, by=visit.user, at=visit.at, commit=commit)

    return _in_two_steps(request, visit, "submit", items, form, do)


def _notices(request: HttpRequest, visit: Visit, items: list[Item]) -> HttpResponse:
    standing = campaign_standing_of(visit.user, visit.on)
    if not standing.campaigns_as(*OFFICE_ROLES):
        raise Denied("督办通知单由领导小组办公室签发。")
    proposed = proposed_notice(Situation(visit.user, items[0], visit.at))
    del proposed["basis"]
    form = NoticesForm(_typed(request), today=visit.on, auto_id="f_%s", initial=proposed)

    def do(commit: bool) -> list[Outcome]:
        given = form.cleaned_data
        return issue_notices(items=items, by=visit.user, at=visit.at, commit=commit, **given)

    return _in_two_steps(request, visit, "notice", items, form, do)


def _typed(request: HttpRequest) -> Any:
    """What was typed, once the form has been shown."""
    return request.POST if "step" in request.POST else None


def _in_two_steps(
    request: HttpRequest,
    visit: Visit,
    act: str,
    items: list[Item],
    form: Form,
    do: Callable[[bool], list[Outcome]],
    crowded: str = "",
) -> HttpResponse:
    """Ask, show what would happen to each, do it. `crowded` is said in the preview."""
    step = request.POST.get("step", "preview" if act in AT_ONCE else "")
    outcomes, status = _outcomes(form, do, step) if step else ([], 200)
    refused = [outcome for outcome in outcomes if outcome.refusal]
    going = len(outcomes) - len(refused)
    ready = bool(going) and (act in PARTIAL or not refused)
    if step == "confirm" and ready:
        left = f"另有 {len(refused)} 项未办。" if refused else ""
        messages.success(request, f"{TITLES[act]}完成，共 {going} 项。{left}")
        return _back(request)
    context = {
        "act": act,
        "title": TITLES[act],
        "form": form,
        "rows": _rows(items, outcomes),
        "guessed": _guessed(visit, act, items),
        "crowded": crowded,
        "is_ready": ready,
        "is_partial": act in PARTIAL,
        "going": going,
        "refused": len(refused),
        "query": request.GET.urlencode(),
        "has_errors": bool(form.errors),
    }
    return show(
        request, "ledger_bulk", context, status=409 if refused and step == "confirm" else status
    )


def _outcomes(
    form: Form, do: Callable[[bool], list[Outcome]], step: str
) -> tuple[list[Outcome], int]:
    """What became, or would become, of each; with the status of what the form can't go with."""
    if not form.is_valid():
        return [], 422
    try:
        return do(step == "confirm"), 200
    except DomainError as refusal:
        form.add_error(None, refusal.detail)
        return [], refusal.status


def _guessed(visit: Visit, act: str, items: list[Item]) -> dict[str, str] | None:
    """That days off are guessed in a year of the dates shown, or of the one to be set."""
    dial = dial_of(visit)
    shown = [item.due_on for item in items]
    if act == "reassign":
        most = max(dial.limits.value(item.campaign_id, "other_max_days") for item in items)
        shown.append(visit.on + timedelta(days=most))
    return calendar_notice(dial, shown)


def _rows(items: list[Item], outcomes: list[Outcome]) -> list[dict[str, Any]]:
    by_item = {outcome.item.pk: outcome for outcome in outcomes}
    return [_row(item, by_item.get(item.pk)) for item in items]


def _row(item: Item, outcome: Outcome | None) -> dict[str, Any]:
    return {
        "uid": item.uid,
        "number": item.number or "草稿",
        "title": item.title,
        "lead": item.lead_department.short_name if item.lead_department else "",
        "handler": item.handler.name if item.handler else "未指定",
        "due": day(item.due_on),
        "refusal": outcome.refusal if outcome else "",
        "goes": outcome is not None and not outcome.refusal,
        "new_due": _changed(item.due_on, outcome.due_on if outcome else None),
    }


def _changed(old: date | None, new: date | None) -> str:
    return day(new) if new and new != old else ""
