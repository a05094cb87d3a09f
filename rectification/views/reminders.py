"""Where the reminders of an item stand: made, sent, refused and why."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from notifications.presenters import told_rows
from notifications.selectors import told_about
from rectification.permissions import may_follow_reminders
from rectification.presenters import item as words
from rectification.views.door import item_url, look_at, show, signed_in, visit_of


@require_safe
@signed_in
def reminders(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For those who work on the item or answer for it; for others there is no such page."""
    look = look_at(visit_of(request), uid)
    if not look.item.is_full or not may_follow_reminders(look.situation):
        raise Http404
    context = {
        "item": look.item,
        "head": words.head_of(look.item, look.dial),
        "back": item_url(look.item),
        "told": told_rows(told_about(look.item)),
    }
    return show(request, "reminders", context)
