"""Pages on which a session's outcome is written down, changed and made a work goal."""

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from campaign import services
from campaign.forms.study import GoalForm, OutcomeForm, outcome_initial
from campaign.models import StudyOutcome
from campaign.permissions import scope_of
from campaign.presenters import study as words
from campaign.selectors import entries_of
from campaign.selectors import study as selectors
from campaign.views.base import Visit, done, page_methods
from campaign.views.study import OUTCOME_LISTS, answered, form_page, on_business, session_of
from core.errors import NotFound


def outcome_of(visit: Visit, uid: UUID) -> StudyOutcome:
    """An outcome that the person may read; NotFound for any other."""
    rows = selectors.outcomes_within(scope_of(visit.user, visit.on))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotFound()
    return found


@page_methods
@login_required
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down what a session turned into."""
    visit = on_business(request)
    session = session_of(visit, uid)
    visit = replace(visit, campaign=session.campaign)
    lists = entries_of(visit.campaign, *OUTCOME_LISTS)
    form = OutcomeForm(request.POST or None, lists=lists, today=visit.on)
    url = words.session_url(session)

    def act() -> None:
        services.add_outcome(session=session, content=form.content(), by=visit.user, at=visit.at)

    if request.method == "POST" and answered(form, act):
        ways = "整改事项" if form.cleaned_data["is_sensitive"] else "工作目标或整改事项"
        return done(request, f"成果已登记，可以转为{ways}。", url)
    return form_page(
        request,
        visit,
        form,
        title="登记学习成果",
        sub=session.title,
        cancel_url=url,
        crumbs=words.crumbs((session.title, url), ("登记学习成果", "")),
    )


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change an outcome's words."""
    visit = on_business(request)
    row = outcome_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    lists = entries_of(visit.campaign, *OUTCOME_LISTS)
    form = OutcomeForm(
        request.POST or None, initial=outcome_initial(row), lists=lists, today=visit.on
    )
    url = words.session_url(row.session)

    def act() -> None:
        services.change_outcome(
            outcome=row,
            content=form.content(),
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已保存。", url)
    return form_page(
        request,
        visit,
        form,
        title="修改学习成果",
        sub=row.session.title,
        cancel_url=url,
        crumbs=words.crumbs((row.session.title, url), ("修改学习成果", "")),
    )


@page_methods
@login_required
def goal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make an outcome a work goal; what it says is filled in beforehand."""
    visit = on_business(request)
    row = outcome_of(visit, uid)
    visit = replace(visit, campaign=row.campaign)
    first = {"name": row.text.splitlines()[0][:200], "version": row.version}
    form = GoalForm(request.POST or None, initial=first, today=visit.on)
    url = words.session_url(row.session)

    def act() -> None:
        services.make_goal(
            outcome=row,
            content=form.content(),
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已转为工作目标。", url)
    return form_page(
        request,
        visit,
        form,
        title="转为工作目标",
        sub=f"来自学习成果：{row.text[:60]}",
        submit="登记为工作目标",
        cancel_url=url,
        crumbs=words.crumbs((row.session.title, url), ("转为工作目标", "")),
    )
