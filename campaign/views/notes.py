"""Pages of one's own reading notes: nobody else's are shown, counted or found."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from campaign import services
from campaign.enums import ListKind
from campaign.forms.study import NoteForm
from campaign.models import ReadingNote
from campaign.permissions import scope_of
from campaign.presenters import study as words
from campaign.selectors import entries_of
from campaign.views.base import Visit, done, page_methods, show
from campaign.views.study import answered, form_page, on_business
from core.errors import NotFound

NEWEST = 200


def note_of(visit: Visit, uid: UUID) -> ReadingNote:
    """One's own note; NotFound for anybody else's."""
    rows = ReadingNote.objects.within(scope_of(visit.user, visit.on)).select_related("material")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


@require_safe
@login_required
def notes(request: HttpRequest) -> HttpResponse:
    """One's own notes, the latest first."""
    visit = on_business(request)
    rows = ReadingNote.objects.within(scope_of(visit.user, visit.on)).select_related("material")
    return show(
        request,
        visit,
        "study_notes",
        tabs=words.tabs("notes", visit.query),
        notes=rows.order_by("-id")[:NEWEST],
        crumbs=words.crumbs(),
    )


@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Write a note."""
    visit = on_business(request)
    return _form(request, visit, None)


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read and change one's note."""
    visit = on_business(request)
    return _form(request, visit, note_of(visit, uid))


@require_POST
@login_required
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete one's note."""
    visit = on_business(request)
    services.delete_note(note=note_of(visit, uid), by=visit.user)
    return done(request, "笔记已删除。", visit.url("study_notes"))


def _form(request: HttpRequest, visit: Visit, note: ReadingNote | None) -> HttpResponse:
    initial = {"text": note.text, "material": note.material} if note else {}
    lists = entries_of(visit.campaign, ListKind.STUDY_MATERIAL)
    form = NoteForm(request.POST or None, initial=initial, lists=lists, today=visit.on)

    def act() -> None:
        given = form.cleaned_data
        services.save_note(
            text=given["text"], material=given["material"], by=visit.user, at=visit.at, note=note
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "笔记已保存，只有您自己能看到。", visit.url("study_notes"))
    title = "修改笔记" if note else "写笔记"
    return form_page(
        request,
        visit,
        form,
        title=title,
        sub="只有您自己能看到，不计数、不公开、不进入任何统计",
        cancel_url=visit.url("study_notes"),
        delete_url=reverse("campaign:study_note_delete", args=[note.uid]) if note else "",
        crumbs=words.crumbs(("我的笔记", visit.url("study_notes")), (title, "")),
    )
