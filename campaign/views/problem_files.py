"""Problems in and out as tables: an import that is checked before it writes, an export."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from campaign.exports.review import file_name, write_problems
from campaign.filters.review import ProblemFilter
from campaign.forms.review import ImportForm
from campaign.imports.review import COLUMNS, LONG, SEVERAL, ProblemReader
from campaign.models import Problem
from campaign.presenters import review as words
from campaign.presenters.mending import Preview, Shape
from campaign.selectors import review as selectors
from campaign.services import review as services
from campaign.views.base import Visit, done, page_methods
from campaign.views.mending import CARRIED, Mending, mending_of
from campaign.views.review import NOBODY, departments_to_write, on_business, page, scope
from core.errors import Denied, DomainError, GuardFailed
from core.imports.refusals import ReadError
from core.imports.sheets import read_file, read_paste
from core.imports.tables import read_known

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 5 * 1024 * 1024
MOST_EXPORTED = 5000


@page_methods
@login_required
def import_problems(request: HttpRequest) -> HttpResponse:
    """Paste or choose a table, look at what was understood, mend it cell by cell, bring it in."""
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
    shown: Preview | None = None
    if posted and form.is_valid():
        shown = _read(request, visit, form)
    if shown is not None and shown.may_apply and request.POST.get("act") == "apply":
        answer = _apply(request, visit, form, shown)
        if answer is not None:
            return answer
    elif shown is not None and not shown.good and request.POST.get("act") == "apply":
        form.add_error(None, "表中没有可以导入的新问题，没有新增。")
    wrong = bool(form.errors) or bool(shown and shown.wrong)
    department = form.department() if form.is_bound and "department" in form.fields else None
    return page(
        request,
        visit,
        "problem_import",
        "problems",
        status=422 if wrong else 200,
        form=form,
        p=shown,
        department_uid=department.uid if department else "",
        has_errors=wrong,
        columns="、".join(column.label for column in COLUMNS),
        again_url=visit.url("problem_import"),
        cancel_url=visit.url("problems"),
    )


def _read(request: HttpRequest, visit: Visit, form: ImportForm) -> Preview | None:
    """What the table says; the refusal of one that can't be read stands in the form."""
    department, file = form.department(), form.cleaned_data.get("file")
    if department is None:
        form.add_error("department", "请选择问题所在的单位。")
        return None
    try:
        mending = _sent(request, form)
        if mending is None:
            return None
        reader = ProblemReader(visit.campaign, department, scope=scope(visit), on=visit.on)
        found, mending = mending.understood(reader)
        return mending.shown(found, Shape(COLUMNS, reader.words(), SEVERAL, LONG))
    except ReadError as refusal:
        form.add_error("file" if file else "table", refusal.detail)
        return None


def _sent(request: HttpRequest, form: ImportForm) -> Mending | None:
    """The table as it was pasted, uploaded, or sent back by the preview."""
    if CARRIED in request.POST:
        return mending_of(request.POST, COLUMNS)
    file, text = form.cleaned_data.get("file"), form.cleaned_data["table"]
    if file is not None and file.size > LARGEST:
        form.add_error("file", "文件超过 5 MB，请删去多余的内容后再导入。")
        return None
    if file is None and not text.strip():
        form.add_error("table", "请粘贴表格，或选择一个文件。")
        return None
    grids = read_file(file.read(), file.name) if file else read_paste(text)
    return Mending(read_known(grids, COLUMNS))


def _apply(
    request: HttpRequest, visit: Visit, form: ImportForm, shown: Preview
) -> HttpResponse | None:
    """Register what is new, all or none; a refusal stands in the form and writes nothing."""
    try:
        made = services.register_problems(
            campaign=visit.campaign,
            department=form.department(),
            contents=[row.content for row in shown.good],
            by=visit.user,
            at=visit.at,
        )
    except DomainError as refusal:
        form.add_error(None, refusal.detail)
        return None
    known = f"，另有 {len(shown.known)} 条已登记的没有重复导入" if shown.known else ""
    sentence = f"已导入 {len(made)} 条问题{known}{shown.left_text}。"
    return done(request, sentence, visit.url("problems"))


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
    by, at, query = visit.user, visit.at, _query(request)
    services.note_export(campaign=visit.campaign, query=query, rows=count, by=by, at=at)
    file: Any = TemporaryFile()
    write_problems(file, list(found), campaign=visit.campaign, about=query, by=by, at=at)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=file_name(visit.at), content_type=XLSX)


def _query(request: HttpRequest) -> str:
    pairs = [(n, v) for n in request.GET for v in request.GET.getlist(n)]
    return words.problems_url(pairs).partition("?")[2][:500]
