"""Rows of the other streams, as links and forms name them: `?from=problem:<uid>`."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from campaign.models import Campaign
from core.errors import DomainError, NotFound
from rectification import services
from rectification.forms.intake import AttachForm
from rectification.models import Item
from rectification.presenters.origins import row_words
from rectification.selectors.origins import MISSING, Row, row_of
from rectification.selectors.similar import similar_items
from rectification.views.acts import page_methods
from rectification.views.door import Visit, done, show, signed_in, visit_of

PARAMETER = "from"


def asked_row(request: HttpRequest, visit: Visit) -> Row | None:
    """The row that the address or the form names; NotFound where the person may not read it."""
    word = request.POST.get(PARAMETER) or request.GET.get(PARAMETER) or ""
    if not word:
        return None
    kind, _, uid = word.partition(":")
    try:
        key = UUID(uid)
    except ValueError:
        raise NotFound(MISSING) from None
    return row_of(kind, key, user=visit.user, on=visit.on)


def campaign_of_row(row: Row) -> Campaign:
    """The campaign in which the row's item is to be registered."""
    return Campaign.objects.select_related("office_department").get(pk=row.campaign_id)


@page_methods
@signed_in
def attach(request: HttpRequest) -> HttpResponse:
    """并入已有事项: the office adds a row of another stream to an item that exists."""
    visit = visit_of(request)
    row = asked_row(request, visit)
    if row is None:
        raise NotFound(MISSING)
    form = AttachForm(request.POST or None, initial={"number": request.GET.get("number", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        item = _numbered(visit, form.cleaned_data["number"])
        if item is None:
            form.add_error("number", "没有找到这个编号的事项，请核对；只能并入您能查看的事项。")
        else:
            try:
                services.attach(item=item, row=row, by=visit.user, at=visit.at, version=None)
            except DomainError as refusal:
                form.add_error(None, refusal.detail)
                status = refusal.status
            else:
                return done(request, visit, item, f"已并入 {item.number}。")
    if form.errors and status == HTTPStatus.OK:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return show(request, "attach", _attach_context(visit, row, form), status=status)


def _numbered(visit: Visit, number: str) -> Item | None:
    visible = Item.objects.visible_to(visit.user, on=visit.on)
    return visible.filter(number=number.strip().upper()).first()


def _attach_context(visit: Visit, row: Row, form: AttachForm) -> dict[str, Any]:
    similar = similar_items(
        campaign=campaign_of_row(row),
        text=str(row.initial.get("problem", "")),
        user=visit.user,
        on=visit.on,
        departments=[],
    )
    return {"form": form, "row": row_words(row), "similar": similar}
