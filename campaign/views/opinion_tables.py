"""A hotline's table comes in: read, shown row by row, taken in as a whole."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from campaign.forms.opinions import TableForm, givers_of
from campaign.imports.opinions import ReadTable, read_opinions
from campaign.permissions.opinions import check_office
from campaign.services import opinions as services
from campaign.views.base import Visit, done, page_methods, show, visit_of
from core.errors import DomainError
from core.imports.sheets import Grid, read_file, read_paste

SHOWN = 200


@page_methods
@login_required
def table(request: HttpRequest) -> HttpResponse:
    """Paste or choose a file, look, then take in: nothing is kept before the second step."""
    visit = visit_of(request)
    check_office(visit.user, visit.campaign, visit.on, "导入群众意见")
    if request.method != "POST":
        return _show(request, visit, TableForm(auto_id="f_%s"), None)
    form = TableForm(request.POST, request.FILES, auto_id="f_%s")
    if not form.is_valid():
        return _show(request, visit, form, None, 422)
    try:
        read = _read(visit, form)
    except DomainError as refusal:
        form.add_error(None, refusal.detail)
        return _show(request, visit, form, None, refusal.status)
    again = TableForm(
        {"text": read.tab_text, "origin": form.cleaned_data["origin"]}, auto_id="f_%s"
    )
    if "apply" not in request.POST:
        return _show(request, visit, again, read)
    if read.wrong:
        return _show(request, visit, again, read, 422)
    contents = [row.content for row in read.fresh]
    made = services.receive_opinions(
        campaign=visit.campaign, contents=contents, by=visit.user, at=visit.at
    )
    known = f"，{len(read.known)}条此前已在库中，未重复导入" if read.known else ""
    return done(request, f"已导入{len(made)}条意见{known}。", visit.url("opinions"))


def _read(visit: Visit, form: TableForm) -> ReadTable:
    return read_opinions(
        _grids(form),
        campaign=visit.campaign,
        origin=form.cleaned_data["origin"],
        givers=list(givers_of(visit.campaign)),
        on=visit.on,
    )


def _grids(form: TableForm) -> list[Grid]:
    file = form.cleaned_data["file"]
    if file is None:
        return read_paste(form.cleaned_data["text"])
    if file.size > settings.LEDGER_MAX_BYTES:
        form.add_error("file", "文件超过 5 MB，请删去无关内容或分几次导入。")
    return read_file(file.read(settings.LEDGER_MAX_BYTES + 1), file.name)


def _show(
    request: HttpRequest,
    visit: Visit,
    form: TableForm,
    read: ReadTable | None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "read": read, "nav_key": "campaign"}
    if read is not None:
        context["rows"] = read.rows[:SHOWN]
        context["beyond"] = max(0, len(read.rows) - SHOWN)
    return show(request, visit, "opinion_table", status=status, **context)
