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
from rectification.permissions.ties import check_tie, may_tie

__all__ = [
    "ActionOption",
    "Situation",
    "actions_for",
    "can",
    "check_can",
    "check_tie",
    "may_create",
    "may_follow_reminders",
    "may_import",
    "may_tie",
    "situation_of",
]
