"""Questions about messages: what a person may read of them, and where their deliveries stand."""

from notifications.selectors.deliveries import (
    ChannelSetting,
    Standing,
    Told,
    channel_settings,
    due_deliveries,
    failed_deliveries,
    is_head,
    told_about,
)
from notifications.selectors.reading import (
    COUNTED_TO,
    HIDDEN,
    Group,
    Inbox,
    Letter,
    SubjectLink,
    inbox,
    letters,
    message_of,
    unread_by_section,
    unread_count,
)

__all__ = [
    "COUNTED_TO",
    "HIDDEN",
    "ChannelSetting",
    "Group",
    "Inbox",
    "Letter",
    "Standing",
    "SubjectLink",
    "Told",
    "channel_settings",
    "due_deliveries",
    "failed_deliveries",
    "inbox",
    "is_head",
    "letters",
    "message_of",
    "told_about",
    "unread_by_section",
    "unread_count",
]
