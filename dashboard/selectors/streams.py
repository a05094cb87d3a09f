"""The four streams side by side, for a department or for all that a reader may see.

Streams are parallel (“不划阶段、不分环节”): nothing here is a phase, and nothing waits for another.
Sensitive rows are in no figure. A fixed number of statements, however many departments there are.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from accounts.models import Department, User
from campaign.enums import (
    GRASSROOTS,
    DutyState,
    OpinionState,
    ProblemState,
    SessionState,
    TopicState,
)
from campaign.models import (
    Campaign,
    Finding,
    Opinion,
    Problem,
    ResearchTopic,
    ResearchVisit,
    StudyOutcome,
    StudySession,
    TaskDuty,
)
from campaign.permissions import campaign_standing_of, scope_of
from campaign.permissions.opinions import reads_opinions
from campaign.querysets import Scope
from campaign.selectors.review import WAITING_RULE, waiting_line
from campaign.validators import rule_value
from core.workdays import Workdays
from rectification.enums import DONE_STATES, OPEN_STATES, CountKind
from rectification.lights import TICKING, Soon
from rectification.models import ItemCount, ItemOrigin
from rectification.selectors.ledger import ledger_items
from rectification.selectors.limits import light_conditions


@dataclass(frozen=True)
class Lanes:
    """Figures of the four streams; names are those of the page."""

    study: dict[str, int]
    research: dict[str, int]
    review: dict[str, int]
    rectify: dict[str, int]
    tasks: dict[int, tuple[int, int]]
    """By stream: tasks done and asked."""


@dataclass(frozen=True)
class Look:
    """Who looks, when, at which campaign, at one department or at all."""

    user: User
    on: date
    campaign: Campaign
    workdays: Workdays
    department: Department | None

    @property
    def scope(self) -> Scope:
        return scope_of(self.user, self.on)

    def rows(self, model: type) -> QuerySet:
        found = model.objects.within(self.scope).filter(campaign=self.campaign)
        return found.filter(department=self.department) if self.department else found


def lanes_of(look: Look) -> Lanes:
    """The four lanes: about 10 statements."""
    return Lanes(
        study=_study(look),
        research=_research(look),
        review=_review(look),
        rectify=_rectify(look),
        tasks=_tasks(look),
    )


def _study(look: Look) -> dict[str, int]:
    sessions = look.rows(StudySession).aggregate(
        held=Count("pk", filter=Q(state=SessionState.HELD)),
        planned=Count("pk", filter=Q(state=SessionState.PLANNED)),
    )
    outcomes = look.rows(StudyOutcome).filter(is_sensitive=False)
    topics = ResearchTopic.objects.filter(outcome=OuterRef("pk"))
    items = ItemOrigin.objects.filter(study_outcome=OuterRef("pk"))
    used = Q(goal__isnull=False) | Q(Exists(topics)) | Q(Exists(items))
    return sessions | {"outcomes": outcomes.count(), "turned": outcomes.filter(used).count()}


def _research(look: Look) -> dict[str, int]:
    late = Q(state=TopicState.OPEN, plan__ends_on__lt=look.on)
    topics = look.rows(ResearchTopic).aggregate(
        topics=Count("pk", filter=~Q(state=TopicState.CANCELLED)),
        closed=Count("pk", filter=Q(state=TopicState.CLOSED)),
        late=Count("pk", filter=late),
    )
    visits = look.rows(ResearchVisit).aggregate(
        visits=Count("pk"), grassroots=Count("pk", filter=Q(level__in=GRASSROOTS))
    )
    found = look.rows(Finding).filter(is_sensitive=False)
    findings = found.aggregate(
        findings=Count("pk"),
        solved=Count("pk", filter=Q(solved_on_spot=True)),
        listed=Count("pk", filter=Q(problem__isnull=False)),
    )
    return topics | visits | findings


def _review(look: Look) -> dict[str, int]:
    line = waiting_line(look.campaign, look.on, look.workdays)
    rows = look.rows(Problem).filter(is_sensitive=False)
    problems = rows.aggregate(
        problems=Count("pk", filter=~Q(state=ProblemState.MERGED)),
        turned=Count("pk", filter=Q(state__in=[ProblemState.CONVERTED, ProblemState.LINKED])),
        solved=Count("pk", filter=Q(state=ProblemState.SOLVED)),
        waiting=Count("pk", filter=Q(state=ProblemState.OPEN, created_at__lt=line)),
        own=Count("pk", filter=Q(owner_post__isnull=False)),
    )
    days = rule_value(look.campaign.rules, WAITING_RULE)
    opens = reads_opinions(look.user, look.campaign, look.on)
    return problems | {
        "opinions": _opinions(look),
        "opens_opinions": opens,
        "waiting_days": days,
    }


def _opinions(look: Look) -> int:
    """Opinions that wait for an answer: of the office, or released to the department."""
    rows = Opinion.objects.filter(
        campaign=look.campaign, is_sensitive=False, state=OpinionState.REFERRED
    )
    if look.campaign.pk not in look.scope.campaigns:
        rows = rows & Opinion.objects.released_to(look.scope, look.on)
    return rows.filter(department=look.department).count() if look.department else rows.count()


def _rectify(look: Look) -> dict[str, int]:
    soon = Soon(look.on, look.workdays, campaign_standing_of(look.user, look.on).limits)
    if look.department is None and look.campaign.pk in look.scope.campaigns:
        return _counted(look, soon.of(look.campaign.pk))
    items = ledger_items(look.user, look.on, look.campaign.pk).filter(is_sensitive=False)
    if look.department is not None:
        led = Q(lead_department=look.department) | Q(handling_unit=look.department)
        items = items.filter(led)
    lights = light_conditions(soon)
    figures = {"open": Q(state__in=OPEN_STATES), "done": Q(state__in=DONE_STATES)}
    wanted = {name: Count("pk", filter=where) for name, where in figures.items()}
    wanted |= {
        kind: Count("pk", filter=lights[kind] & Q(state__in=TICKING))
        for kind in ("bad", "warn", "ok")
    }
    return items.order_by().aggregate(**wanted)


def _counted(look: Look, soon: date) -> dict[str, int]:
    """Of a whole campaign: from the counts that the services keep, never by looking at items."""
    rows = ItemCount.objects.filter(campaign=look.campaign, is_sensitive=False)
    by_state = rows.filter(kind=CountKind.STATE).order_by().values_list("bucket")
    states = dict(by_state.annotate(total=Sum("n")))
    done = [bucket for s in DONE_STATES for bucket in (s.value, f"{s.value}_before")]
    due = rows.filter(kind=CountKind.DUE).order_by().values_list("effective_due_on")
    dates = dict(due.annotate(total=Sum("n")))
    return {
        "open": sum(states.get(state.value, 0) for state in OPEN_STATES),
        "done": sum(states.get(bucket, 0) for bucket in done),
        "bad": sum(n for day, n in dates.items() if day < look.on),
        "warn": sum(n for day, n in dates.items() if look.on <= day <= soon),
        "ok": sum(n for day, n in dates.items() if day > soon),
    }


def _tasks(look: Look) -> dict[int, tuple[int, int]]:
    rows = look.rows(TaskDuty).exclude(state=DutyState.CANCELLED).order_by()
    done = Count("pk", filter=Q(state=DutyState.ACCEPTED))
    found = rows.values_list("task__stream").annotate(done=done, asked=Count("pk"))
    return {stream: (done, asked) for stream, done, asked in found}
