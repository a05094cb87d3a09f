"""A department is to end: the head of the office moves what lies there, preview first."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.models import Department
from accounts.selectors import UnitTie, ties_of
from accounts.services import what_holds
from campaign.services.reorganisation import heads_campaigns, move_streams
from rectification.presenters.lights import calendar_notice
from rectification.presenters.units import tied_row
from rectification.selectors.units import TiedItem, tied_items
from rectification.services.bulk import MOST, Outcome
from rectification.services.reorganisation import move_items
from rectification.views.acts import page_methods
from rectification.views.door import Visit, show, signed_in
from rectification.views.ledger import dial_of, on_business

LEDGER = frozenset({"led", "handled", "cooperating"})
STREAMS = frozenset({"problems", "tasks", "topics", "opinions", "sessions"})


@page_methods
@signed_in
def unit_end(request: HttpRequest, code: str) -> HttpResponse:
    """What lies there, item by item; POST `step=preview`, `confirm` or `streams`."""
    visit = on_business(request)
    heads_campaigns(visit.user, visit.at)
    rows = Department.objects.select_related("successor__successor").filter(code=code)
    department = rows.filter(end_proposed_at__isnull=False).first()
    if department is None:
        raise Http404
    if request.method == "POST":
        return _act(request, visit, department)
    return _page(request, visit, department, [])


def _act(request: HttpRequest, visit: Visit, department: Department) -> HttpResponse:
    step = request.POST.get("step", "")
    if step == "streams":
        done = move_streams(department=department, by=visit.user, at=visit.at)
        said = f"已移交 {done.moved} 项，取消 {done.cancelled} 项。"
        messages.success(request, said)
        for refusal in done.refusals:
            messages.error(request, refusal)
        return _back(department)
    tied = _movable(tied_items(department, visit.user, visit.on))
    if step not in ("preview", "confirm") or not tied:
        return _back(department)
    commit = step == "confirm"
    outcomes = move_items(
        department=department, tied=tied, by=visit.user, at=visit.at, commit=commit
    )
    if not commit:
        return _page(request, visit, department, outcomes)
    refused = [outcome for outcome in outcomes if outcome.refusal]
    if going := len(outcomes) - len(refused):
        messages.success(request, f"已移交 {going} 件。")
    for outcome in refused:
        messages.error(request, f"{outcome.item.number}未移交：{outcome.refusal}")
    return _back(department)


def _movable(tied: list[TiedItem]) -> list[TiedItem]:
    return [one for one in tied if one.may_move][:MOST]


def _page(
    request: HttpRequest, visit: Visit, department: Department, outcomes: list[Outcome]
) -> HttpResponse:
    tied = tied_items(department, visit.user, visit.on)
    movable = _movable(tied)
    ties = ties_of(department, visit.on)
    by_item = {outcome.item.pk: outcome for outcome in outcomes}
    dial = dial_of(visit)
    refused = sum(1 for outcome in outcomes if outcome.refusal)
    context: dict[str, Any] = {
        "nav_key": "queues",
        "department": department,
        "rows": [tied_row(one, by_item.get(one.item.pk), dial) for one in _ordered(tied)],
        "movable": len(movable),
        "more": sum(1 for one in tied if one.may_move) - len(movable),
        "previewed": bool(outcomes),
        "going": len(outcomes) - refused,
        "refused": refused,
        "hidden": _hidden(department, ties, tied),
        "streams": [tie for tie in ties if tie.key in STREAMS],
        "others": [tie for tie in what_holds(department, ties) if tie.key not in LEDGER | STREAMS],
        "guessed": calendar_notice(dial, [one.item.due_on for one in tied]),
    }
    return show(request, "unit_end", context)


def _ordered(tied: list[TiedItem]) -> list[TiedItem]:
    """Those that may go come first, then by date."""
    return sorted(tied, key=lambda one: not one.may_move)


def _hidden(department: Department, ties: list[UnitTie], tied: list[TiedItem]) -> int:
    """Items that the department leads and this person may not see: sensitive ones of his own."""
    counted = sum(tie.count for tie in ties if tie.key == "led")
    return counted - sum(1 for one in tied if one.item.lead_department_id == department.pk)


def _back(department: Department) -> HttpResponse:
    response = HttpResponseRedirect(reverse("rectification:unit-end", args=[department.code]))
    response.status_code = 303
    return response
