"""The four questions (四个查找): the office settles their wording and puts them in use."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse

from campaign.enums import ListKind
from campaign.forms.review import QuestionForm
from campaign.models import ListEntry
from campaign.permissions import OFFICE, check_stream
from campaign.selectors import entries_of
from campaign.services import review as services
from campaign.views.base import Visit, done, page_methods, show, status_of, tried, visit_of


@page_methods
@login_required
def questions(request: HttpRequest) -> HttpResponse:
    """One form a question; whoever is not of the office is refused with the sentence."""
    visit = visit_of(request)
    check_stream(
        visit.user,
        OFFICE,
        campaign=visit.campaign,
        department=None,
        on=visit.on,
        what="确认“四个查找”",
    )
    rows = entries_of(visit.campaign, ListKind.GAP_QUESTION, with_inactive=True)
    entries = rows[ListKind.GAP_QUESTION]
    posted = request.POST.get("code", "") if request.method == "POST" else None
    if posted is not None and posted not in {entry.code for entry in entries}:
        raise Http404
    forms = [_form(request, entry, posted, visit.on) for entry in entries]
    status = 200
    for entry, form in forms:
        if entry.code == posted and tried(form, lambda e=entry, f=form: _settle(e, f, visit)):
            return done(request, "已保存，并记入日志。", visit.url("questions"))
        if entry.code == posted:
            status = status_of(form)
    return show(
        request,
        visit,
        "questions",
        status=status,
        questions=forms,
        form=next((form for _, form in forms if form.errors), None),
    )


def _form(
    request: HttpRequest, entry: ListEntry, posted: str | None, today: date
) -> tuple[ListEntry, QuestionForm]:
    mine = entry.code == posted
    form = QuestionForm(
        request.POST if mine else None,
        initial={"name": entry.name, "is_active": entry.is_active},
        today=today,
        auto_id=f"f_{entry.code}_%s",
    )
    return entry, form


def _settle(entry: ListEntry, form: QuestionForm, visit: Visit) -> None:
    services.settle_question(
        entry=entry,
        name=form.cleaned_data["name"],
        is_active=form.cleaned_data["is_active"],
        by=visit.user,
        at=visit.at,
    )
