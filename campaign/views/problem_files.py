"""Problems in and out as tables: an import that is checked before it writes, an export."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.exports.review import file_name, write_problems
from campaign.filters.review import ProblemFilter
from campaign.forms.review import ImportForm
from campaign.imports.review import COLUMNS, ProblemReader, ProblemTable
from campaign.models import Problem
from campaign.presenters import review as words
from campaign.selectors import review as selectors
from campaign.services import review as services
from campaign.views.base import Visit, done, page_methods
from campaign.views.review import NOBODY, departments_to_write, on_business, page, scope
from core.errors import Denied, DomainError, GuardFailed
from core.imports.refusals import ReadError
from core.imports.sheets import read_file, read_paste

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 5 * 1024 * 1024
MOST_EXPORTED = 5000


@page_methods
@login_required
def import_problems(request: HttpRequest) -> HttpResponse:
    """Paste or choose a table, look at what was understood, mend it in place, bring it in."""
    visit = on_business(request)
    units = departments_to_write(visit)
    if not units:
        raise Denied(NOBODY)
    posted = request.method == "POST"
    form = ImportForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        departments=units,
        auto_id="f_%s",
    )
    found: ProblemTable | None = None
    status = 200
    if posted:
        found = _read(visit, form) if form.is_valid() else None
        status = 422 if found is None or found.faulty else 200
        if found is not None and status == 200 and request.POST.get("act") == "apply":
            answer = _apply(request, visit, form, found)
            if answer is not None:
                return answer
            status = 422
        if found is not None:
            form = _shown_again(form, found, visit)
    return page(
        request,
        visit,
        "problem_import",
        "problems",
        status=status,
        form=form,
        found=found,
        has_errors=bool(form.errors) or bool(found and found.faulty),
        columns="、".join(column.label for column in COLUMNS),
        cancel_url=visit.url("problems"),
    )


def _read(visit: Visit, form: ImportForm) -> ProblemTable | None:
    """What the table says; the refusal of one that can't be read stands in the form."""
    cleaned, department = form.cleaned_data, form.department()
    file = cleaned.get("file")
    if department is None:
        form.add_error("department", "请选择问题所在的单位。")
        return None
    if file is not None and file.size > LARGEST:
        form.add_error("file", "文件超过 5 MB，请删去多余的内容后再导入。")
        return None
    if file is None and not cleaned["table"].strip():
        form.add_error("table", "请粘贴表格，或选择一个文件。")
        return None
    try:
        grids = read_file(file.read(), file.name) if file else read_paste(cleaned["table"])
        reader = ProblemReader(visit.campaign, department, scope=scope(visit), on=visit.on)
        return reader.read(grids)
    except ReadError as refusal:
        form.add_error("file" if file else "table", refusal.detail)
        return None


def _shown_again(form: ImportForm, found: ProblemTable, visit: Visit) -> ImportForm:
    """The form with the table as text, so that it is mended where it stands."""
    data = form.data.copy()
    data["table"] = found.table.tab_text
    again = ImportForm(data, departments=form.departments, auto_id="f_%s")
    again.is_valid()
    for name, errors in form.errors.items():
        if name not in again.errors:
            again.add_error(None if name == "__all__" else name, list(errors))
    return again


def _apply(
    request: HttpRequest, visit: Visit, form: ImportForm, found: ProblemTable
) -> HttpResponse | None:
    """Register what is new, all or none; nothing new writes nothing and says so."""
    contents = [row.content for row in found.new if row.content is not None]
    if not contents:
        form.add_error(None, "表中的问题都已登记，没有新增。")
        return None
    try:
        made = services.register_problems(
            campaign=visit.campaign,
            department=form.department(),
            contents=contents,
            by=visit.user,
            at=visit.at,
        )
    except DomainError as refusal:
        form.add_error(None, refusal.detail)
        return None
    left = f"，另有 {len(found.known)} 条已登记的没有重复导入" if found.known else ""
    return done(request, f"已导入 {len(made)} 条问题{left}。", visit.url("problems"))


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """问题清单 of what the filter in use shows, without sensitive problems."""
    visit = on_business(request)
    rows = Problem.objects.within(scope(visit)).filter(campaign=visit.campaign)
    chosen = ProblemFilter(request.GET, rows.filter(is_sensitive=False), on=visit.on)
    if not chosen.is_valid():
        raise GuardFailed("筛选条件有误，请回到问题清单重新筛选后再导出。")
    found = selectors.for_page(chosen.qs).order_by("department__sort_order", "department_id", "id")
    count = found.count()
    if count > MOST_EXPORTED:
        raise GuardFailed(f"共 {count} 条，一次最多导出 {MOST_EXPORTED} 条，请先筛选。")
    services.note_export(
        campaign=visit.campaign, query=_query(request), rows=count, by=visit.user, at=visit.at
    )
    file: Any = TemporaryFile()
    write_problems(file, found, by=visit.user, at=visit.at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(visit.at), content_type=XLSX)


def _query(request: HttpRequest) -> str:
    pairs = [(n, v) for n in request.GET for v in request.GET.getlist(n)]
    return words.problems_url(pairs).partition("?")[2][:500]
