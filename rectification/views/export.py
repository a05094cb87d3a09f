"""Export of the ledger and the four lists, as far as the filter in use goes."""

from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import workdays_of
from campaign.models import Campaign
from core.errors import Invalid, NotFound
from rectification.exports.ledger import SHEETS, Sheet
from rectification.exports.writing import AT_ONCE, Export, readable, write_export
from rectification.models import Item
from rectification.presenters.ledger import ledger_url
from rectification.selectors import ledger as selectors
from rectification.services.exporting import note_export
from rectification.views.door import Visit, show, signed_in
from rectification.views.ledger import Asked, choices_of, on_business

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer_selected(visit: Visit, items: Sequence[Item], sheet: Sheet) -> HttpResponse:
    """The workbook of ticked items."""
    numbers = [item.number or "" for item in items if item.is_sensitive]
    pks = [item.pk for item in items]
    ticked = ",".join(str(pk) for pk in sorted(pks))
    return _answer(visit, items[0].campaign, sheet, pks, numbers, "勾选", about=ticked)


def _answer(
    visit: Visit,
    campaign: Campaign,
    sheet: Sheet,
    pks: Sequence[int],
    sensitive: Sequence[str],
    query: str,
    about: str = "",
) -> HttpResponse:
    """The file at once, or the page of the job that makes it. `about` tells one list from another
    where `query` does not."""
    job = note_export(
        campaign=campaign,
        sheet=sheet.key,
        title=sheet.title,
        query=query,
        about=about or query,
        pks=pks,
        sensitive=sensitive,
        by=visit.user,
        at=visit.at,
        in_background=len(pks) > AT_ONCE,
    )
    if job is not None:
        response = HttpResponseRedirect(reverse("core:job", args=[job.uid]))
        response.status_code = 303
        return response
    export = Export(sheet, pks, visit.user, visit.at, campaign.pk, about or query)
    file = TemporaryFile()
    write_export(export, file)
    file.seek(0)
    answer = FileResponse(file, content_type=XLSX)
    name = quote(export.file_name)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """Choose the list; it has what the filter shows and the person may read whole."""
    visit = on_business(request)
    asked = Asked(visit, request.GET, choices_of(request.GET), workdays_of(visit.user, visit.on))
    rows = asked.rows.filter(pk__in=readable(visit.user, visit.at).values("pk"))
    with_sensitive = request.POST.get("sensitive") == "1"
    if request.method == "POST":
        sheet = SHEETS.get(request.POST.get("sheet", ""))
        campaign = Campaign.objects.filter(pk=asked.choices.campaign).first()
        if sheet is None:
            raise Invalid.at("sheet", "请选择要导出的清单。")
        if campaign is None:
            raise NotFound("还没有载入主题教育，没有可以导出的台账。")
        if not with_sensitive:
            rows = rows.filter(is_sensitive=False)
        found = list(rows.in_due_order().values_list("pk", "number", "is_sensitive"))
        numbers = [number or "" for _, number, sensitive in found if sensitive]
        query = ledger_url(asked.pairs).partition("?")[2]
        return _answer(visit, campaign, sheet, [row[0] for row in found], numbers, query)
    return show(request, "ledger_export", _context(asked, rows))


def _context(asked: Asked, rows: Any) -> dict[str, Any]:
    counts = selectors.export_counts(rows)
    return {
        "sheets": list(SHEETS.values()),
        "normal": counts["normal"],
        "sensitive": counts["sensitive"],
        "at_once": AT_ONCE,
        "sentences": asked.sentences(),
        "back_url": ledger_url(asked.pairs),
    }
