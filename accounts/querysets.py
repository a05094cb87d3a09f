"""Named questions about departments, people and posts."""

from datetime import date

from django.db import models
from django.db.models import Q

from accounts.enums import HandoverState, PostKind


class DepartmentQuerySet(models.QuerySet):
    def in_rank_order(self) -> "DepartmentQuerySet":
        """Departments as protocol lists them (机构序列)."""
        return self.order_by("sort_order", "id")

    def able_to_lead(self) -> "DepartmentQuerySet":
        """Departments that may lead an item: active, and no sub-units (二级单位)."""
        return self.filter(is_active=True, is_sub_unit=False)


class UserQuerySet(models.QuerySet):
    def active(self) -> "UserQuerySet":
        return self.filter(is_active=True)

    def holding(self, kinds: list[str], departments: list[int], on: date) -> "UserQuerySet":
        """Active people who hold a post of `kinds` in one of `departments` on the day `on`."""
        return self.active().filter(
            Q(posts__ends_on__isnull=True) | Q(posts__ends_on__gt=on),
            posts__starts_on__lte=on,
            posts__kind__in=kinds,
            posts__department__in=departments,
        )


class PostQuerySet(models.QuerySet):
    def on(self, day: date) -> "PostQuerySet":
        """Posts held on `day`; the day a post ends is its first day without the post."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))

    def heads(self) -> "PostQuerySet":
        """Posts whose holder answers for the department: first-in-charge, or acting."""
        return self.filter(kind__in=[PostKind.FIRST_IN_CHARGE, PostKind.ACTING])


class DelegationQuerySet(models.QuerySet):
    def on(self, day: date) -> "DelegationQuerySet":
        """Delegations in force on `day`, both ends included."""
        return self.filter(starts_on__lte=day, ends_on__gte=day, revoked_at__isnull=True)


class GrantQuerySet(models.QuerySet):
    def on(self, day: date) -> "GrantQuerySet":
        """Grants in force on `day`: the last day counts."""
        return self.filter(Q(last_on__isnull=True) | Q(last_on__gte=day))


class HandoverQuerySet(models.QuerySet):
    def unfinished(self) -> "HandoverQuerySet":
        return self.exclude(state=HandoverState.DONE)

    def for_page(self) -> "HandoverQuerySet":
        """With the people and posts that a line of a list names."""
        return self.select_related(
            "post__person", "post__department", "receiver_post__person", "supervisor"
        )
