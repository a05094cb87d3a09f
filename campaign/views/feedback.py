"""意见建议: what people say of the system's steps, and what the office answers."""

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign.forms.feedback import AnswerForm, RemarkForm
from campaign.permissions import OFFICE, check_stream, why_not
from campaign.permissions.feedback import check_remark
from campaign.presenters.feedback import page_view, pages
from campaign.selectors.feedback import MOST_SENTENCES, remarks_by_page, remarks_of_page
from campaign.services import feedback as services
from campaign.views.base import Visit, done, page_methods, show, status_of, tried, visit_of

PER_HOUR = 5
TOO_MANY = "您在一小时内已提了几条意见，请过一会儿再提；填写的内容已保留。"
ANSWER = "答复意见建议"


@require_safe
@login_required
def feedback(request: HttpRequest) -> HttpResponse:
    """By page: how often what was said, and the office's answers. For everybody."""
    visit = _visit(request)
    place = {"campaign": visit.campaign, "department": None, "on": visit.on}
    return show(
        request,
        visit,
        "feedback",
        rows=[page_view(found) for found in remarks_by_page(visit.campaign)],
        may_answer=not why_not(visit.user, OFFICE, **place, what=ANSWER),
        answer_url=visit.url("feedback_answer"),
    )


@never_cache
@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Say of a page that its step is superfluous, asked twice, or not to be understood."""
    visit = _visit(request)
    page = _page(request)
    form = RemarkForm(request.POST or None, today=visit.on, auto_id="f_%s")
    sent = False
    status = 200
    if request.method == "POST":
        if form.is_valid() and not _within(visit):
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            sent = tried(form, lambda: _remark(visit, page, form))
            status = status_of(form)
    return show(
        request,
        visit,
        "feedback_new",
        status=status,
        form=form,
        sent=sent,
        page_name=pages()[page],
        list_url=visit.url("feedback"),
    )


@page_methods
@login_required
def answer(request: HttpRequest) -> HttpResponse:
    """What was said of one page, word for word, and the answer to all of it. For the office."""
    visit = _visit(request)
    place = {"campaign": visit.campaign, "department": None, "on": visit.on}
    check_stream(visit.user, OFFICE, **place, what=ANSWER)
    page = request.GET.get("page", "")
    remarks = remarks_of_page(visit.campaign, page)
    if not remarks:
        raise Http404
    form = AnswerForm(request.POST or None, today=visit.on, auto_id="f_%s")

    def act() -> None:
        services.answer_step(
            campaign=visit.campaign,
            page=page,
            verdict=form.cleaned_data["verdict"],
            text=form.cleaned_data["text"],
            by=visit.user,
            at=visit.at,
        )

    if request.method == "POST" and tried(form, act):
        return done(request, "已答复，所有人都能看到。", visit.url("feedback"))
    return show(
        request,
        visit,
        "feedback_answer",
        status=status_of(form),
        form=form,
        remarks=remarks,
        is_cut=len(remarks) == MOST_SENTENCES,
        page_name=pages().get(page, page),
        list_url=visit.url("feedback"),
    )


def _visit(request: HttpRequest) -> Visit:
    visit = visit_of(request)
    check_remark(visit.user)
    return visit


def _page(request: HttpRequest) -> str:
    """The page that the remark is about; 404 for one that is none."""
    page = request.GET.get("page", "")
    if page not in pages():
        raise Http404
    return page


def _remark(visit: Visit, page: str, form: RemarkForm) -> None:
    services.remark_step(
        campaign=visit.campaign,
        page=page,
        kind=form.cleaned_data["kind"],
        text=form.cleaned_data["text"],
        by=visit.user,
        at=visit.at,
    )


def _within(visit: Visit) -> bool:
    """Count one more try of this person for an hour: a keyed digest in memory, nothing stored."""
    digest = salted_hmac("campaign.feedback.limit", str(visit.user.pk), algorithm="sha256")
    key = f"feedback:{digest.hexdigest()[:32]}"
    cache.add(key, 0, 3600)
    try:
        return cache.incr(key) <= PER_HOUR
    except ValueError:  # it ran out between the two
        return True
