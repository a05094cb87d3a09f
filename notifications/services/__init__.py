"""Every write of messages: what is told, and how it leaves the house."""

from notifications.services.delivering import deliver_due
from notifications.services.run import DeliveredReport
from notifications.services.telling import Fact, Subject, mark_read, tell, tell_many, withdraw

__all__ = [
    "DeliveredReport",
    "Fact",
    "Subject",
    "deliver_due",
    "mark_read",
    "tell",
    "tell_many",
    "withdraw",
]
