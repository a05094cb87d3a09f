"""Views of the ledger that a person keeps."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import workdays_of
from core.errors import DomainError
from rectification.forms.ledger import SaveViewForm
from rectification.models import SavedView
from rectification.presenters.ledger import ledger_url
from rectification.selectors import ledger as selectors
from rectification.services.saved_views import delete_view, save_view
from rectification.views.door import Visit, show, signed_in
from rectification.views.ledger import Asked, choices_of, on_business


def _see_other(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response


def _all_conditions(visit: Visit, query: QueryDict) -> tuple[Asked, list[str]]:
    """The filter as the ledger understands it, and every condition in words."""
    asked = Asked(visit, query, choices_of(query), workdays_of(visit.user, visit.on))
    return asked, asked.sentences()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def views(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the URL under a name; below, the ones that are kept."""
    visit = on_business(request)
    typed = request.method == "POST"
    query = QueryDict(request.POST.get("query", "")) if typed else request.GET
    asked, sentences = _all_conditions(visit, query)
    text = ledger_url(asked.pairs).partition("?")[2]
    data = request.POST if typed else None
    form = SaveViewForm(data, initial={"query": text}, today=visit.on, auto_id="f_%s")
    status = 200
    if typed:
        status = 422
        if form.is_valid():
            try:
                save_view(name=form.cleaned_data["name"], query=text, by=visit.user, at=visit.at)
            except DomainError as refusal:
                form.add_error("name", refusal.detail)
                status = refusal.status
            else:
                messages.success(request, f"已保存“{form.cleaned_data['name']}”。")
                return _see_other(ledger_url(asked.pairs))
    context = {
        "form": form,
        "sentences": sentences,
        "kept": _kept(visit),
        "back_url": ledger_url(asked.pairs),
        "has_errors": bool(form.errors),
    }
    return show(request, "ledger_views", context, status=status)


def _kept(visit: Visit) -> list[dict[str, object]]:
    found = []
    for row in selectors.own_views(visit.user):
        asked = QueryDict(row.query)
        pairs = [(name, value) for name, values in asked.lists() for value in values]
        found.append({"uid": row.uid, "name": row.name, "url": ledger_url(pairs)})
    return found


@require_POST
@signed_in
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Forget one of one's own."""
    visit = on_business(request)
    view = SavedView.objects.filter(person=visit.user, uid=uid).first()
    if view is None:
        raise Http404
    delete_view(view=view, by=visit.user)
    messages.success(request, f"已删除“{view.name}”。")
    return _see_other(reverse("rectification:views"))
