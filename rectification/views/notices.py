"""督办通知单: the numbered list, and one notice as a sheet to be printed."""

import io
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.validators.uploads import clean_name
from rectification.enums import NoticeState, Role
from rectification.exports import notices as exports
from rectification.models import SupervisionNotice
from rectification.presenters import supervision as words
from rectification.presenters.actions import chosen
from rectification.presenters.lights import Dial
from rectification.selectors import supervision as selectors
from rectification.views.door import Look, Visit, look_at, show, signed_in
from rectification.views.ledger import dial_of, on_business

PAGE_SIZE = 25
OWN = frozenset({Role.OFFICER, Role.PORTFOLIO_LEADER, Role.FIRST_IN_CHARGE})
"""Who reads a reply before it is confirmed."""
TABS = (("live", "待回复"), ("replied", "已回复"), ("all", "全部"))
EMPTY = {
    "live": "没有待回复的督办通知单",
    "replied": "没有已回复的督办通知单",
    "all": "还没有督办通知单",
}
COLUMNS = [
    {"label": "编号"},
    {"label": "督办事项"},
    {"label": "承办单位"},
    {"label": "反馈期限"},
    {"label": "办理情况"},
]


@require_safe
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    """The office sees all, a department its own; the latest number first."""
    visit = on_business(request)
    key = request.GET.get("tab", "live")
    if key not in selectors.BUCKETS:
        raise Http404
    counts = selectors.notice_counts(visit.user, visit.on)
    rows = selectors.notices_for(visit.user, visit.on).filter(selectors.BUCKETS[key])
    pages = Paginator(rows.newest_first(), PAGE_SIZE)
    pages.count = counts[key]
    page = pages.get_page(request.GET.get("page"))
    dial = dial_of(visit)
    context = {
        "nav_key": "notices",
        "views": _tabs(counts, key),
        "columns": COLUMNS,
        "rows": [words.notice_row(notice, dial) for notice in page.object_list],
        "page": page if pages.num_pages > 1 else None,
        "numbers": pages.get_elided_page_range(page.number),
        "summary": f"共 {counts[key]} 件",
        "empty": EMPTY[key],
    }
    return show(request, "notices", context)


def _tabs(counts: dict[str, int], key: str) -> list[dict[str, Any]]:
    url = reverse("rectification:notices")
    return [
        {
            "label": label,
            "url": f"{url}?tab={name}",
            "count": counts[name],
            "current": name == key,
        }
        for name, label in TABS
    ]


def _found(visit: Visit, uid: UUID) -> tuple[SupervisionNotice, Look]:
    """A notice and its item; Http404 for whoever may not read it."""
    found = selectors.notices_for(visit.user, visit.on).filter(uid=uid).first()
    if found is None:
        raise Http404
    return found, look_at(visit, found.item.uid)


@require_safe
@signed_in
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The sheet of one notice; 404 for whoever may not read its item."""
    visit = on_business(request)
    found, look = _found(visit, uid)
    dial: Dial = look.dial
    s = look.situation
    latest = found.pk in (one.pk for one in (s.live_notice, s.answered_notice) if one)
    wanted = words.NOTICE_ACTS if latest else ()
    shown = [o for o in look.options if o.action in wanted and o.allowed]
    context = {
        "nav_key": "notices",
        "notice": found,
        "light": words.reply_clock(found, dial),
        "sheet": words.sheet_of(found, selectors.cooperating_names(found)),
        "reply": words.reply_of(found),
        "unsealed": words.UNSEALED,
        "draft": found.reply if found.state == NoticeState.DRAFTED and s.roles & OWN else "",
        "actions": chosen(s, shown, wanted, primary=found.is_live),
        "crumbs": [("督办通知单", reverse("rectification:notices")), (found.number, "")],
    }
    return show(request, "notice", context)


@require_safe
@signed_in
def notice_docx(request: HttpRequest, uid: UUID) -> FileResponse:
    """The sheet as a Word file, for whoever reads its page."""
    found, _ = _found(on_business(request), uid)
    content = exports.notice_docx(found, selectors.cooperating_names(found))
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=clean_name(f"督办通知单 {found.number}.docx"),
        content_type=exports.TYPE,
    )
