"""What an item serves beside itself, in words and links."""

from typing import Any

from django.urls import reverse

from rectification.models import Item
from rectification.selectors.ties import Tied


def tie_lines(tied: Tied) -> list[dict[str, Any]]:
    """One line a list that has rows: its label, its rows as text and address."""
    lines = [
        ("具体目标", [{"text": row.name, "url": ""} for row in tied.objectives]),
        ("结合开展的工作", [{"text": row.name, "url": ""} for row in tied.linked_campaigns]),
        (
            "推动的工作目标",
            [
                {"text": goal.name, "url": reverse("campaign:goal", args=[goal.uid])}
                for goal in tied.goals
            ],
        ),
    ]
    return [{"label": label, "rows": rows} for label, rows in lines if rows]


def tie_url(item: Item) -> str:
    return reverse("rectification:ties", args=[item.uid])
