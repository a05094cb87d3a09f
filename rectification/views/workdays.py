"""放假安排: what is known of each year; the office imports a table, adds and takes back days."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from campaign.permissions import check_keeps_calendar
from campaign.permissions.opinions import reads_opinions
from campaign.presenters.tabs import campaign_links
from campaign.selectors import current_campaign
from core import workdays as calendar
from core.errors import Denied, DomainError, FieldError
from core.models import WorkdayOverride
from core.presenters import day_words
from rectification import services
from rectification.forms.workdays import WorkdayForm, WorkdayTableForm
from rectification.imports.workdays import WorkdayTable, decoded, read_workdays
from rectification.presenters import workdays as words
from rectification.selectors.calendar import calendar_with, count_moved, overrides_of
from rectification.views.acts import page_methods
from rectification.views.door import Visit, show, signed_in, visit_of

PREVIEW, APPLY, ADD = "preview", "apply", "add"
FAULTS = 20


@page_methods
@signed_in
def workdays(request: HttpRequest) -> HttpResponse:
    """Everybody reads the page; the office has the forms."""
    visit = visit_of(request)
    refusal = _refusal(visit)
    if request.method == "POST":
        check_keeps_calendar(visit.user, visit.on)
        act = request.POST.get("act", "")
        return _add(request, visit) if act == ADD else _table(request, visit, act)
    forms = {"table": WorkdayTableForm(auto_id="f_%s"), "single": _single(visit)}
    return _page(request, visit, {} if refusal else forms, refusal=refusal)


@page_methods
@signed_in
def delete(request: HttpRequest, day: str) -> HttpResponse:
    """Take the declaration of a day back, after a second look."""
    visit = visit_of(request)
    check_keeps_calendar(visit.user, visit.on)
    row = WorkdayOverride.objects.filter(date=_day(day)).first()
    if row is None:
        raise Http404
    if request.method == "POST":
        services.retract_workday(day=row.date, by=visit.user, at=visit.at)
        return _see_other(request, row.date.year, f"已删除 {row.journal_label}，时限已按此重算。")
    without = dict(WorkdayOverride.objects.exclude(pk=row.pk).values_list("date", "is_workday"))
    context = {
        "row": words.override_row(row),
        "title": f"删除 {day_words(row.date)} 的安排",
        "moved": count_moved(calendar.Workdays(without)),
        "back": _url(row.date.year),
        "nav_key": "campaign",
    }
    return show(request, "workday_delete", context)


def _refusal(visit: Visit) -> str:
    try:
        check_keeps_calendar(visit.user, visit.on)
    except Denied as denied:
        return denied.detail
    return ""


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


def _single(visit: Visit, data: Any = None) -> WorkdayForm:
    return WorkdayForm(data, today=visit.on, auto_id="s_%s")


def _add(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = _single(visit, request.POST)
    if form.is_valid():
        try:
            done = services.declare_workdays(rows=[form.row()], by=visit.user, at=visit.at)
            year = form.cleaned_data["day"].year
            return _see_other(request, year, words.done_words(done.days, done.moved))
        except DomainError as refusal:
            _place(form, refusal, "day")
    forms = {"table": WorkdayTableForm(auto_id="f_%s"), "single": form}
    return _page(request, visit, forms, status=422)


def _table(request: HttpRequest, visit: Visit, act: str) -> HttpResponse:
    """Look first; what was looked at is what is written. A file's text goes on in the form."""
    form = WorkdayTableForm(request.POST, request.FILES, auto_id="f_%s")
    forms = {"table": form, "single": _single(visit)}
    table = WorkdayTable()
    if form.is_valid():
        try:
            forms["table"], table = _read(form)
            if act == APPLY and not table.faults:
                return _applied(request, visit, table)
        except DomainError as refusal:
            _place(form, refusal, "file" if form.cleaned_data.get("file") else "text")
    wrong = bool(forms["table"].errors or table.faults)
    return _page(request, visit, forms, table=table, status=422 if wrong else 200)


def _read(form: WorkdayTableForm) -> tuple[WorkdayTableForm, WorkdayTable]:
    given = form.cleaned_data
    text = given["text"]
    if given["file"]:
        text = decoded(given["file"].read(), given["file"].name)
    table = read_workdays(text, source_doc=given["source_doc"])
    again = {"text": text.lstrip("\ufeff"), "source_doc": given["source_doc"]}
    shown = WorkdayTableForm(again, auto_id="f_%s")
    shown.is_valid()
    return shown, table


def _applied(request: HttpRequest, visit: Visit, table: WorkdayTable) -> HttpResponse:
    done = services.declare_workdays(rows=table.rows, by=visit.user, at=visit.at)
    return _see_other(request, table.years[0], words.done_words(done.days, done.moved))


def _place(form: Form, refusal: DomainError, field: str) -> None:
    for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
        form.add_error(error.field if error.field in form.fields else field, error.detail)


def _url(year: int) -> str:
    return f"{reverse('rectification:workdays')}?year={year}"


def _see_other(request: HttpRequest, year: int, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    response = HttpResponseRedirect(_url(year))
    response.status_code = 303
    return response


def _shown_year(request: HttpRequest, visit: Visit, known: calendar.Workdays) -> int:
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdecimal() and 1 <= int(asked) <= 9999:
        return int(asked)
    return known.known_until().year + 1 if visit.on.month >= 10 else visit.on.year


def _preview(table: WorkdayTable) -> dict[str, Any]:
    if table.faults:
        lines = [
            {"href": "#f_text", "label": f"第{one.line}行", "text": f"{one.text}：{one.sentence}"}
            for one in table.faults
        ]
        more = len(lines) - FAULTS
        return {"fault_lines": lines[:FAULTS], "more_faults": max(more, 0)}
    if not table.rows:
        return {}
    after = calendar_with({row.day: row.is_workday for row in table.rows})
    return {
        "spans": words.spans(table.rows),
        "days": len(table.rows),
        "days_words": f"{len(table.rows)} 天",
        "said": words.preview_words(table.years, after, count_moved(after), table.ignored),
    }


def _tabs(visit: Visit) -> dict[str, str]:
    """The campaign's pages beside this one; none before the first preset has been loaded."""
    campaign = current_campaign()
    if campaign is None:
        return {}
    opinions = reads_opinions(visit.user, campaign, visit.on)
    return campaign_links("", opinions=opinions)


def _page(
    request: HttpRequest,
    visit: Visit,
    forms: dict[str, Any],
    *,
    table: WorkdayTable | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    known = calendar.load()
    by_year = WorkdayOverride.objects.values_list(ExtractYear("date")).order_by()
    counts = dict(by_year.annotate(n=Count("pk")))
    year = _shown_year(request, visit, known)
    years = sorted({visit.on.year, visit.on.year + 1, year, *counts})
    context = {
        "nav_key": "campaign",
        "links": _tabs(visit),
        "years": words.year_rows(years, known, counts),
        "year": year,
        "rows": [words.override_row(row) for row in overrides_of(year)],
        "empty_text": words.empty_words(year, known),
        "refusal": refusal,
        "has_errors": status >= 400,
        **forms,
        **(_preview(table) if table is not None else {}),
    }
    return show(request, "workdays", context, status=status)
