"""Pages of research: topics by direction, one topic, its plan, its visits, its end."""

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.services import check_password_again
from campaign import services
from campaign.enums import ListKind, PaperKind, RowKind, TopicState
from campaign.exports import reports
from campaign.filters.research import TopicFilter
from campaign.forms.research import (
    CancelTopicForm,
    NoneFoundForm,
    ResearchPlanForm,
    TopicForm,
    VisitForm,
    plan_initial,
    topic_initial,
)
from campaign.models import ResearchPlan, ResearchTopic
from campaign.permissions import may_write_topic, own_departments, scope_of
from campaign.presenters import research as words
from campaign.selectors import entries_of
from campaign.selectors import research as selectors
from campaign.selectors import study as study_selectors
from campaign.selectors.streams import departments_named, departments_within
from campaign.services.papers import count_paper
from campaign.services.research import check_signs
from campaign.views.base import Visit, done, page_methods, show
from campaign.views.listing import department_choices, listed
from campaign.views.study import answered, form_page, links_of, on_business
from core.errors import Denied, FieldError, GuardFailed, NotFound
from core.validators.uploads import clean_name

TOPIC_LISTS = (ListKind.RESEARCH_DIRECTION, ListKind.RESEARCH_FIELD)


def topic_of(request: HttpRequest, uid: UUID) -> tuple[Visit, ResearchTopic]:
    """Who asks, about which topic that he may read; NotFound for any other."""
    visit = on_business(request)
    row = selectors.topics_within(scope_of(visit.user, visit.on)).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return replace(visit, campaign=row.campaign), row


@require_safe
@login_required
def topics(request: HttpRequest) -> HttpResponse:
    """Topics, the latest first, with the five directions above."""
    visit = on_business(request)
    scope = scope_of(visit.user, visit.on)
    rows = selectors.topics_within(scope).filter(campaign=visit.campaign)
    units = department_choices(departments_within(scope, visit.campaign))
    directions = selectors.topics_by_direction(scope, visit.campaign)
    choices = {"department": ("单位", units)} if len(units) > 1 else {}
    choices["direction"] = ("方向", [(row.code, row.name) for row, _ in directions])
    choices["state"] = ("状态", TopicState.choices)
    context = listed(
        request, rows, filters=TopicFilter, ordering=selectors.TOPIC_ORDER, choices=choices
    )
    depth = selectors.depth_of(selectors.visits_within(scope).filter(campaign=visit.campaign))
    return show(
        request,
        visit,
        "research_topics",
        tabs=words.tabs("topics", visit.query),
        columns=words.TOPIC_COLUMNS,
        rows=[words.topic_row(row) for row in context["found"]],
        depth=words.depth_words(depth.visits, depth.grassroots),
        may_open=bool(own_departments(visit.user, visit.on)),
        new_url=visit.url("research_new"),
        clear_url=visit.url("research"),
        crumbs=words.crumbs(),
        **context,
    )


@require_safe
@login_required
def topic(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One topic: its plan, its visits, what was found, and how it may end."""
    visit, row = topic_of(request, uid)
    may = may_write_topic(visit.user, row, visit.on)
    scope = scope_of(visit.user, visit.on)
    findings = list(selectors.findings_within(scope).filter(topic=row).order_by("id"))
    items = links_of(visit, RowKind.FINDING, findings)
    plan = ResearchPlan.objects.filter(topic=row).first()
    visits = row.visits.order_by("on", "id")
    leads = row.leader_id == visit.user.pk
    makes = visit.registers(row.department_id)
    return show(
        request,
        visit,
        "research_topic",
        topic=row,
        tag=words.STATE_TAGS[row.state],
        facts=words.topic_facts(row),
        plan=words.plan_facts(plan),
        visit_columns=words.VISIT_COLUMNS,
        visits=[words.visit_row(one) for one in visits],
        findings=[
            words.finding_card(f, items.get(f.pk, ()), may_write=may, may_register=makes)
            for f in findings
        ],
        missing=_missing(visit, row) if may else [],
        actions=words.topic_actions(row, may_write=may, leads=leads, has_plan=plan is not None),
        crumbs=words.crumbs((row.title, "")),
    )


def _missing(visit: Visit, row: ResearchTopic) -> list[str]:
    """What an open topic still lacks before it may be closed."""
    if row.state != TopicState.OPEN:
        return []
    return services.missing_to_close(row, by=visit.user, on=visit.on)


def _topic_form(visit: Visit, data: Any, row: ResearchTopic | None) -> TopicForm:
    if row is None:
        departments, initial = departments_named(own_departments(visit.user, visit.on)), {}
    else:
        departments, initial = [row.department], topic_initial(row)
    outcomes = study_selectors.outcomes_within(scope_of(visit.user, visit.on)).filter(
        campaign=visit.campaign, department__in=departments
    )
    return TopicForm(
        data,
        initial=initial,
        departments=departments,
        lists=entries_of(visit.campaign, *TOPIC_LISTS),
        outcomes=list(outcomes.order_by("-id")[:100]),
        today=visit.on,
    )


@page_methods
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Set a topic of one's department."""
    visit = on_business(request)
    if not own_departments(visit.user, visit.on):
        raise Denied("确定调研课题由本单位的联络员、经办人、班子成员或第一责任人办理，您目前不是。")
    form = _topic_form(visit, request.POST or None, None)
    made: list[ResearchTopic] = []

    def act() -> None:
        made.append(
            services.open_topic(
                campaign=visit.campaign,
                department=form.unit,
                content=form.content(),
                by=visit.user,
                at=visit.at,
            )
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "课题已确定，请制定调研计划。", words.topic_url(made[0]))
    return form_page(
        request,
        visit,
        form,
        title="确定调研课题",
        sub="奔着问题去：先定课题和计划，再到一线",
        submit="确定课题",
        cancel_url=visit.url("research"),
        crumbs=words.crumbs(("确定调研课题", "")),
    )


def act_page(
    request: HttpRequest, visit: Visit, row: ResearchTopic, form: Any, *, title: str, **other: Any
) -> HttpResponse:
    """The page of one act on a topic."""
    url = words.topic_url(row)
    return form_page(
        request,
        visit,
        form,
        title=title,
        sub=f"{row.department.short_name}：{row.title}",
        cancel_url=url,
        crumbs=words.crumbs((row.title, url), (title, "")),
        **other,
    )


def on_topic(
    visit: Visit, row: ResearchTopic, form: Any, service: Callable[..., Any], **given: Any
) -> Callable[[], Any]:
    """A call of a service on a topic, with the version that the form carries."""

    def act() -> Any:
        version = form.cleaned_data["version"]
        more = {name: value() for name, value in given.items()}
        return service(topic=row, by=visit.user, at=visit.at, version=version, **more)

    return act


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a topic; its situation and causes go into the report."""
    visit, row = topic_of(request, uid)
    form = _topic_form(visit, request.POST or None, row)
    act = on_topic(visit, row, form, services.change_topic, content=form.content)
    if request.method == "POST" and answered(form, act):
        return done(request, "已保存。", words.topic_url(row))
    return act_page(request, visit, row, form, title="修改课题")


@page_methods
@login_required
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The plan, without which no visit can be logged."""
    visit, row = topic_of(request, uid)
    form = ResearchPlanForm(request.POST or None, initial=plan_initial(row), today=visit.on)
    act = on_topic(visit, row, form, services.save_research_plan, content=form.content)
    if request.method == "POST" and answered(form, act):
        return done(request, "计划已保存，可以登记调研了。", words.topic_url(row))
    return act_page(request, visit, row, form, title="调研计划")


@page_methods
@login_required
def log(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Log a visit; a crowded place is pointed out before it is saved."""
    visit, row = topic_of(request, uid)
    form = VisitForm(request.POST or None, today=visit.on)

    def act() -> None:
        try:
            services.log_visit(
                topic=row,
                content=form.content(),
                by=visit.user,
                at=visit.at,
                crowding_confirmed=form.cleaned_data["crowding_confirmed"],
            )
        except GuardFailed as refusal:
            if any(error.code == "crowded" for error in refusal.errors):
                form.ask()
                refusal.errors = [FieldError("/crowding_confirmed", "crowded", refusal.detail)]
            raise

    if request.method == "POST" and answered(form, act):
        return done(request, "调研已登记。", words.topic_url(row))
    return act_page(request, visit, row, form, title="登记调研")


@page_methods
@login_required
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Close a topic; the refusal names what is missing."""
    visit, row = topic_of(request, uid)
    form = CancelTopicForm(request.POST or None, initial={"version": row.version}, today=visit.on)
    del form.fields["cancel_reason"]
    act = on_topic(visit, row, form, services.close_topic)
    if request.method == "POST" and answered(form, act):
        return done(request, "课题已结题。", words.topic_url(row))
    return act_page(
        request,
        visit,
        row,
        form,
        title="结题",
        submit="结题",
        notice="结题要有计划、有调研记录，至少一条发现已当场解决，或其对策建议已转为问题清单、"
        "整改事项或工作目标。",
    )


@page_methods
@login_required
def none_found(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The leader signs that nothing was found, with the reason and his password."""
    visit, row = topic_of(request, uid)
    form = NoneFoundForm(request.POST or None, initial={"version": row.version}, today=visit.on)
    check_signs(row, visit.user)

    def act() -> None:
        address = request.META.get("REMOTE_ADDR")
        password = form.cleaned_data["password"]
        check_password_again(visit.user, password, at=visit.at, address=address)
        services.sign_none_found(
            topic=row,
            reason=form.cleaned_data["none_found_reason"],
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已签字结题。", words.topic_url(row))
    return act_page(
        request,
        visit,
        row,
        form,
        title="签字：未发现问题",
        submit="签字并结题",
        notice="没有登记任何发现时，由课题牵头人说明理由并签字，不凑问题。",
    )


@page_methods
@login_required
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a topic up, with the reason."""
    visit, row = topic_of(request, uid)
    form = CancelTopicForm(request.POST or None, initial={"version": row.version}, today=visit.on)
    act = on_topic(
        visit,
        row,
        form,
        services.cancel_topic,
        reason=lambda: form.cleaned_data["cancel_reason"],
    )
    if request.method == "POST" and answered(form, act):
        return done(request, "课题已取消，记录保留。", words.topic_url(row))
    return act_page(request, visit, row, form, title="取消课题", submit="取消课题")


def _report(request: HttpRequest, uid: UUID) -> tuple[Visit, ResearchTopic, list[words.Chapter]]:
    """The report's topic and chapters, from the rows that the person may read; it is counted as a
    paper that nobody typed."""
    visit, row = topic_of(request, uid)
    scope = scope_of(visit.user, visit.on)
    chapters = words.report_of(
        row,
        ResearchPlan.objects.filter(topic=row).first(),
        row.visits.order_by("on", "id"),
        selectors.findings_within(scope).filter(topic=row).order_by("id"),
    )
    count_paper(
        campaign_id=row.campaign_id,
        kind=PaperKind.RESEARCH_REPORT,
        about=str(row.uid),
        cells=sum(chapter.filled for chapter in chapters),
        department=row.department_id,
        at=visit.at,
    )
    return visit, row, chapters


@require_safe
@login_required
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The report, made from rows: five chapters, to be printed."""
    visit, row, chapters = _report(request, uid)
    return show(
        request,
        visit,
        "research_report",
        topic=row,
        title=words.report_title(row),
        lines=words.report_lines(row),
        chapters=chapters,
        no_data=words.NO_DATA,
        docx_url=words.topic_url(row, "research_report_docx"),
        back_url=words.topic_url(row),
        crumbs=words.crumbs((row.title, words.topic_url(row)), ("调研报告", "")),
    )


@require_safe
@login_required
def report_docx(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The same as a Word file."""
    _, row, chapters = _report(request, uid)
    title = words.report_title(row)
    content = reports.report_docx(title, words.report_lines(row), chapters)
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=clean_name(f"{title}.docx"),
        content_type=reports.TYPE,
    )
