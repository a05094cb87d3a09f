"""Pages of findings: written down, changed, carried on to the problem list or to a goal."""

from dataclasses import replace
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import Department
from campaign import services
from campaign.enums import RowKind
from campaign.filters.research import FindingFilter
from campaign.forms.research import FindingForm, LinkProblemForm, finding_initial
from campaign.forms.study import GoalForm
from campaign.models import Finding, ResearchTopic
from campaign.permissions import may_write_topic, scope_of
from campaign.presenters import research as words
from campaign.selectors import research as selectors
from campaign.selectors.streams import departments_within
from campaign.selectors.study import problems_to_aim_at
from campaign.views.base import Visit, done, page_methods, show
from campaign.views.listing import department_choices, listed
from campaign.views.research import act_page, topic_of
from campaign.views.study import answered, links_of, on_business
from core.errors import NotFound

FINDING_ORDER = ("-id",)


def finding_of(request: HttpRequest, uid: UUID) -> tuple[Visit, Finding]:
    """Who asks, about which finding that he may read; NotFound for any other."""
    visit = on_business(request)
    row = selectors.findings_within(scope_of(visit.user, visit.on)).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return replace(visit, campaign=row.campaign), row


@require_safe
@login_required
def findings(request: HttpRequest) -> HttpResponse:
    """What was found, the latest first, and where it leads."""
    visit = on_business(request)
    scope = scope_of(visit.user, visit.on)
    rows = selectors.findings_within(scope).filter(campaign=visit.campaign)
    units = department_choices(departments_within(scope, visit.campaign))
    choices = {"department": ("单位", units)} if len(units) > 1 else {}
    choices["solved_on_spot"] = ("当场解决", [("1", "已当场解决"), ("0", "未当场解决")])
    context = listed(
        request,
        rows.select_related("topic__campaign", "topic__department", "topic__leader"),
        filters=FindingFilter,
        ordering=FINDING_ORDER,
        choices=choices,
    )
    items = links_of(visit, RowKind.FINDING, context["found"])
    cards = [
        words.finding_card(
            row,
            items.get(row.pk, ()),
            may_write=may_write_topic(visit.user, row.topic, visit.on),
            may_register=visit.registers(row.topic.department_id),
        )
        for row in context["found"]
    ]
    return show(
        request,
        visit,
        "research_findings",
        tabs=words.tabs("findings", visit.query),
        findings=cards,
        clear_url=visit.url("research_findings"),
        crumbs=words.crumbs(),
        **context,
    )


def _form(
    request: HttpRequest, visit: Visit, topic: ResearchTopic, row: Finding | None
) -> FindingForm:
    return FindingForm(
        request.POST or None,
        initial=finding_initial(row) if row else {},
        visits=list(topic.visits.order_by("-on", "-id")),
        departments=list(Department.objects.able_to_lead().in_rank_order()),
        today=visit.on,
    )


@page_methods
@login_required
def new(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down what a topic found."""
    visit, topic = topic_of(request, uid)
    form = _form(request, visit, topic, None)

    def act() -> None:
        services.add_finding(topic=topic, content=form.content(), by=visit.user, at=visit.at)

    if request.method == "POST" and answered(form, act):
        return done(request, "发现已登记。", words.topic_url(topic))
    return act_page(request, visit, topic, form, title="登记发现")


@page_methods
@login_required
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Change a finding."""
    visit, row = finding_of(request, uid)
    _, topic = topic_of(request, row.topic.uid)
    form = _form(request, visit, topic, row)

    def act() -> None:
        services.change_finding(
            finding=row,
            content=form.content(),
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已保存。", words.topic_url(topic))
    return act_page(request, visit, topic, form, title="修改发现")


@page_methods
@login_required
def goal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make a finding a work goal, filled in beforehand."""
    visit, row = finding_of(request, uid)
    _, topic = topic_of(request, row.topic.uid)
    text = row.proposed_solution or row.text
    first = {"name": text.splitlines()[0][:200], "version": row.version}
    form = GoalForm(
        request.POST or None, initial=first | {"due_on": row.proposed_due_on}, today=visit.on
    )

    def act() -> None:
        services.finding_to_goal(
            finding=row,
            content=form.content(),
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已转为工作目标。", words.topic_url(topic))
    return act_page(request, visit, topic, form, title="转为工作目标", submit="登记为工作目标")


@page_methods
@login_required
def problem(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say which problem of the review list a finding is: it has been registered before."""
    visit, row = finding_of(request, uid)
    _, topic = topic_of(request, row.topic.uid)
    scope = scope_of(visit.user, visit.on)
    form = LinkProblemForm(
        request.POST or None,
        initial={"version": row.version},
        problems=problems_to_aim_at(scope, visit.campaign, [row.department]),
        today=visit.on,
    )

    def act() -> None:
        services.link_problem(
            finding=row,
            problem=form.cleaned_data["problem"],
            by=visit.user,
            at=visit.at,
            version=form.cleaned_data["version"],
        )

    if request.method == "POST" and answered(form, act):
        return done(request, "已与问题清单中的问题对应。", words.topic_url(topic))
    return act_page(request, visit, topic, form, title="对应已有问题", submit="对应这个问题")
