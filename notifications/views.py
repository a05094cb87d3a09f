"""The inbox and its settings; for the system administrator, what did not arrive."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from accounts.permissions import Act, check_can, remember_standing
from accounts.views.base import act, attempted, page_for
from core import clock
from core.clock import local_date
from core.errors import NotFound
from notifications import selectors, services
from notifications.channels import leaving
from notifications.enums import DigestSection
from notifications.models import Delivery, Message
from notifications.presenters import failed_rows, tabs

PAGE_ROWS = 50


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """A page of the inbox: `?section=` of one section, `?after=<uid>` behind that message."""
    remember_standing(request.user)
    after = _own(request.user, request.GET["after"]) if request.GET.get("after") else None
    section = request.GET.get("section", "")
    if section and section not in DigestSection.values:
        raise NotFound()
    page = selectors.inbox(request.user, local_date(clock.now()), after=after, section=section)
    chosen = {"section": section} if section else {}
    start = f"{_inbox_url()}?{urlencode(chosen)}" if section else _inbox_url()
    context = {
        "groups": page.groups,
        "next_url": f"?{urlencode({**chosen, 'after': page.next.uid})}" if page.next else "",
        "previous_url": start if after else "",
        "tabs": tabs(_inbox_url(), selectors.unread_by_section(request.user), section),
        "section": section,
    }
    return render(request, "notifications/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """Which channels a person wants; the inbox is always one of them."""
    at = clock.now()
    offered = leaving()
    if request.method == "POST":
        wanted = {name: request.POST.get(name) == "on" for name in offered}
        services.choose_channels(wanted=wanted, by=request.user, at=at)
        messages.success(request, "接收设置已保存。")
        return _go(reverse("notifications:settings"))
    rows = [
        {
            "name": setting.name,
            "label": offered[setting.name].label,
            "is_on": setting.is_on,
            "reaches": offered[setting.name].reaches(request.user),
        }
        for setting in selectors.channel_settings(request.user, list(offered))
    ]
    context = {"rows": rows, "is_head": selectors.is_head(request.user, local_date(at))}
    return render(request, "notifications/settings.html", context)


@page_for(Act.RESEND_MESSAGES)
def deliveries(request: HttpRequest) -> HttpResponse:
    """What did not arrive and why, for the system administrator; POST sends all of it again."""
    url = reverse("notifications:admin-deliveries")
    if request.method == "POST":
        return attempted(
            request,
            lambda: services.resend(by=request.user, at=request.at),
            "未送达的消息将在下一次发送时全部重新发送。",
            url,
        )
    found = Paginator(selectors.failed_deliveries(), PAGE_ROWS)
    shown = found.get_page(request.GET.get("page"))
    context = {
        "rows": failed_rows(list(shown)),
        "page": shown,
        "numbers": found.get_elided_page_range(shown.number),
        "nav_key": "admin-deliveries",
    }
    return render(request, "notifications/admin_deliveries.html", context)


@act
def resend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send one failed delivery again."""
    check_can(request.user, Act.RESEND_MESSAGES)
    delivery = Delivery.objects.filter(uid=uid).first()
    if delivery is None:
        raise NotFound("没有这条送达记录。")
    return attempted(
        request,
        lambda: services.resend(by=request.user, at=request.at, delivery=delivery),
        "将在下一次发送时重新发送。",
        reverse("notifications:admin-deliveries"),
    )


@require_POST
@login_required
def open_message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note a message as read and go to what it is about, if that may be opened today."""
    remember_standing(request.user)
    message, at = _own(request.user, uid), clock.now()
    services.mark_read(message=message, by=request.user, at=at)
    [letter] = selectors.letters([message], request.user, local_date(at))
    return _go(letter.subject.url if letter.subject and letter.subject.url else _inbox_url())


@require_POST
@login_required
def read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note one message as read."""
    services.mark_read(message=_own(request.user, uid), by=request.user, at=clock.now())
    return _go(_inbox_url())


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Note all messages as read."""
    count = services.mark_read(by=request.user, at=clock.now())
    messages.success(request, f"{count} 条消息已标为已读。" if count else "没有未读消息。")
    return _go(_inbox_url())


def _own(user: User, uid: UUID | str) -> Message:
    try:
        return selectors.message_of(user, UUID(str(uid)))
    except ValueError:
        raise NotFound() from None


def _inbox_url() -> str:
    return reverse("notifications:inbox")


def _go(url: str) -> HttpResponseRedirect:
    response = HttpResponseRedirect(url)
    response.status_code = 303
    return response
