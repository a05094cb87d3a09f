"""来龙去脉: the line of one row, and the report that counts where lines are broken."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Department
from campaign.filters import campaign_of
from core import workdays
from rectification.presenters import lineage as words
from rectification.selectors.broken_links import GAPS, Asked, broken, reaches
from rectification.selectors.department import may_look_at
from rectification.selectors.lineage import Line, Stop, Tracer
from rectification.views.door import Visit, look_at, show, signed_in
from rectification.views.ledger import on_business

SHOWN = 50
BACK = {
    "session": "campaign:study_session",
    "topic": "campaign:research_topic",
    "problem": "campaign:problem",
}


@require_safe
@signed_in
def item_line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The line of one item; a shell has none (404)."""
    visit = on_business(request)
    look = look_at(visit, uid)
    if not look.item.is_full:
        raise Http404
    tracer = Tracer(visit.user, visit.on)
    title = f"{look.item.number or '草稿'} {look.item.title}"
    back = reverse("rectification:item", args=[uid])
    return _page(request, visit, tracer, tracer.from_item(look.item), title, back)


@require_safe
@signed_in
def row_line(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """The line of one study session, research topic or problem."""
    visit = on_business(request)
    tracer = Tracer(visit.user, visit.on)
    row = tracer.row(Stop(kind), uid)
    if row is None:
        raise Http404
    title, back = str(row), reverse(BACK[kind], args=[uid])
    return _page(request, visit, tracer, tracer.from_row(row), title, back)


def _page(
    request: HttpRequest, visit: Visit, tracer: Tracer, line: Line, title: str, back: str
) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [
            ("来龙去脉", reverse("rectification:lines")),
            (title[:20], back),
            ("一条线", ""),
        ],
        "stations": words.stations_of(line, visit.on, asked_by_office=tracer.asked_by_office),
        "back": back,
    }
    return show(request, "line", context)


@require_safe
@signed_in
def lines(request: HttpRequest) -> HttpResponse:
    """The report: how far each stream has got, and where lines are broken, with the rows."""
    visit = on_business(request)
    asked = Asked(
        visit.user,
        visit.on,
        campaign_of(request),
        workdays.load(),
        _department(request, visit),
    )
    code = request.GET.get("gap", "")
    gap = next((gap for gap in GAPS if gap.code == code), None)
    if code and gap is None:
        raise Http404
    context: dict[str, Any] = {
        "funnel": words.funnel_of(reaches(asked)),
        "gaps": words.gap_rows(broken(asked), request.GET.get("department", "")),
        "department": asked.department,
        "nav_key": "campaign",
    }
    if gap is not None:
        rows = gap.find(asked).order_by("-pk")[: SHOWN + 1]
        context |= {"gap": gap.label, "rows": words.gap_items(gap.stop, rows[:SHOWN])}
        context["more"] = len(rows) > SHOWN
    return show(request, "lines", context)


def _department(request: HttpRequest, visit: Visit) -> Department | None:
    """The department that `?department=code` names, for who has business with it."""
    code = request.GET.get("department", "")
    if not code:
        return None
    found = Department.objects.filter(code=code).first()
    if found is None or not may_look_at(visit.user, found, visit.on):
        raise Http404
    return found
