"""How much of what stands on paper nobody had to type (复用率, domain.md §5), week by week.

Generated: the cells of papers that the system made. Typed: what people filled in, told from the
journal by kind of form. Nobody is named or counted, and sensitive rows are in neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, Model, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, TruncWeek

from campaign.enums import PaperKind
from campaign.models import Campaign, Finding, GeneratedPaper, Opinion, Problem, StudyOutcome
from core.clock import LOCAL_ZONE, local_date
from dashboard.selectors.burden import WEEKS, first_monday
from journal.models import Entry
from rectification.enums import CountKind, State
from rectification.models import Item, ItemCount
from rectification.selectors.weeks import start_of

MEASURE_COLUMNS = 5
"""Action, owner, date, deliverable, criterion: a row of a plan."""
PLAN = "item.plan_submitted"
TYPED: dict[str, int] = {
    "item.edited": 18,
    "item.imported": 18,
    "item.assigned": 11,
    "item.accepted": 3,
    "item.started": 4,
    "item.refused": 1,
    "item.recalled": 1,
    "item.merged": 2,
    "item.voided": 4,
    "item.reinstated": 1,
    "item.amended": 10,
    "item.tied": 4,
    PLAN: 3,
    "item.plan_approved": 1,
    "item.plan_returned": 1,
    "item.progress_reported": 3,
    "item.evidence_added": 7,
    "item.measure_completed": 3,
    "item.measure_edited": 6,
    "item.plan_change_requested": 6,
    "item.plan_change_decided": 1,
    "item.part_confirmed": 1,
    "item.part_objected": 1,
    "item.part_settled": 3,
    "item.extension_requested": 4,
    "item.extension_endorsed": 1,
    "item.extension_declined": 1,
    "item.extension_granted": 1,
    "item.extension_refused": 1,
    "item.closure_requested": 3,
    "item.closure_endorsed": 1,
    "item.closure_returned": 1,
    "item.signed_off": 1,
    "item.verified": 4,
    "item.sustained": 5,
    "item.verification_failed": 5,
    "item.suspended": 3,
    "item.suspension_renewed": 2,
    "item.reopened": 3,
    "item.handler_named": 1,
    "item.verifier_named": 3,
    "item.looked_back": 3,
    "item.instructed": 2,
    "item.urged": 1,
    "item.notice_issued": 4,
    "item.notice_replied": 1,
    "item.reply_returned": 1,
    "item.escalation_confirmed": 3,
    "item.escalation_declined": 1,
    "circular.edited": 2,
    "circular.cancelled": 1,
    "interview.decided": 2,
    "interview.held": 2,
    "interview.cancelled": 1,
    "review.problem_registered": 17,
    "review.problem_edited": 17,
    "review.problem_solved": 1,
    "review.problem_declined": 1,
    "review.problem_merged": 2,
    "review.problem_reopened": 1,
    "review.nothing_found_signed": 1,
    "review.leader_duty_recorded": 4,
    "opinion.received": 11,
    "opinion.restated": 1,
    "opinion.referred": 1,
    "opinion.answered": 1,
    "opinion.declined": 1,
    "opinion.called_back": 2,
    "study.plan_saved": 2,
    "study.session_planned": 13,
    "study.session_changed": 13,
    "study.session_held": 3,
    "study.attendance_taken": 3,
    "study.session_cancelled": 1,
    "study.outcome_added": 4,
    "study.outcome_changed": 4,
    "study.outcome_became_goal": 8,
    "research.topic_opened": 7,
    "research.topic_changed": 7,
    "research.plan_saved": 9,
    "research.visit_logged": 11,
    "research.finding_added": 8,
    "research.finding_changed": 8,
    "research.finding_became_problem": 17,
    "research.finding_became_goal": 8,
    "research.none_found_signed": 1,
    "research.topic_cancelled": 1,
    "meeting.recorded": 12,
    "meeting.changed": 12,
    "campaign.kicked_off": 3,
    "campaign.group_saved": 5,
    "goal.created": 8,
    "goal.read": 3,
    "task.drafted": 6,
    "task.changed": 6,
    "task.published": 1,
    "task.reported": 4,
    "task.returned": 1,
    "task.optional_added": 5,
}
"""Journal type → columns of the form that was sent, filled in or not: rather too many than too
few, since they make the rate smaller."""
CLOSED_OFF: tuple[type[Model], ...] = (Item, Problem, Finding, StudyOutcome, Opinion)


@dataclass
class ReuseWeek:
    """A week, by its Monday: papers made, their cells, the cells that people typed."""

    monday: date
    papers: int = 0
    generated: int = 0
    typed: int = 0

    @property
    def rate(self) -> float | None:
        """复用率 = generated ÷ (generated + typed); None where there is nothing to divide."""
        total = self.generated + self.typed
        return self.generated / total if total else None


@dataclass(frozen=True)
class KindOfPaper:
    """Papers of one kind in these weeks."""

    kind: PaperKind
    papers: int
    cells: int


@dataclass
class Reuse:
    """Twelve weeks, the kinds of papers in them, and how often items were drawn on."""

    weeks: list[ReuseWeek]
    kinds: list[KindOfPaper] = field(default_factory=list)
    drawn_on: int = 0
    items: int = 0

    @property
    def papers_per_item(self) -> float | None:
        """In how many papers an item stood on average; None where there is none."""
        return self.drawn_on / self.items if self.items else None


def reuse_of(campaign: Campaign, on: date) -> Reuse:
    """The last twelve weeks, this one included: 3 statements."""
    first = first_monday(on)
    mondays = [first + timedelta(weeks=number) for number in range(WEEKS)]
    weeks = {monday: ReuseWeek(monday) for monday in mondays}
    found = Reuse(list(weeks.values()))
    papers = GeneratedPaper.objects.filter(campaign=campaign, week__gte=first, on__lte=on)
    sums = {"n": Count("pk"), "filled": Sum("cells"), "drawn": Sum("items")}
    kinds: dict[str, KindOfPaper] = {}
    for row in papers.order_by().values("week", "kind").annotate(**sums):
        week = weeks[row["week"]]
        week.papers += row["n"]
        week.generated += row["filled"]
        found.drawn_on += row["drawn"]
        kind = PaperKind(row["kind"])
        had = kinds.get(kind, KindOfPaper(kind, 0, 0))
        kinds[kind] = KindOfPaper(kind, had.papers + row["n"], had.cells + row["filled"])
    found.kinds = [kinds[kind] for kind in PaperKind if kind in kinds]
    for monday, typed in _typed(campaign, first):
        if monday in weeks:
            weeks[monday].typed += typed
    found.items = _items(campaign)
    return found


def _typed(campaign: Campaign, first: date) -> Iterable[tuple[date, int]]:
    """(Monday, columns) of what people filled in, a kind of form at a time (1 statement)."""
    entries = Entry.objects.filter(
        campaign_id=campaign.pk, at__gte=start_of(first), type__in=TYPED, actor__isnull=False
    )
    for model in CLOSED_OFF:
        hidden = model._default_manager.filter(campaign=campaign, is_sensitive=True).values("pk")
        entries = entries.exclude(subject_type=model._meta.label_lower, subject_id__in=hidden)
    measures = Sum(Cast(KT("data__measures"), IntegerField()), filter=Q(type=PLAN))
    week = TruncWeek("at", tzinfo=LOCAL_ZONE)
    rows = entries.order_by().annotate(week=week).values("week", "type")
    for row in rows.annotate(n=Count("pk"), measures=measures):
        yield local_date(row["week"]), _columns(row)


def _columns(row: dict[str, Any]) -> int:
    return row["n"] * TYPED[row["type"]] + (row["measures"] or 0) * MEASURE_COLUMNS


def _items(campaign: Campaign) -> int:
    """Items on record, without drafts, those undone and sensitive ones (1 statement)."""
    gone = (State.DRAFT, State.VOIDED, State.MERGED)
    rows = ItemCount.objects.filter(kind=CountKind.STATE, campaign=campaign, is_sensitive=False)
    return rows.exclude(bucket__in=gone).aggregate(n=Sum("n"))["n"] or 0
