"""Named questions about messages."""

from django.db import models

from accounts.models import User


class MessageQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "MessageQuerySet":
        """A message is its receiver's alone: nobody reads, counts or ranks what others read."""
        return self.filter(person=user)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at__isnull=True)

    def newest_first(self) -> "MessageQuerySet":
        return self.order_by("-id")
