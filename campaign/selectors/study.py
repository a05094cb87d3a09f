"""Questions about study: sessions as a list shows them, the matrix of forms, the reading list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Department
from campaign.enums import ListKind, SessionState
from campaign.models import (
    Campaign,
    ListEntry,
    Problem,
    StudyOutcome,
    StudyPlan,
    StudySession,
)
from campaign.querysets import Scope
from campaign.selectors.streams import departments_within

SESSION_ORDER = ("-planned_on", "-id")
OUTCOME_ORDER = ("-id",)


def sessions_within(scope: Scope) -> QuerySet[StudySession]:
    """Sessions that a person may read, with what a list shows of them and `outcome_count`."""
    seen = StudyOutcome.objects.within(scope).filter(session=OuterRef("pk"))
    own = seen.order_by().values("session")
    counted = Subquery(own.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    rows = StudySession.objects.within(scope)
    return rows.select_related("campaign", "department", "form", "problem", "plan").annotate(
        outcome_count=Coalesce(counted, 0)
    )


def with_lists(rows: QuerySet[StudySession]) -> QuerySet[StudySession]:
    """The same with ways and materials, in the lists' order: two more statements a page."""
    in_order = ListEntry.objects.order_by("order", "id")
    return rows.prefetch_related(Prefetch("ways", in_order), Prefetch("materials", in_order))


def outcomes_within(scope: Scope) -> QuerySet[StudyOutcome]:
    """Outcomes that a person may read, with session, kind, objectives and goal."""
    in_order = ListEntry.objects.order_by("order", "id")
    rows = StudyOutcome.objects.within(scope)
    return rows.select_related(
        "campaign", "department", "session", "kind", "goal"
    ).prefetch_related(Prefetch("objectives", in_order))


def plans_within(scope: Scope) -> QuerySet[StudyPlan]:
    """Study plans that a person may read, each with `session_count`."""
    rows = StudyPlan.objects.within(scope).select_related("campaign", "department")
    return rows.annotate(session_count=Count("sessions"))


@dataclass
class Coverage:
    """How often a department met in a form: held and still planned."""

    held: int = 0
    planned: int = 0


@dataclass
class Matrix:
    """Forms of collective study by department; an empty cell is information, not a fault."""

    forms: list[ListEntry]
    rows: list[tuple[Department, list[Coverage]]] = field(default_factory=list)


def matrix_of(scope: Scope, campaign: Campaign) -> Matrix:
    """The matrix form × department, departments in rank order: 3 statements."""
    forms = list(campaign.list_entries.active().filter(kind=ListKind.STUDY_FORM).in_order())
    found: dict[tuple[int, int], Coverage] = defaultdict(Coverage)
    counted = (
        StudySession.objects.within(scope)
        .filter(campaign=campaign)
        .exclude(state=SessionState.CANCELLED)
        .values_list("department", "form", "state")
        .order_by("department", "form", "state")
        .annotate(n=Count("pk"))
    )
    for department, form, state, n in counted:
        cell = found[department, form]
        if state == SessionState.HELD:
            cell.held = n
        else:
            cell.planned = n
    matrix = Matrix(forms)
    for department in departments_within(scope, campaign):
        cells = [found.get((department.pk, form.pk), Coverage()) for form in forms]
        matrix.rows.append((department, cells))
    return matrix


@dataclass
class ReadingItem:
    """A material of the reading list, and the departments that planned sessions on it."""

    material: ListEntry
    departments: list[tuple[Department, int]] = field(default_factory=list)


def reading_list(scope: Scope, campaign: Campaign) -> list[ReadingItem]:
    """What is to be read, each with who planned what on it: 2 statements. Nobody logs reading."""
    entries = campaign.list_entries.active().filter(kind=ListKind.STUDY_MATERIAL).in_order()
    items = {entry.pk: ReadingItem(entry) for entry in entries}
    through = StudySession.materials.through.objects.filter(
        studysession__in=StudySession.objects.within(scope)
        .filter(campaign=campaign)
        .exclude(state=SessionState.CANCELLED)
    )
    counted = (
        through.values_list("listentry", "studysession__department")
        .order_by("studysession__department__sort_order", "studysession__department")
        .annotate(n=Count("pk"))
    )
    pairs = list(counted)
    names = Department.objects.in_bulk({department for _, department, _ in pairs})
    for material, department, n in pairs:
        if material in items:
            items[material].departments.append((names[department], n))
    return list(items.values())


def problems_to_aim_at(
    scope: Scope, campaign: Campaign, departments: Iterable[Department]
) -> list[Problem]:
    """Problems of the departments that a session may name, the latest first; no sensitive one."""
    rows = Problem.objects.within(scope).filter(
        campaign=campaign, department__in=departments, is_sensitive=False
    )
    return list(rows.order_by("-id")[:200])


def sessions_of_plan(
    scope: Scope, campaign: Campaign, department: Department
) -> QuerySet[StudySession]:
    """The lines of a department's plan in the order of their days."""
    rows = sessions_within(scope).filter(campaign=campaign, department=department)
    return with_lists(rows).order_by("planned_on", "id")


def departments_with_plans(scope: Scope, campaign: Campaign) -> list[tuple[Department, int, str]]:
    """Departments in rank order with how many sessions they planned and their plan's number."""
    counted = dict(
        StudySession.objects.within(scope)
        .filter(campaign=campaign)
        .exclude(state=SessionState.CANCELLED)
        .values_list("department")
        .order_by("department")
        .annotate(n=Count("pk"))
    )
    plans = StudyPlan.objects.within(scope).filter(campaign=campaign)
    numbers = dict(plans.values_list("department", "document_number"))
    return [
        (row, counted.get(row.pk, 0), numbers.get(row.pk, ""))
        for row in departments_within(scope, campaign)
    ]


def ways_covered(scope: Scope, campaign: Campaign) -> list[tuple[ListEntry, int]]:
    """The ways of study in order, each with how many sessions are planned or held by it."""
    entries = campaign.list_entries.active().filter(kind=ListKind.STUDY_WAY).in_order()
    through = StudySession.ways.through.objects.filter(
        studysession__in=StudySession.objects.within(scope)
        .filter(campaign=campaign)
        .exclude(state=SessionState.CANCELLED)
    )
    counted = dict(through.values_list("listentry").order_by("listentry").annotate(n=Count("pk")))
    return [(entry, counted.get(entry.pk, 0)) for entry in entries]
