"""以上率下: a department's leading cadres, the five duties of each, and their own problems."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Department, Post
from accounts.selectors import posts_on
from campaign.enums import ListKind, SessionState
from campaign.forms.review import DutyForm
from campaign.models import ListEntry, Problem, StudySession
from campaign.permissions import OFFICE, OWN, why_not
from campaign.presenters import review as words
from campaign.selectors import entries_of
from campaign.selectors import review as selectors
from campaign.selectors.streams import departments_within
from campaign.services import review as services
from campaign.validators import is_leading_rank, rule_value
from campaign.views.base import Visit, done, page_methods
from campaign.views.review import on_business, page, scope
from core import workdays as calendar
from core.errors import DomainError, FieldError
from core.presenters import day

SESSIONS = 50


def duties_in_use(visit: Visit) -> list[ListEntry]:
    return entries_of(visit.campaign, ListKind.LEADER_DUTY)[ListKind.LEADER_DUTY]


@require_safe
@login_required
def leaders(request: HttpRequest) -> HttpResponse:
    """One department's leaders; whoever reads several chooses one (in rank order)."""
    visit = on_business(request)
    units = list(departments_within(scope(visit), visit.campaign))
    code = request.GET.get("department", "")
    asked: Department | None = next((u for u in units if u.code == code), None)
    if asked is None and units:
        own = [u for u in units if u.pk in scope(visit).headed | _own(visit)]
        asked = (own or units)[0]
    duties = duties_in_use(visit)
    rows = []
    if asked is not None:
        found = selectors.leaders_of(visit.campaign, asked, visit.on, scope(visit))
        rows = [words.leader_row(leader, duties, visit.query) for leader in found]
    return page(
        request,
        visit,
        "leaders",
        "leaders",
        units=units,
        asked=asked,
        duties=duties,
        rows=rows,
        page_url=visit.url("leaders"),
    )


def _own(visit: Visit) -> frozenset[int]:
    return scope(visit).departments


def _post(visit: Visit, uid: UUID) -> Post:
    """A leader's post in a department that the person reads; Http404 for any other."""
    units = departments_within(scope(visit), visit.campaign)
    posts = posts_on(visit.on).filter(uid=uid, department__in=units.values("pk"))
    post = posts.select_related("person", "department").first()
    if post is None or not is_leading_rank(post.rank):
        raise Http404
    return post


@page_methods
@login_required
def leader(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A leader: the five duties with their records, a form for another, his own problems."""
    visit = on_business(request)
    post = _post(visit, uid)
    place = {"campaign": visit.campaign, "department": post.department, "on": visit.on}
    refused = why_not(visit.user, (*OWN, *OFFICE), **place, what="登记带头作用记录")
    duties = duties_in_use(visit)
    form = DutyForm(
        request.POST if request.method == "POST" else None,
        initial={"done_on": visit.on},
        duties=duties,
        sessions=_sessions(visit, post),
        today=visit.on,
        auto_id="f_%s",
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            refusal = _record(visit, post, form)
            if refusal is None:
                url = visit.url("leader", uid=post.uid)
                return done(request, "已登记。", url)
            status = refusal.status
    return _leader_page(request, visit, post, duties, form, refused, status)


def _sessions(visit: Visit, post: Post) -> list[StudySession]:
    rows = StudySession.objects.within(scope(visit)).filter(
        campaign=visit.campaign, department=post.department, state=SessionState.HELD
    )
    return list(rows.order_by("-id")[:SESSIONS])


def _record(visit: Visit, post: Post, form: DutyForm) -> DomainError | None:
    cleaned = form.cleaned_data
    try:
        services.record_duty(
            campaign=visit.campaign,
            post=post,
            duty=cleaned["duty"],
            done_on=cleaned["done_on"],
            note=cleaned["note"],
            session=cleaned.get("session"),
            by=visit.user,
            at=visit.at,
        )
    except DomainError as refusal:
        for error in refusal.errors or [FieldError("", refusal.code, refusal.detail)]:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        return refusal
    return None


def _groups(visit: Visit, post: Post, duties: list[ListEntry]) -> list[dict[str, Any]]:
    """What the leader did of each of the five."""
    records = list(selectors.duties_of(visit.campaign, [post.pk]))
    return [
        {
            "label": duty.name,
            "rows": [
                {
                    "uid": row.uid,
                    "when": day(row.done_on),
                    "note": row.note,
                    "session": row.session.title if row.session else "",
                }
                for row in records
                if row.duty_id == duty.pk
            ],
        }
        for duty in duties
    ]


def _leader_page(
    request: HttpRequest,
    visit: Visit,
    post: Post,
    duties: list[ListEntry],
    form: DutyForm,
    refused: str,
    status: int,
) -> HttpResponse:
    own = Problem.objects.within(scope(visit)).filter(campaign=visit.campaign, owner_post=post)
    line = selectors.waiting_line(visit.campaign, visit.on, calendar.load())
    limit = rule_value(visit.campaign.rules, selectors.WAITING_RULE)
    rows = selectors.for_list(own).order_by("-id")
    return page(
        request,
        visit,
        "leader",
        "leaders",
        status=status,
        post=post,
        groups=_groups(visit, post, duties),
        form=None if refused else form,
        has_errors=bool(form.errors),
        problems=[words.problem_row(row, line, limit) for row in rows],
        back_url=visit.url("leaders"),
    )


@require_POST
@login_required
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take out a record that was made by mistake."""
    visit = on_business(request)
    rows = selectors.leader_duties_within(scope(visit)).filter(campaign=visit.campaign)
    record = rows.filter(uid=uid).first()
    if record is None:
        raise Http404
    services.remove_duty(record=record, by=visit.user, at=visit.at)
    return done(request, "已删除该条记录。", visit.url("leader", uid=record.post.uid))
