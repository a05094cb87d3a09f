"""The report “来源—措施—成效链”: how far each stream's rows have got, and where lines are broken.

Counted is what the reader may see, up to `MOST` a figure: beyond that a report says “more”, and
its page lists the first ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Department, User
from campaign.enums import ProblemState, SessionState, TopicState
from campaign.models import Campaign, Finding, Problem, ResearchTopic, StudyOutcome, StudySession
from campaign.permissions import scope_of
from campaign.selectors.review import waiting_line
from core.clock import LOCAL_ZONE
from core.workdays import Workdays
from rectification.enums import DONE_STATES, EvidenceClass, Kind, State, VerificationMethod
from rectification.models import ORIGIN_KEYS, Evidence, Item, ItemOrigin, LookBack, Measure
from rectification.selectors.lineage import Stop

MOST = 1000
RECENT = timedelta(days=30)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL_ZONE)


@dataclass(frozen=True)
class Asked:
    """Whose report about what: a person, a day, a campaign, perhaps one department."""

    user: User
    on: date
    campaign: Campaign
    workdays: Workdays
    department: Department | None = None

    def rows(self, model: type) -> QuerySet:
        """Rows of a stream that the person may read."""
        found = model.objects.within(scope_of(self.user, self.on)).filter(campaign=self.campaign)
        return found.filter(department=self.department) if self.department else found

    def items(self) -> QuerySet:
        """Numbered items that the person reads whole."""
        found = Item.objects.fully_visible_to(self.user, on=self.on).listed()
        found = found.filter(campaign=self.campaign).exclude(state__in=[State.DRAFT, State.MERGED])
        if self.department is None:
            return found
        led = Q(lead_department=self.department) | Q(handling_unit=self.department)
        return found.filter(led)

    @property
    def waited_since(self) -> datetime:
        """What is open since before it has waited longer than the campaign allows."""
        return waiting_line(self.campaign, self.on, self.workdays)


def _has(model: type, **where: object) -> Exists:
    return Exists(model.objects.filter(**where))


def _origin(key: str) -> Exists:
    return _has(ItemOrigin, **{key: OuterRef("pk")})


def _unused_outcomes(asked: Asked) -> QuerySet:
    rows = asked.rows(StudyOutcome).filter(goal__isnull=True)
    topics = _has(ResearchTopic, outcome=OuterRef("pk"))
    return rows.filter(~topics, ~_origin("study_outcome"))


def _topics_without(asked: Asked) -> QuerySet:
    rows = asked.rows(ResearchTopic).filter(state=TopicState.OPEN, plan__ends_on__lt=asked.on)
    return rows.filter(~_has(Finding, topic=OuterRef("pk")))


def _findings_nowhere(asked: Asked) -> QuerySet:
    rows = asked.rows(Finding)
    rows = rows.filter(solved_on_spot=False, problem__isnull=True, goal__isnull=True)
    return rows.filter(~_origin("finding"))


def _unowned_problems(asked: Asked) -> QuerySet:
    since = asked.waited_since
    return asked.rows(Problem).filter(state=ProblemState.OPEN, created_at__lt=since)


def _without_source(asked: Asked) -> QuerySet:
    linked = Q()
    for key in ORIGIN_KEYS:
        linked |= Q(**{f"{key}__isnull": False})
    return asked.items().filter(~Exists(ItemOrigin.objects.filter(linked, item=OuterRef("pk"))))


def _without_measure(asked: Asked) -> QuerySet:
    working = (State.IN_PROGRESS, State.CLOSURE_REVIEW, State.AWAITING_SIGNOFF)
    rows = asked.items().filter(state__in=working)
    return rows.filter(~_has(Measure, item=OuterRef("pk"), cycle=OuterRef("cycle")))


def _without_outcome(asked: Asked) -> QuerySet:
    rows = asked.items().filter(state__in=DONE_STATES, sign_off__isnull=False)
    proof = _has(
        Evidence,
        item=OuterRef("pk"),
        cycle=OuterRef("cycle"),
        evidence_class=EvidenceClass.OUTCOME,
    )
    return rows.exclude(kind=Kind.IMMEDIATE).filter(~proof)


def _closed_before(asked: Asked) -> QuerySet:
    return asked.items().filter(state__in=DONE_STATES, sign_off__isnull=True)


def _not_looked_back(asked: Asked) -> QuerySet:
    rows = asked.items().filter(state__in=DONE_STATES, archived_at__isnull=True)
    rows = rows.filter(look_back_due_on__lt=asked.on)
    return rows.filter(~_has(LookBack, item=OuterRef("pk"), at__gte=_midnight(asked.on - RECENT)))


def _nobody_asked(asked: Asked) -> QuerySet:
    rows = asked.items().filter(state__in=DONE_STATES, is_mass=True, verification__isnull=False)
    return rows.exclude(verification__method=VerificationMethod.CALL_BACK)


@dataclass(frozen=True)
class Gap:
    """A way in which a line may be broken, and the rows where it is."""

    code: str
    stop: Stop
    label: str
    find: Callable[[Asked], QuerySet]


GAPS = (
    Gap("outcome-unused", Stop.OUTCOME, "学习成果没有转化（目标、课题或事项）", _unused_outcomes),
    Gap("topic-without-finding", Stop.TOPIC, "调研期满仍没有发现", _topics_without),
    Gap("finding-nowhere", Stop.FINDING, "调研发现没有去向", _findings_nowhere),
    Gap("problem-unowned", Stop.PROBLEM, "问题超过时限未处理", _unowned_problems),
    Gap("item-without-source", Stop.ITEM, "事项没有关联来源记录", _without_source),
    Gap("item-without-measure", Stop.MEASURE, "整改中没有措施", _without_measure),
    Gap("done-without-outcome", Stop.EVIDENCE, "销号时没有成效性佐证", _without_outcome),
    Gap("closed-before", Stop.VERIFICATION, "本系统启用前销号，未在此验收", _closed_before),
    Gap("not-looked-back", Stop.LOOK_BACK, "回头看到期未做", _not_looked_back),
    Gap("nobody-asked", Stop.SATISFACTION, "涉及群众，验收时没有回访", _nobody_asked),
)


@dataclass(frozen=True)
class Reach:
    """How many rows a station has, counted up to `MOST`."""

    stop: Stop
    count: int


def capped(rows: QuerySet) -> int:
    """How many rows, counted up to one more than `MOST`."""
    return rows.order_by()[: MOST + 1].count()


def reaches(asked: Asked) -> list[Reach]:
    """How many rows there are at each station: one statement each."""
    items = asked.items()
    done = items.filter(state__in=DONE_STATES)
    return [
        Reach(Stop.SESSION, capped(asked.rows(StudySession).filter(state=SessionState.HELD))),
        Reach(Stop.OUTCOME, capped(asked.rows(StudyOutcome))),
        Reach(Stop.TOPIC, capped(asked.rows(ResearchTopic))),
        Reach(Stop.FINDING, capped(asked.rows(Finding))),
        Reach(Stop.PROBLEM, capped(asked.rows(Problem))),
        Reach(Stop.ITEM, capped(items)),
        Reach(Stop.VERIFICATION, capped(done.filter(verification__isnull=False))),
        Reach(Stop.LOOK_BACK, capped(done.filter(_has(LookBack, item=OuterRef("pk"))))),
    ]


def broken(asked: Asked) -> list[tuple[Gap, int]]:
    """Each gap with how many rows have it, counted up to `MOST`: one statement each."""
    return [(gap, capped(gap.find(asked))) for gap in GAPS]
