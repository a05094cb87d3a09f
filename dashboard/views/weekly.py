"""每周一览: one page for a leader, printable, which the Monday message leads to."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import workdays_of
from campaign.enums import PaperKind
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from campaign.services.papers import count_paper
from core.clock import local_date
from core.errors import Denied
from core.presenters import moment
from core.validators.days import in_reach
from dashboard.permissions import SheetKind, check_sheet
from dashboard.presenters import weekly as words
from dashboard.selectors import weekly as selectors
from dashboard.selectors.overview import Reader
from rectification.lights import Soon
from rectification.presenters.lights import Dial
from rectification.selectors.ledger import Choices, ledger_choices


@require_safe
@login_required
def weekly(request: HttpRequest) -> HttpResponse:
    """The sheet of the week of `?on=`, this week's without it or with a day ahead."""
    user: User = request.user
    on = local_date(request.at)
    if user.admin_role:
        raise Denied("系统管理、安全保密、安全审计三类管理员不查看业务数据。")
    choices = ledger_choices()
    standing = campaign_standing_of(user, on)
    kind = check_sheet(standing, choices.campaign)
    dial = Dial.over(Soon(on, workdays_of(user, on), standing.limits), choices.campaign)
    reader = Reader(user, dial.soons, choices.campaign)
    week = selectors.Week.of(_asked(request, on), on)
    context = {
        "nav_key": "overview",
        "week": week,
        "title": f"每周一览　{words.week_words(week)}",
        "sub": f"{_whose(kind)} · 数据截至 {moment(request.at)}，由台账自动汇总，无需另行填报",
        **words.weeks_beside(week),
    }
    if kind == SheetKind.CITY:
        sees_all = standing.has(choices.campaign, *OFFICE_ROLES)
        context |= _city(reader, week, dial, choices, sees_all=sees_all)
    else:
        context |= _portfolio(reader, week, dial, standing.person.portfolio)
    cells, items = words.filled_in(context)
    count_paper(
        campaign_id=choices.campaign,
        kind=PaperKind.WEEKLY,
        about=f"{week.monday} {kind}",
        cells=cells,
        items=items,
        at=request.at,
    )
    return render(request, "dashboard/weekly.html", context)


def _asked(request: HttpRequest, on: date) -> date:
    try:
        asked = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return on
    return asked if in_reach(asked) else on


def _whose(kind: SheetKind) -> str:
    return "领导小组组长" if kind == SheetKind.CITY else "分管单位"


def _lists(
    sheet: selectors.Sheet, week: selectors.Week, dial: Dial, leads: Sequence[str] = ()
) -> dict[str, Any]:
    escalations, more_escalations = words.escalation_rows(sheet)
    extensions, more_extensions = words.extension_rows(sheet)
    pauses, more_pauses = words.pause_rows(sheet)
    return {
        "late": words.item_rows(sheet.late, sheet.heads, week.day, dial),
        "late_rest": words.rest(sheet.late),
        "late_url": words.rows_url("late_on", week.day, leads),
        "reopened": words.item_rows(sheet.reopened, sheet.heads, week.day, dial),
        "reopened_rest": words.rest(sheet.reopened),
        "escalations": escalations,
        "more_escalations": more_escalations,
        "extensions": extensions,
        "more_extensions": more_extensions,
        "pauses": pauses,
        "more_pauses": more_pauses,
        "sensitive_extensions": words.few(sheet.sensitive_extensions),
    }


def _city(
    reader: Reader, week: selectors.Week, dial: Dial, choices: Choices, *, sees_all: bool
) -> dict[str, Any]:
    """The office's own dwell first, targets, the oldest late items, what came back."""
    sheet = selectors.sheet_of(reader, week)
    context = {"is_city": True, **_lists(sheet, week, dial)}
    if week.is_past:
        return {**context, "figures": words.counts_of(sheet, week)}
    figures, late = selectors.by_target(reader)
    return {
        **context,
        "figures": words.counts_of(sheet, week, hidden=late),
        "desks": words.desk_rows(selectors.office_desks(reader), sees_all=sees_all),
        "targets": words.target_rows(choices.targets, figures),
    }


def _portfolio(
    reader: Reader, week: selectors.Week, dial: Dial, leads: frozenset[int]
) -> dict[str, Any]:
    """Exceptions only: departments with late items or nobody in charge, and what waits."""
    sheet = selectors.sheet_of(reader, week, leads)
    units = selectors.exceptions_of(reader, week, leads)
    codes = selectors.codes_of(leads)
    return {
        "has_portfolio": bool(leads),
        "figures": words.counts_of(sheet, week, leads=codes),
        "units": words.department_rows(units, week.day),
        "quiet_units": len(leads) - len(units),
        **_lists(sheet, week, dial, codes),
    }
