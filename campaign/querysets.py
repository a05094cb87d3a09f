"""Named questions about campaigns, their lists and roles."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Q


class CampaignQuerySet(models.QuerySet):
    def current(self) -> "CampaignQuerySet":
        """The campaign that pages show unless another is asked for."""
        return self.filter(is_default=True)


class EntryQuerySet(models.QuerySet):
    def active(self) -> "EntryQuerySet":
        return self.filter(is_active=True)

    def in_order(self) -> "EntryQuerySet":
        return self.order_by("order", "id")


class EscalationRuleQuerySet(models.QuerySet):
    def in_order(self) -> "EscalationRuleQuerySet":
        """The rungs as the ladder climbs."""
        return self.order_by("order", "id")


class MembershipQuerySet(models.QuerySet):
    def on(self, day: date) -> "MembershipQuerySet":
        """Roles held on `day`."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))


@dataclass(frozen=True)
class Scope:
    """Whose rows of the streams a person may read on a day; made by `permissions.scope_of`."""

    user_id: int
    campaigns: frozenset[int] = frozenset()
    """Campaigns that he reads whole: office, group leader, guidance, granted readers."""
    departments: frozenset[int] = frozenset()
    """Departments whose rows he reads: his own, his portfolio's, granted ones."""
    headed: frozenset[int] = frozenset()
    """Departments that he answers for himself: he reads their sensitive rows."""
    cleared_campaigns: frozenset[int] = frozenset()
    """Campaigns whose sensitive rows he reads: head of the office, resident discipline."""
    is_closed: bool = False
    """The three administrators and inactive people read nothing."""


class ScopedQuerySet(models.QuerySet):
    """Rows with a `campaign` and a `department` that answer for them."""

    def within(self, scope: Scope) -> "ScopedQuerySet":
        """Rows that the person of `scope` may read; doors answer 404 for any other."""
        if scope.is_closed:
            return self.none()
        return self.filter(self.readable(scope))

    def readable(self, scope: Scope) -> Q:
        """The condition of `within`; a subclass narrows or widens it for its own table."""
        units = Q(department__in=scope.departments)
        units |= Q(department__is_sub_unit=True, department__parent__in=scope.departments)
        return Q(campaign__in=scope.campaigns) | units


class GuardedQuerySet(ScopedQuerySet):
    """Rows that may be sensitive: such a one is its author's alone; the item that came out of it
    is read by the people named there."""

    def readable(self, scope: Scope) -> Q:
        own = Q(is_sensitive=True, created_by=scope.user_id)
        return Q(is_sensitive=False) & super().readable(scope) | own


class LedQuerySet(ScopedQuerySet):
    """Rows of research: whoever leads the topic reads them too, wherever he sits."""

    leader = "leader"

    def readable(self, scope: Scope) -> Q:
        return super().readable(scope) | Q(**{self.leader: scope.user_id})


class VisitQuerySet(LedQuerySet):
    """Visits of a topic."""

    leader = "topic__leader"


class OutcomeQuerySet(GuardedQuerySet):
    """Outcomes of study."""


class FindingQuerySet(GuardedQuerySet):
    """Findings of research; the topic's leader reads those that are not sensitive."""

    def readable(self, scope: Scope) -> Q:
        return super().readable(scope) | Q(is_sensitive=False, topic__leader=scope.user_id)


class ReadingNoteQuerySet(models.QuerySet):
    """Private notes: nobody but the author, no count for anybody."""

    def within(self, scope: Scope) -> "ReadingNoteQuerySet":
        return self.none() if scope.is_closed else self.filter(author=scope.user_id)


class TaskQuerySet(ScopedQuerySet):
    """Prescribed tasks reach the departments they are issued to; shared practice reaches all."""

    def readable(self, scope: Scope) -> Q:
        issued = Q(state="issued", duties__department__in=scope.departments)
        own = Q(department__in=scope.departments) | Q(shared_at__isnull=False)
        return Q(campaign__in=scope.campaigns) | Q(pk__in=self.model.objects.filter(issued)) | own


class ProblemQuerySet(ScopedQuerySet):
    """Problems. A sensitive one is read by its author, the department's first-in-charge, the head
    of the office and the resident discipline group (domain §7.1)."""

    def readable(self, scope: Scope) -> Q:
        named = Q(created_by=scope.user_id) | Q(department__in=scope.headed)
        named |= Q(campaign__in=scope.cleared_campaigns)
        return Q(is_sensitive=False) & super().readable(scope) | Q(is_sensitive=True) & named

    def counted(self) -> "ProblemQuerySet":
        """Those that stand as problems: neither merged into another nor declined."""
        return self.exclude(state__in=["merged", "declined"])

    def waiting_since(self, moment: datetime) -> "ProblemQuerySet":
        """Undecided ones that have been open since before `moment`."""
        return self.filter(state="open", open_since__lt=moment)


class OpinionQuerySet(models.QuerySet):
    """Opinions: the office reads all, a department only what was released to it."""

    def released_to(self, scope: Scope, on: date) -> "OpinionQuerySet":
        """Opinions whose restatement the person may read as one of the department's people."""
        if scope.is_closed:
            return self.none()
        return self.filter(
            department__in=scope.departments, released_on__lte=on, is_sensitive=False
        )
