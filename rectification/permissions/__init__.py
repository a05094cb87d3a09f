"""May this person do this to this item, today? `check_can` raises the sentence; `can` and
`actions_for` are its twins."""

from rectification.permissions.checks import (
    ActionOption,
    actions_for,
    can,
    check_can,
    may_create,
    may_follow_reminders,
    may_import,
    situation_of,
)
from rectification.permissions.situation import Situation

__all__ = [
    "ActionOption",
    "Situation",
    "actions_for",
    "can",
    "check_can",
    "may_create",
    "may_follow_reminders",
    "may_import",
    "situation_of",
]
