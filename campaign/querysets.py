"""Named questions about campaigns, their lists and roles."""

from datetime import date

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
