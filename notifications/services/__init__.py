"""Every write of messages: what is told, and how it leaves the house."""

from notifications.services.telling import Fact, Subject, mark_read, tell, tell_many, withdraw

__all__ = ["Fact", "Subject", "mark_read", "tell", "tell_many", "withdraw"]
