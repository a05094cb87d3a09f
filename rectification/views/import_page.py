"""What the page of an import shows: tabs, rows, columns, what was skipped, what may be done."""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Department
from campaign.permissions import OFFICE_ROLES, campaign_standing_of
from campaign.selectors import lists_of
from core.errors import DomainError
from rectification.columns import COLUMNS
from rectification.enums import DONE_STATES, BatchState, RowOutcome
from rectification.models import ImportBatch, ImportRow, Item
from rectification.permissions.ledger import (
    check_confirm,
    check_import,
    check_undo,
    left_to,
    office_code,
)
from rectification.presenters.imports import RowView, error_lines, row_view, tabs, word_lists
from rectification.presenters.lights import calendar_notice
from rectification.selectors.imports import hidden_rows, row_counts, unconfirmed
from rectification.services import ledger
from rectification.views.door import Visit
from rectification.views.ledger import dial_of

PAGE = 50
SUMMARY = 10
_FRESH = (RowOutcome.NEW, RowOutcome.DOUBTFUL)


def row_lists(batch: ImportBatch) -> tuple[dict[str, Any], list[str]]:
    """The closed lists by field, and the names of units for the open ones."""
    lists = lists_of(batch.campaign)
    words = word_lists([e.name for e in lists.targets], [e.name for e in lists.sources])
    units = Department.objects.able_to_lead().in_rank_order().values_list("name", flat=True)
    return words, list(units)


def batch_context(request: HttpRequest, visit: Visit, batch: ImportBatch) -> dict[str, Any]:
    """Everything that the page shows; the same number of statements for 1 and 50 rows."""
    url = reverse("rectification:import-batch", args=[batch.uid])
    tab = request.GET.get("tab", "")
    counts = row_counts(batch)
    page = Paginator(_rows(batch, tab), PAGE).get_page(request.GET.get("page"))
    works = batch.state in (BatchState.PREVIEW, BatchState.APPLIED)
    lists, units = row_lists(batch) if works else ({}, [])
    views = _views(visit, batch, page, lists)
    context: dict[str, Any] = {
        "batch": batch,
        "url": url,
        "tabs": tabs(counts, tab, url),
        "tab": tab,
        "several": _several(batch),
        "counts": counts,
        "page": page,
        "page_summary": f"共 {page.paginator.count} 行",
        "numbers": list(page.paginator.get_elided_page_range(page.number)),
        "rows": views,
        "guessed": _guessed(visit, views),
        "units": units,
        "fields": [(column.field.value, column.label) for column in COLUMNS],
        "works": works and _may_work(visit, batch),
        "mapping_open": any(
            said["level"] != "note" for sheet in batch.sheets for said in sheet["messages"]
        ),
        "has_written": counts["written"] > counts["undone"],
    }
    context |= _what_next(visit, batch, counts) if works else {}
    if not counts["written"]:
        context["errors"] = _summary(batch, url, hidden_for=visit)
    return context


def _guessed(visit: Visit, views: list[RowView]) -> dict[str, str] | None:
    """That days off are guessed in a year of the dates on this page."""
    due = [view.row.parsed.get("due") for view in views if not view.hidden]
    return calendar_notice(dial_of(visit), [date.fromisoformat(day) for day in due if day])


def _may_work(visit: Visit, batch: ImportBatch) -> bool:
    try:
        check_import(batch, visit.user, visit.at)
    except DomainError:
        return False
    return True


def _rows(batch: ImportBatch, tab: str) -> Any:
    rows = batch.rows.select_related("item").order_by("id")
    if tab in RowOutcome.values:
        return rows.filter(outcome=tab, written_at__isnull=True)
    return rows.filter(written_at__isnull=False) if tab == "written" else rows


def _views(visit: Visit, batch: ImportBatch, page: Page, lists: dict[str, Any]) -> list[RowView]:
    rows: list[ImportRow] = list(page.object_list)
    hidden = hidden_rows(visit.user, batch, rows, visit.on)
    standing = campaign_standing_of(visit.user, visit.on)
    office = office_code(batch.campaign)
    views = []
    for row in rows:
        row.batch = batch
        left = ""
        if not row.written_at and row.outcome in _FRESH:
            left = left_to(row, office, standing)
        view = row_view(row, batch, lists=lists, left=left, hidden=row.pk in hidden)
        views.append(view)
    _tie(visit, views)
    return views


def _tie(visit: Visit, views: list[RowView]) -> None:
    """Links to items that the reader may see, and what a twin says differently. 5 statements."""
    wanted = {view.row.item_id or view.row.duplicate_of_id for view in views} - {None}
    items = Item.objects.fully_visible_to(visit.user, on=visit.on).filter(pk__in=wanted)
    seen = {item.pk: item for item in items.order_by("id")}
    twins = [v.row.duplicate_of_id for v in views if v.row.duplicate_of_id in seen]
    whole = ledger.with_parts(twins) if twins else {}
    for view in views:
        item = seen.get(view.row.item_id or view.row.duplicate_of_id)
        if item is None:
            continue
        label = item.number or "草稿"
        view.item = (label, reverse("rectification:item", args=[item.uid]))
        twin = whole.get(view.row.duplicate_of_id)
        if twin is not None and not view.row.written_at and not view.hidden:
            view.differences = ledger.differences(view.row.parsed, twin)
        if twin is None or not any(d.may for d in view.differences):
            view.choices = [(value, label) for value, label in view.choices if value != "amend"]


def _what_next(visit: Visit, batch: ImportBatch, counts: dict[str, int]) -> dict[str, Any]:
    """The buttons: how many rows they write, and how many are another's."""
    found: dict[str, Any] = {"left": 0, "left_why": ""}
    left_unsure = 0
    standing = campaign_standing_of(visit.user, visit.on)
    office = office_code(batch.campaign)
    rows = ledger.chosen(batch)
    asked = rows
    if standing.has(batch.campaign_id, *OFFICE_ROLES) or batch.department_id is not None:
        asked = rows.filter(Q(enters__in=DONE_STATES) | Q(is_sensitive=True))
    for row in asked.only("outcome", "enters", "choice", "parsed", "is_sensitive", "batch"):
        row.batch = batch
        why = left_to(row, office, standing)
        if why:
            found["left"], found["left_why"] = found["left"] + 1, why
            left_unsure += row.outcome == RowOutcome.DOUBTFUL
    unsure = rows.filter(outcome=RowOutcome.DOUBTFUL).count()
    found["ready"], found["unsure"] = rows.count() - found["left"], unsure - left_unsure
    found["sure"] = found["ready"] - found["unsure"]
    waiting = unconfirmed(batch).count() if batch.is_from_command else 0
    found["unconfirmed"] = waiting
    if waiting:
        found["may_confirm"] = _may_confirm(visit, batch)
    if counts["written"] > counts["undone"]:
        found["may_undo"] = _may_undo(visit, batch)
    return found


def _may_confirm(visit: Visit, batch: ImportBatch) -> bool:
    try:
        check_confirm(batch, visit.user, visit.at)
    except DomainError:
        return False
    return True


def _may_undo(visit: Visit, batch: ImportBatch) -> bool:
    try:
        check_undo(batch, visit.user, visit.at)
    except DomainError:
        return False
    return True


def _summary(batch: ImportBatch, url: str, hidden_for: Visit) -> list[dict[str, str]]:
    """The first refused rows, each leading to its place under 需修改."""
    wrong = batch.rows.filter(outcome=RowOutcome.REFUSED, written_at__isnull=True)
    refused = list(wrong.order_by("id")[:SUMMARY])
    hidden = hidden_rows(hidden_for.user, batch, refused, hidden_for.on)
    places = {row.pk: f"{url}?tab=refused#r{row.pk}" for row in refused}
    seen = [row for row in refused if row.pk not in hidden]
    return error_lines(seen, places, several=_several(batch))


def _several(batch: ImportBatch) -> bool:
    """Whether rows come from more than one sheet."""
    return sum(bool(sheet["rows"]) for sheet in batch.sheets) > 1
