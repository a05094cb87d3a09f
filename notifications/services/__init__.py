"""Every write of messages: what is told, and how it leaves the house."""

from notifications.services.choosing import choose_channels
from notifications.services.delivering import deliver_due
from notifications.services.repair import resend
from notifications.services.run import DeliveredReport
from notifications.services.telling import (
    Fact,
    Subject,
    mark_read,
    settle,
    tell,
    tell_many,
    withdraw,
)

__all__ = [
    "DeliveredReport",
    "Fact",
    "Subject",
    "choose_channels",
    "deliver_due",
    "mark_read",
    "resend",
    "settle",
    "tell",
    "tell_many",
    "withdraw",
]
