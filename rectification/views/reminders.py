"""Where the reminders of an item stand: made, sent, refused and why."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from notifications.presenters import told_rows
from notifications.selectors import told_about
from rectification.permissions import may_follow_reminders, situation_of
from rectification.presenters import item as words
from rectification.presenters.lights import Dial
from rectification.views.door import item_url, look_at, show, signed_in, visit_of


@require_safe
@signed_in
def reminders(request: HttpRequest, uid: UUID) -> HttpResponse:
    """For those who work on the item or answer for it; for others there is no such page."""
    visit = visit_of(request)
    item = look_at(visit, uid).item
    s = situation_of(visit.user, item, visit.at)
    if not item.is_full or not may_follow_reminders(s):
        raise Http404
    dial = Dial.of(s.on, s.workdays, s.rule("due_soon_workdays"))
    context = {
        "item": item,
        "head": words.head_of(item, dial),
        "back": item_url(item),
        "told": told_rows(told_about(item)),
    }
    return show(request, "reminders", context)
