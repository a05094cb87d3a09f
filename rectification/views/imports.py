"""A ledger comes in by page: choose or paste, look, correct, import, take back."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.enums import PostKind
from accounts.models import Department
from campaign.filters import campaign_of
from campaign.models import Campaign
from campaign.permissions import campaign_standing_of
from core.errors import Denied, DomainError, FieldError, GuardFailed
from core.templatetags.ui import undo_tag
from rectification.columns import Field
from rectification.enums import RowOutcome
from rectification.forms.imports import UploadForm
from rectification.imports import jobs
from rectification.imports.preview import (
    file_to_import,
    preview,
    recheck,
    remap,
    text_to_import,
)
from rectification.imports.workbooks import marked, template
from rectification.models import ImportBatch, ImportRow
from rectification.permissions import may_import
from rectification.presenters.imports import editable, facts_of
from rectification.selectors.imports import batches_visible_to, hidden_rows, unconfirmed
from rectification.services import ledger
from rectification.services.ledger import LedgerFile
from rectification.views.acts import page_methods
from rectification.views.door import Visit, show, signed_in, visit_of
from rectification.views.import_page import PAGE, batch_context, row_lists

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOBODY = "导入台账由各单位联络员、经办人和领导小组办公室办理，您没有这一身份。"
EARLIER = 20
_ACTING = (PostKind.LIAISON, PostKind.OFFICER)


def _see_other(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def _url(name: str, *args: Any) -> str:
    return reverse(f"rectification:{name}", args=args)


def _batch(visit: Visit, uid: UUID) -> ImportBatch:
    found = batches_visible_to(visit.user, visit.on).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found


def _names(visit: Visit, campaign: Campaign) -> tuple[bool, list[Department]]:
    """In whose name the person may import; Denied or GuardFailed where in nobody's."""
    standing = campaign_standing_of(visit.user, visit.on)
    try:
        may_import(standing, campaign, None)
        as_office = True
    except Denied:
        as_office = False
    units = standing.person.in_kinds(*_ACTING)
    departments = list(Department.objects.filter(pk__in=units).in_rank_order()) if units else []
    if not as_office and not departments:
        raise Denied(NOBODY)
    if departments and not as_office:
        may_import(standing, campaign, departments[0])
    return as_office, departments


@page_methods
@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Step 1: a text or a file, and in whose name; earlier imports below."""
    visit, campaign = visit_of(request), campaign_of(request)
    as_office, departments = _names(visit, campaign)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*data, as_office=as_office, departments=departments, auto_id="f_%s")
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return _opened(visit, campaign, form)
            except DomainError as refusal:
                _place(form, refusal)
                status = refusal.status
        status = status if status >= 400 else 422
    earlier = batches_visible_to(visit.user, visit.on).filter(campaign=campaign)
    page = Paginator(earlier.order_by("-id"), EARLIER).get_page(request.GET.get("page"))
    numbers = list(page.paginator.get_elided_page_range(page.number))
    context = {
        "form": form,
        "batches": page.object_list,
        "page": page if page.paginator.num_pages > 1 else None,
        "numbers": numbers,
        "page_summary": f"共 {page.paginator.count} 次",
    }
    return show(request, "import", context, status=status)


def _place(form: UploadForm, refusal: DomainError) -> None:
    for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
        name = error.field if error.field in form.fields else None
        form.add_error(name or ("file" if form.cleaned_data.get("file") else "text"), error.detail)


def _opened(visit: Visit, campaign: Campaign, form: UploadForm) -> HttpResponse:
    upload = form.cleaned_data["file"]
    if upload:
        file: LedgerFile = file_to_import(upload.read(), upload.name)
    else:
        file = text_to_import(form.cleaned_data["text"])
    given = {
        "campaign": campaign,
        "department": form.department,
        "file": file,
        "by": visit.user,
        "at": visit.at,
    }
    if jobs.is_large(file):
        return _see_other(f"/jobs/{jobs.preview_later(**given).uid}")
    return _see_other(_url("import-batch", preview(**given).uid))


@require_safe
@signed_in
def template_file(request: HttpRequest) -> HttpResponse:
    """The empty ledger with drop-downs."""
    _names(visit_of(request), campaign_of(request))
    return _workbook(template(campaign_of(request)), "整改台账模板.xlsx")


def _workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response.headers["Content-Disposition"] = _attachment(name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"


@never_cache
@page_methods
@signed_in
def batch_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Steps 2 and 3: the rows with what is wrong; corrected, chosen, imported by one form."""
    visit = visit_of(request)
    batch = _batch(visit, uid)
    here = request.get_full_path()
    if request.method == "POST":
        try:
            return _see_other(_do(request, visit, batch, here))
        except DomainError as refusal:
            messages.error(request, refusal.detail)
            return _see_other(here)
    return show(request, "import_batch", batch_context(request, visit, batch))


def _do(request: HttpRequest, visit: Visit, batch: ImportBatch, here: str) -> str:
    """Keep corrections and choices, then do what was pressed. Returns where to go."""
    pressed = request.POST.get("act", "check")
    rows = _shown(request, visit, batch)
    changed = _changes(request.POST, rows)
    if request.POST.get("suggest"):
        _take_suggestion(request.POST["suggest"], rows, changed)
    todo = {row.pk: changed.get(row.pk, {}) for row in rows.values()}
    if pressed != "check":
        todo = {pk: cells for pk, cells in todo.items() if cells}
    if todo:
        recheck(batch=batch, changes=todo, by=visit.user, at=visit.at)
    chosen = _choices(request.POST, batch, rows)
    if chosen:
        ledger.choose(batch=batch, choices=chosen, by=visit.user, at=visit.at)
    if pressed not in ("apply", "sure"):
        messages.success(request, "已按修改重新核对。" if changed else "已重新核对。")
        return here
    only_sure = pressed == "sure"
    if ledger.chosen(batch).count() > jobs.MANY_ROWS:
        job = jobs.apply_later(batch=batch, by=visit.user, at=visit.at, only_sure=only_sure)
        return f"/jobs/{job.uid}"
    done = ledger.apply_batch(batch=batch, by=visit.user, at=visit.at, only_sure=only_sure)
    sentence = f"已导入{len(done.created)}件"
    sentence += f"，更正{len(done.amended)}件" if done.amended else ""
    sentence += f"，另有{len(done.duplicates)}行在核对之后已由他人导入" if done.duplicates else ""
    undo = undo_tag(_url("import-undo", batch.uid))
    messages.success(request, f"{sentence}。", extra_tags=undo)
    return _url("import-batch", batch.uid)


def _shown(request: HttpRequest, visit: Visit, batch: ImportBatch) -> dict[int, ImportRow]:
    """The rows of the page that was sent, those only that its reader may read."""
    ids = [int(pk) for pk in request.POST.getlist("row")[:PAGE] if pk.isdigit()]
    rows = list(batch.rows.filter(pk__in=ids, item__isnull=True).order_by("id"))
    hidden = hidden_rows(visit.user, batch, rows, visit.on)
    return {row.pk: row for row in rows if row.pk not in hidden}


def _changes(data: Mapping[str, str], rows: Mapping[int, ImportRow]) -> dict[int, dict[str, str]]:
    """Cells that were sent, by row; fields that nobody knows are left out."""
    known = {found.value for found in Field}
    changes: dict[int, dict[str, str]] = {}
    for name, text in data.items():
        parts = name.split("-", 2)
        if len(parts) == 3 and parts[0] == "cell" and parts[1].isdigit() and parts[2] in known:
            row = rows.get(int(parts[1]))
            if row is None:
                continue
            now = row.edits.get(parts[2], row.raw.get("cells", {}).get(parts[2], ""))
            if text.replace("\r\n", "\n").strip() != now.strip():
                changes.setdefault(row.pk, {})[parts[2]] = text
    return changes


def _take_suggestion(
    pressed: str, rows: Mapping[int, ImportRow], changed: dict[int, dict[str, str]]
) -> None:
    """One click: the cell gets what its message suggests."""
    pk, _, name = pressed.partition("-")
    row = rows.get(int(pk)) if pk.isdigit() else None
    for said in row.messages if row else ():
        if said["field"] == name and said.get("suggestion"):
            changed.setdefault(row.pk, {})[name] = said["suggestion"]


def _choices(
    data: Mapping[str, str], batch: ImportBatch, rows: Mapping[int, ImportRow]
) -> dict[int, str]:
    """What was chosen for rows, where the row as it is read now still allows it."""
    now = {row.pk: row for row in batch.rows.filter(pk__in=list(rows))}
    found = {}
    for pk, row in now.items():
        wanted = data.get(f"choice-{pk}", row.choice)
        if wanted != row.choice and wanted in ledger.choices_for(row, batch.department_id):
            found[pk] = wanted
    return found


@never_cache
@page_methods
@signed_in
def row_page(request: HttpRequest, uid: UUID, row: UUID) -> HttpResponse:
    """All cells of one row; to be corrected as long as it is not in the ledger."""
    visit = visit_of(request)
    batch = _batch(visit, uid)
    found = batch.rows.filter(uid=row).first()
    if found is None or hidden_rows(visit.user, batch, [found], visit.on):
        raise Http404
    back = _url("import-batch", batch.uid)
    if request.method == "POST":
        return _correct_row(request, visit, batch, found, back)
    open_to_work = not found.written_at and batch.state in ("preview", "applied")
    lists, units = row_lists(batch) if open_to_work else ({}, [])
    context = {
        "batch": batch,
        "row": found,
        "inputs": editable(found, lists) if open_to_work else [],
        "facts": facts_of(found),
        "units": units,
        "back": back,
    }
    return show(request, "import_row", context)


def _correct_row(
    request: HttpRequest, visit: Visit, batch: ImportBatch, found: ImportRow, back: str
) -> HttpResponse:
    changes = _changes(request.POST, {found.pk: found})
    if request.POST.get("suggest"):
        _take_suggestion(request.POST["suggest"], {found.pk: found}, changes)
    todo = {found.pk: changes.get(found.pk, {})}
    try:
        recheck(batch=batch, changes=todo, by=visit.user, at=visit.at)
    except DomainError as refusal:
        messages.error(request, refusal.detail)
        return _see_other(request.path)
    found.refresh_from_db()
    if found.outcome == RowOutcome.REFUSED:
        messages.warning(request, f"第{found.row}行还有需要修改的地方。")
        return _see_other(request.path)
    messages.success(request, f"第{found.row}行已核对，现为“{found.get_outcome_display()}”。")
    return _see_other(back)


@require_POST
@signed_in
def columns(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the columns mean, as a person says; the file is read again."""
    visit = visit_of(request)
    batch = _batch(visit, uid)
    chosen = {
        sheet["name"]: {
            column["index"]: _field(request.POST.get(f"col-{n}-{column['index']}", ""))
            for column in sheet["columns"]
        }
        for n, sheet in enumerate(batch.sheets)
        if sheet["columns"]
    }
    try:
        remap(batch=batch, column_map=chosen, by=visit.user, at=visit.at)
    except DomainError as refusal:
        messages.error(request, refusal.detail)
    else:
        messages.success(request, "已按您选的列重新读取。")
    return _see_other(_url("import-batch", batch.uid))


def _field(text: str) -> Field | None:
    return Field(text) if text in set(Field) else None


@never_cache
@require_safe
@signed_in
def marked_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rows that are not in the ledger, with why, to be corrected in a spreadsheet."""
    visit = visit_of(request)
    batch = _batch(visit, uid)
    rows = list(batch.rows.filter(item__isnull=True).exclude(outcome="new").order_by("id"))
    hidden = hidden_rows(visit.user, batch, rows, visit.on)
    content = marked(batch, [row for row in rows if row.pk not in hidden])
    stem = batch.name.rpartition(".")[0] or batch.name
    return _workbook(content, f"{stem}（标错）.xlsx")


@never_cache
@page_methods
@signed_in
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What would be taken back and what stays, by name; then done."""
    visit = visit_of(request)
    batch = _batch(visit, uid)
    back = _url("import-batch", batch.uid)
    try:
        plan = ledger.undo_plan(batch=batch, by=visit.user, at=visit.at)
        if request.method == "POST" and (not plan.moved or "leaving" in request.POST):
            leaving = request.POST.get("leaving", "0")
            done, kept = ledger.undo_batch(
                batch=batch,
                by=visit.user,
                at=visit.at,
                leaving=int(leaving) if leaving.isdigit() else 0,
            )
            more = f"，保留{len(kept)}件" if kept else ""
            messages.success(request, f"已撤销导入的{done}件{more}。")
            return _see_other(back)
    except GuardFailed as refusal:
        messages.error(request, refusal.detail)
        return _see_other(back)
    return show(request, "import_undo", {"batch": batch, "plan": plan, "back": back})


@require_POST
@signed_in
def discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give up an import of which nothing is in the ledger."""
    visit = visit_of(request)
    batch = _batch(visit, uid)
    try:
        ledger.discard_batch(batch=batch, by=visit.user, at=visit.at)
    except GuardFailed as refusal:
        messages.error(request, refusal.detail)
        return _see_other(_url("import-batch", batch.uid))
    messages.success(request, f"已放弃“{batch.name}”，文件和各行已删除。")
    return _see_other(_url("import"))


@require_POST
@signed_in
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The office's head confirms closures that a command brought in."""
    visit = visit_of(request)
    batch = _batch(visit, uid)
    try:
        n = ledger.confirm_batch(batch=batch, by=visit.user, at=visit.at)
    except GuardFailed as refusal:
        messages.error(request, refusal.detail)
    else:
        left = unconfirmed(batch).count()
        more = f"，还有{left}件由办公室事项的分管副组长确认" if left else ""
        messages.success(request, f"已确认{n}件导入前已销号事项{more}。")
    return _see_other(_url("import-batch", batch.uid))
