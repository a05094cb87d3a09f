"""Questions about problems: what is alike, what waits, what is covered and how it was found."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet, Window
from django.utils.module_loading import import_string

from accounts.models import Department, Post, User
from accounts.selectors import posts_on
from campaign.enums import MethodCode, ProblemBucket, ProblemState
from campaign.models import (
    Campaign,
    FindingMethod,
    LeaderDuty,
    NothingFound,
    Problem,
    ReviewDimension,
)
from campaign.querysets import ProblemQuerySet, Scope
from campaign.selectors.campaign import current_campaign
from campaign.validators import is_leading_rank, rule_value
from core.clock import LOCAL_ZONE
from core.validators.text import likest, normalise
from core.workdays import Workdays

NEAR_COPY = 0.6
WORTH_A_LOOK = 0.3
COMPARED = 500
SHOWN = 5
WAITING_RULE = "problem_open_days"
Cell = tuple[int, int]


@dataclass(frozen=True)
class SimilarRow:
    """Something that may say the same already."""

    label: str
    url: str
    sub: str
    is_near_copy: bool = False


@dataclass(frozen=True)
class SimilarProblem:
    """A problem like a text, and how like (Jaccard over character 3-grams)."""

    problem: Problem
    score: float

    @property
    def is_near_copy(self) -> bool:
        return self.score >= NEAR_COPY


@dataclass
class Coverage:
    """A scope's problems by dimension: {(department, dimension): n} and the signed blanks."""

    counts: dict[Cell, int] = field(default_factory=dict)
    signed: dict[Cell, NothingFound] = field(default_factory=dict)


@dataclass
class Mix:
    """How a department's problems were found: shares that are told, never scored."""

    total: int = 0
    self_found: int = 0
    masses: int = 0
    collective: int = 0
    superior: int = 0

    def percent(self, part: int) -> int:
        return round(100 * part / self.total) if self.total else 0

    @property
    def heard_nobody(self) -> bool:
        """Whether problems were found, and none of them by asking the people."""
        return self.total > 0 and self.masses == 0


@dataclass(frozen=True)
class Leader:
    """A leading cadre (县处级以上) with his records by duty."""

    post: Post
    records: dict[int, list[LeaderDuty]]
    problems: int = 0


def for_list(rows: QuerySet[Problem]) -> QuerySet[Problem]:
    """Problems with what a line of a list shows: 2 statements."""
    dimensions = Prefetch("dimensions", ReviewDimension.objects.order_by("order", "id"))
    return rows.select_related(
        "department", "method", "source", "target", "owner_post__person", "merged_into"
    ).prefetch_related(dimensions)


def for_page(rows: QuerySet[Problem]) -> QuerySet[Problem]:
    """Problems with all that their own page shows."""
    joins = ("campaign", "giver", "created_by", "decided_by", "merged_into__department")
    return for_list(rows).select_related(*joins)


def similar_problems(
    *,
    campaign: Campaign,
    text: str,
    scope: Scope,
    department: Department | None = None,
    besides: Problem | None = None,
) -> list[SimilarProblem]:
    """Problems that the person of `scope` reads and that are like `text`, the likest first.

    Compared are the latest 500 of the department, of all that he reads without one (1 statement).
    Short texts are left alone.
    """
    if len(normalise(text)) < 6:
        return []
    rows = Problem.objects.within(scope).filter(campaign=campaign)
    rows = rows.exclude(state=ProblemState.MERGED)
    if department is not None:
        rows = rows.filter(department=department)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    latest = rows.select_related("department").order_by("-id")[:COMPARED]
    found = likest(text, ((p, p.text) for p in latest), least=WORTH_A_LOOK, most=SHOWN)
    return [SimilarProblem(problem, score) for problem, score in found]


def similar_elsewhere(
    *, campaign: Campaign, text: str, user: User, on: date, departments: list[Department]
) -> list[SimilarRow]:
    """Rows of higher apps that are like `text`: whoever is named in settings.SIMILAR_ROWS."""
    if len(normalise(text)) < 6:
        return []
    asked = {"campaign": campaign, "text": text, "user": user, "on": on, "departments": departments}
    return [row for path in settings.SIMILAR_ROWS for row in import_string(path)(**asked)]


def waiting_line(campaign: Campaign, on: date, workdays: Workdays) -> datetime:
    """The moment: what is open since before it has waited longer than the campaign allows.

    “五个工作日”: day 0 is the day on which it was registered; on the sixth working day it has
    waited too long.
    """
    days = rule_value(campaign.rules, WAITING_RULE)
    return datetime.combine(workdays.add(on, -days), time(), LOCAL_ZONE)


def problems_waiting(
    on: date, workdays: Workdays, campaign: Campaign | None = None
) -> ProblemQuerySet:
    """Undecided problems that have waited longer than allowed (five working days unless the office
    set another), of the current campaign unless another is named. For reminders and queues."""
    asked = campaign or current_campaign()
    if asked is None:
        return Problem.objects.none()
    line = waiting_line(asked, on, workdays)
    return Problem.objects.filter(campaign=asked).waiting_since(line)


@dataclass(frozen=True)
class Waiting:
    """Problems without a decision, for a desk: the oldest first, how many in all and too long."""

    rows: list[Problem]
    total: int
    late: int


def waiting_for(
    campaign: Campaign,
    scope: Scope,
    *,
    departments: Collection[int],
    is_office: bool,
    on: date,
    workdays: Workdays,
    limit: int = SHOWN,
) -> Waiting:
    """What lies on a person's desk: his departments' undecided problems; the office's, those that
    have waited too long anywhere (1 statement)."""
    line = waiting_line(campaign, on, workdays)
    rows = Problem.objects.within(scope).filter(campaign=campaign, state=ProblemState.OPEN)
    wanted = Q(department__in=departments)
    if is_office:
        wanted |= Q(open_since__lt=line)
    rows = rows.filter(wanted)
    late = Count("pk", filter=Q(open_since__lt=line))
    counted = rows.annotate(total=Window(Count("pk")), late=Window(late))
    shown = list(counted.select_related("department").order_by("open_since", "id")[:limit])
    return Waiting(shown, shown[0].total, shown[0].late) if shown else Waiting([], 0, 0)


def bucket_counts(rows: QuerySet[Problem], line: datetime) -> dict[str, int]:
    """How many rows are in each state, in all, counted and waiting (1 statement)."""
    wanted = {state.value: Count("pk", filter=Q(state=state)) for state in ProblemState}
    waiting = Q(state=ProblemState.OPEN, open_since__lt=line)
    wanted[ProblemBucket.WAITING.value] = Count("pk", filter=waiting)
    found = rows.aggregate(every=Count("pk"), **wanted)
    merged = found[ProblemState.MERGED] + found[ProblemState.DECLINED]
    return {**found, ProblemBucket.COUNTED.value: found["every"] - merged}


def hidden_sensitive(campaign: Campaign, scope: Scope) -> int:
    """How many sensitive problems there are that the person may not read, for the office's line;
    0 for whoever does not read the campaign whole."""
    if campaign.pk not in scope.campaigns or scope.is_closed:
        return 0
    sensitive = Problem.objects.filter(campaign=campaign, is_sensitive=True)
    return sensitive.exclude(Problem.objects.all().readable(scope)).count()


def _countable(campaign: Campaign, scope: Scope) -> ProblemQuerySet:
    """What matrices count: normal problems that stand, so that no cell tells of a sensitive one."""
    rows = Problem.objects.within(scope).counted()
    return rows.filter(campaign=campaign, is_sensitive=False)


def coverage_of(campaign: Campaign, scope: Scope) -> Coverage:
    """Department × dimension, with the signed blanks (2 statements)."""
    rows = _countable(campaign, scope).filter(dimensions__isnull=False)
    cells = rows.values_list("department", "dimensions").annotate(n=Count("pk")).order_by()
    signed = (
        NothingFound.objects.within(scope)
        .filter(campaign=campaign, revoked_at__isnull=True)
        .select_related("signed_by")
        .order_by("id")
    )
    return Coverage(
        counts={(unit, dimension): n for unit, dimension, n in cells},
        signed={(row.department_id, row.dimension_id): row for row in signed},
    )


def signatures_within(scope: Scope) -> QuerySet[NothingFound]:
    """Signed blanks that the person may read, those that were taken back too."""
    joins = ("campaign", "department", "dimension", "signed_by")
    return NothingFound.objects.within(scope).select_related(*joins)


def leader_duties_within(scope: Scope) -> QuerySet[LeaderDuty]:
    """Records of leaders' duties that the person may read."""
    joins = ("campaign", "department", "post__person", "post__department", "duty", "session")
    return LeaderDuty.objects.within(scope).select_related(*joins, "recorded_by")


def methods_matrix(
    campaign: Campaign, scope: Scope, department: Department | None = None
) -> dict[Cell, int]:
    """Dimension × method: {(dimension, method): n}, of one department or of all (1 statement)."""
    rows = _countable(campaign, scope).filter(dimensions__isnull=False)
    if department is not None:
        rows = rows.filter(department=department)
    cells = rows.values_list("dimensions", "method").annotate(n=Count("pk")).order_by()
    return {(dimension, method): n for dimension, method, n in cells}


def mixes_of(campaign: Campaign, scope: Scope, methods: Iterable[FindingMethod]) -> dict[int, Mix]:
    """Per department how its problems were found (1 statement)."""
    codes = {method.pk: method.code for method in methods}
    rows = _countable(campaign, scope).values_list("department", "method")
    found: dict[int, Mix] = {}
    for unit, method, n in rows.annotate(n=Count("pk")).order_by():
        mix = found.setdefault(unit, Mix())
        mix.total += n
        code = codes.get(method)
        mix.self_found += n if code == MethodCode.SELF_FOUND else 0
        mix.masses += n if code == MethodCode.MASSES_RAISED else 0
        mix.collective += n if code == MethodCode.COLLECTIVE else 0
        mix.superior += n if code == MethodCode.SUPERIOR else 0
    return found


def leaders_of(campaign: Campaign, department: Department, on: date, scope: Scope) -> list[Leader]:
    """The department's leading cadres in rank order, each with his records and the number of his
    own problems (3 statements)."""
    posts = posts_on(on).filter(department=department).order_by("order", "id")
    leading = [post for post in posts if is_leading_rank(post.rank)]
    keys = [post.pk for post in leading]
    records: dict[int, dict[int, list[LeaderDuty]]] = {key: {} for key in keys}
    for row in duties_of(campaign, keys):
        records[row.post_id].setdefault(row.duty_id, []).append(row)
    own = Problem.objects.within(scope).filter(campaign=campaign, owner_post__in=keys)
    own = own.counted().values_list("owner_post")
    counts = dict(own.annotate(n=Count("pk")).order_by())
    return [Leader(post, records[post.pk], counts.get(post.pk, 0)) for post in leading]


def duties_of(campaign: Campaign, posts: Collection[int]) -> QuerySet[LeaderDuty]:
    """Records of the posts, the latest first."""
    rows = LeaderDuty.objects.filter(campaign=campaign, post__in=posts)
    return rows.select_related("duty", "session").order_by("-done_on", "-id")


def leading_posts(department_id: int, on: date) -> list[Post]:
    """Posts of a department that are held by leading cadres, in rank order."""
    posts = posts_on(on).filter(department=department_id).order_by("order", "id")
    return [post for post in posts if is_leading_rank(post.rank)]
