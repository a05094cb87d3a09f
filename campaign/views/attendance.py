"""Pages on which a session is recorded as held, and who was there."""

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from campaign import services
from campaign.forms.study import AttendanceForm
from campaign.models import StudySession
from campaign.presenters import study as words
from campaign.selectors.streams import people_in
from campaign.views.base import Visit, done, page_methods, show, status_of
from campaign.views.study import answered, on_business, session_of


@page_methods
@login_required
def hold(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record that a session was held and who was there, on one page."""
    return _attendance(request, uid, with_day=True)


@page_methods
@login_required
def attendance(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Correct who was there; record that an absent person has made up for it."""
    return _attendance(request, uid, with_day=False)


def _attendance(request: HttpRequest, uid: UUID, *, with_day: bool) -> HttpResponse:
    visit = on_business(request)
    row = session_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    form = _form(request, visit, row, with_day=with_day)

    def act() -> None:
        common = {
            "session": row,
            "lines": form.lines(),
            "by": visit.user,
            "at": visit.at,
            "version": form.cleaned_data["version"],
        }
        if with_day:
            given = form.cleaned_data
            services.hold_session(held_on=given["held_on"], summary=given["summary"], **common)
        else:
            services.take_attendance(**common)

    if request.method == "POST" and answered(form, act):
        sentence = "已登记举行和到会情况。" if with_day else "到会情况已更正。"
        return done(request, sentence, words.session_url(row))
    title = "登记举行和到会" if with_day else "更正到会、登记补学"
    return show(
        request,
        visit,
        "study_attendance",
        status=status_of(form),
        form=form,
        session=row,
        title=title,
        cancel_url=words.session_url(row),
        crumbs=words.crumbs((row.title, words.session_url(row)), (title, "")),
    )


def _form(
    request: HttpRequest, visit: Visit, row: StudySession, *, with_day: bool
) -> AttendanceForm:
    """Everybody of the department on the session's day, and what was taken already."""
    return AttendanceForm(
        request.POST or None,
        people=people_in(row.department_id, row.held_on or visit.on),
        before=list(row.attendances.select_related("person").order_by("order", "id")),
        with_day=with_day,
        initial={"version": row.version, "held_on": min(row.planned_on, visit.on)},
        today=visit.on,
    )
