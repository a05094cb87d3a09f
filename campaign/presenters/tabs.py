"""The tabs above the pages of one stream."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse


def tab_rows(tabs: Iterable[tuple[str, str, str]], here: str, query: str) -> list[dict[str, Any]]:
    """`tabs` (key, label, name of the page) as links; `query` keeps the campaign asked for."""
    return [
        {"label": label, "url": reverse(name) + query, "current": key == here}
        for key, label, name in tabs
    ]


LINKED = (
    "page",
    "study",
    "research",
    "problems",
    "meetings",
    "lists",
    "roles",
    "rules",
    "ladder",
    "acting",
)


def campaign_links(query: str, *, opinions: bool) -> dict[str, str]:
    """The pages that the tabs of a campaign lead to, by name; `query` keeps the campaign asked for,
    and 群众意见 stands there for whoever may open it."""
    names = (*LINKED, "opinions") if opinions else LINKED
    return {name: reverse(f"campaign:{name}") + query for name in names}
