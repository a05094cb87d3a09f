"""Words and shapes of the campaign's pages."""

from campaign.presenters.campaign import (
    ACT_LINKS,
    GROUPS,
    STREAM_LISTS,
    TABLE_LABELS,
    NamedList,
    RoleRow,
    StreamCard,
    all_lists,
    buttons,
    facts_of,
    role_groups,
    status_of,
    stream_cards,
    verifying_rows,
)

__all__ = [
    "ACT_LINKS",
    "GROUPS",
    "NamedList",
    "RoleRow",
    "STREAM_LISTS",
    "StreamCard",
    "TABLE_LABELS",
    "all_lists",
    "buttons",
    "facts_of",
    "role_groups",
    "status_of",
    "stream_cards",
    "verifying_rows",
]
