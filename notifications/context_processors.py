"""What every page of a signed-in person knows of his messages."""

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from core import clock
from notifications.selectors import COUNTED_TO, unread_on_page


def inbox(request: HttpRequest) -> dict[str, Any]:
    """The link to the inbox and the number on it, asked for only where a template shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    on = clock.local_date(getattr(request, "at", None) or clock.now())
    return {"messages_url": reverse("notifications:inbox"), "unread": _badge(user, on)}


def _badge(user: User, on: date) -> Callable[[], str]:
    """Called by the template, once a request: fragments without a top bar ask nothing."""

    @cache
    def badge() -> str:
        count = unread_on_page(user, on)
        return "" if not count else f"{COUNTED_TO - 1}+" if count >= COUNTED_TO else str(count)

    return badge
