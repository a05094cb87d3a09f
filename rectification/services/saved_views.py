"""Filters of the ledger that people keep for themselves."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.errors import Denied, GuardFailed, Invalid
from rectification.models import SavedView
from rectification.services.base import need_text

MOST = 30


@transaction.atomic
def save_view(*, name: str, query: str, by: User, at: datetime) -> SavedView:
    """Keep a filter under a name; the same name again replaces the filter.

    Raises Invalid for a name or query that is missing or too long, GuardFailed over 30 views.
    """
    words = need_text("name", name, "请给这组筛选条件起一个名称。", limit=30)
    text = query.strip().lstrip("?")
    if len(text) > 500:
        raise Invalid.at("query", "筛选条件过长，请减少条件后再保存。")
    updated = SavedView.objects.filter(person=by, name=words).update(query=text)
    if not updated:
        if SavedView.objects.filter(person=by).count() >= MOST:
            raise GuardFailed(f"最多保存{MOST}组筛选，请先删除不用的。")
        return SavedView.objects.create(person=by, name=words, query=text, created_at=at)
    return SavedView.objects.get(person=by, name=words)


@transaction.atomic
def delete_view(*, view: SavedView, by: User) -> None:
    """Forget a kept filter; only one's own."""
    if view.person_id != by.pk:
        raise Denied("只能删除自己保存的筛选。")
    SavedView.objects.filter(pk=view.pk).delete()
