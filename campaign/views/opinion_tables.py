"""A hotline's table comes in: read, mended cell by cell, taken in as a whole."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from campaign.forms.opinions import TableForm, givers_of
from campaign.imports.opinions import COLUMNS, LONG, OpinionReader
from campaign.permissions.opinions import check_office
from campaign.presenters.mending import Preview, Shape
from campaign.services import opinions as services
from campaign.views.base import Visit, done, page_methods, show, visit_of
from campaign.views.mending import CARRIED, Mending, mending_of
from core.errors import DomainError, TooLarge
from core.imports.sheets import Grid, read_file, read_paste
from core.imports.tables import read_known


@page_methods
@login_required
def table(request: HttpRequest) -> HttpResponse:
    """Paste or choose a file, look, mend, then take in: nothing is kept before the last step."""
    visit = visit_of(request)
    check_office(visit.user, visit.campaign, visit.on, "导入群众意见")
    if request.method != "POST":
        return _show(request, visit, TableForm(auto_id="f_%s"), None)
    form = TableForm(request.POST, request.FILES, auto_id="f_%s")
    shown: Preview | None = None
    status = 422
    try:
        shown = _read(request, visit, form) if form.is_valid() else None
    except DomainError as refusal:
        form.add_error(None, refusal.detail)
        status = refusal.status
    applies = request.POST.get("act") == "apply"
    if shown is not None and applies and shown.may_apply:
        made = services.receive_opinions(
            campaign=visit.campaign,
            contents=[row.content for row in shown.good],
            by=visit.user,
            at=visit.at,
        )
        known = f"，{len(shown.known)}条此前已在库中，未重复导入" if shown.known else ""
        sentence = f"已导入{len(made)}条意见{known}{shown.left_text}。"
        return done(request, sentence, visit.url("opinions"))
    if shown is not None and applies and not shown.good:
        form.add_error(None, "表中没有可以导入的新意见，没有新增。")
    fine = shown is not None and not shown.wrong and not form.errors
    return _show(request, visit, form, shown, 200 if fine else status)


def _read(request: HttpRequest, visit: Visit, form: TableForm) -> Preview:
    """What the table says, pasted, uploaded or sent back; ReadError where it can't be read."""
    if CARRIED in request.POST:
        mending = mending_of(request.POST, COLUMNS)
    else:
        mending = Mending(read_known(_grids(form), COLUMNS))
    givers = list(givers_of(visit.campaign))
    reader = OpinionReader(visit.campaign, form.cleaned_data["origin"], givers, visit.on)
    found, mending = mending.understood(reader)
    return mending.shown(found, Shape(COLUMNS, reader.words(), long=LONG))


def _grids(form: TableForm) -> list[Grid]:
    file = form.cleaned_data["file"]
    if file is None:
        return read_paste(form.cleaned_data["text"])
    if file.size > settings.LEDGER_MAX_BYTES:
        raise TooLarge("文件超过 5 MB，请删去无关内容或分几次导入。")
    return read_file(file.read(settings.LEDGER_MAX_BYTES + 1), file.name)


def _show(
    request: HttpRequest,
    visit: Visit,
    form: TableForm,
    shown: Preview | None,
    status: int = 200,
) -> HttpResponse:
    return show(
        request,
        visit,
        "opinion_table",
        status=status,
        form=form,
        p=shown,
        has_errors=bool(form.errors) or bool(shown and shown.wrong),
        again_url=visit.url("opinion_table"),
        cancel_url=reverse("campaign:opinions"),
    )
