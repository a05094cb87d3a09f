"""整改落实总览, and where each person begins."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import workdays_of
from campaign.enums import CampaignRole
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from core.clock import local_date
from core.errors import Denied
from core.presenters import moment
from dashboard.permissions import SheetKind, sheet_for
from dashboard.presenters import overview as presenters
from dashboard.presenters import satisfaction as people
from dashboard.selectors import overview as selectors
from dashboard.selectors.satisfaction import verdict_of
from rectification.lights import Soon
from rectification.presenters.ledger import ledger_url
from rectification.presenters.lights import Dial, calendar_notice
from rectification.presenters.todos import days_of, todo_row
from rectification.selectors.department import may_look_at
from rectification.selectors.ledger import Choices, ledger_choices
from rectification.selectors.todos import todos_for

WAITING = 5
CITY_LEADERS = (CampaignRole.GROUP_LEADER, CampaignRole.DEPUTY_GROUP_LEADER)


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """City leaders begin with the overview, everybody else with his desk.

    The overview shows a city leader first what he must decide, then the campaign; who heads a
    department signs, so he begins where his signatures wait, with his department's lights beside.
    """
    user: User = request.user
    if user.admin_role:
        return redirect("accounts:departments")
    standing = campaign_standing_of(user, local_date(request.at))
    leads = standing.campaigns_as(*CITY_LEADERS)
    return redirect("dashboard:overview" if leads else "rectification:work")


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """The ledger in figures, each of which opens its rows."""
    user, on = request.user, local_date(request.at)
    if user.admin_role:
        raise Denied("系统管理、安全保密、安全审计三类管理员不查看业务数据。")
    choices, days = ledger_choices(), workdays_of(user, on)
    limits = campaign_standing_of(user, on).limits
    dial = Dial.over(Soon(on, days, limits), choices.campaign)
    reader = selectors.Reader(user, dial.soons, choices.campaign)
    longest = on + timedelta(days=limits.value(choices.campaign, "other_max_days"))
    waiting, shown = _waiting(reader, dial)
    context = {
        "nav_key": "overview",
        "has_sheet": bool(sheet_for(campaign_standing_of(user, on), choices.campaign)),
        "sub": f"数据截至 {moment(request.at)} · 由台账自动汇总，各部门无需另行填报",
        "guessed": calendar_notice(dial, [dial.soon, longest, *shown]),
        **_figures(reader, choices),
        **waiting,
    }
    context |= _people(reader, context)
    return render(request, "dashboard/overview.html", context)


def _figures(reader: selectors.Reader, choices: Choices) -> dict[str, Any]:
    """KPI, heat table and sources."""
    found = selectors.overview_of(reader)
    departments = selectors.departments_by_id(found.by_lead.firsts())
    return {
        **presenters.kpi(found.by_source, choices.sources, reader.soon_days),
        "heat_caption": presenters.heat_caption(reader.soon_days),
        "heat": presenters.heat(
            departments,
            choices.targets,
            found.by_lead,
            lambda unit: may_look_at(reader.user, unit, reader.on),
        ),
        "sources": presenters.source_rows(choices.sources, found.by_source),
        "trend": presenters.trend(selectors.trend(reader)),
    }


def _people(reader: selectors.Reader, context: dict[str, Any]) -> dict[str, Any]:
    """What the people say, for leaders and the office; where they are not satisfied and nothing is
    in hand, it stands among what waits for a leader."""
    standing, campaign = campaign_standing_of(reader.user, reader.on), reader.campaign
    kind = sheet_for(standing, campaign)
    if campaign is None or kind is None:
        return {}
    is_office = standing.has(campaign, *OFFICE_ROLES)
    among = standing.person.portfolio if kind == SheetKind.PORTFOLIO else None
    verdict = verdict_of(campaign, among, whole=is_office)
    asking = people.todos(verdict) if standing.has(campaign, *CITY_LEADERS) else []
    return {
        "people": people.table(verdict, is_office=is_office),
        "opinions_url": reverse("campaign:opinions") if is_office else "",
        "todos": [*asking, *context["todos"]],
        "todo_total": context["todo_total"] + len(asking),
    }


def _waiting(reader: selectors.Reader, dial: Dial) -> tuple[dict[str, Any], list[date | None]]:
    """What waits for the reader, and what is late for longest; and the dates shown there."""
    todos = todos_for(reader.user, reader.on, limit=WAITING, workdays=dial.workdays)
    found, heads = selectors.oldest_overdue(reader)
    standing = campaign_standing_of(reader.user, reader.on)
    instructs = bool(standing.campaigns_as(*CITY_LEADERS))
    rows = [todo_row(todo, dial) for todo in todos.rows]
    for row in rows:
        row.pop("light", None)
        row["action"]["primary"] = True
    context = {
        "todos": rows,
        "todo_total": todos.total,
        "overdue": presenters.overdue_rows(found, heads, dial, instructs=instructs),
        "overdue_url": ledger_url([("light", "bad")]),
    }
    return context, days_of(todos.rows)
