"""Named questions about messages and their deliveries."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from notifications.enums import DeliveryState


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "MessageQuerySet":
        """A message is its receiver's alone: nobody reads, counts or ranks what others read."""
        return self.filter(person=user)

    def unread(self) -> "MessageQuerySet":
        """What still waits for its reader: neither read nor withdrawn."""
        return self.filter(read_at__isnull=True, withdrawn_at__isnull=True)

    def settled(self) -> "MessageQuerySet":
        """The others: read or withdrawn."""
        return self.filter(Q(read_at__isnull=False) | Q(withdrawn_at__isnull=False))

    def newest_first(self) -> "MessageQuerySet":
        return self.order_by("-id")


class DeliveryQuerySet(models.QuerySet):
    def claimable(self, at: datetime) -> "DeliveryQuerySet":
        """Due at `at` and in nobody's hands: never claimed, or the lease ran out."""
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=at)
        return self.filter(free, state=DeliveryState.DUE, next_at__lte=at)

    def failed(self) -> "DeliveryQuerySet":
        """Given up, or tried in vain and waiting for another attempt."""
        return self.filter(Q(state=DeliveryState.DEAD) | Q(state=DeliveryState.DUE, attempts__gt=0))
