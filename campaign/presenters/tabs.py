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
