"""The inbox: what a person was told, grouped by what it is about, unread first."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.permissions import remember_standing
from core.clock import local_date, now
from core.errors import NotFound
from notifications import selectors, services
from notifications.models import Message


@require_GET
@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """A page of the inbox; `?after=<uid>` continues behind that message."""
    remember_standing(request.user)
    after = _own(request.user, request.GET["after"]) if request.GET.get("after") else None
    page = selectors.inbox(request.user, local_date(now()), after=after)
    next_url = f"?after={page.next.uid}" if page.next else ""
    previous_url = _inbox_url() if after else ""
    context = {"groups": page.groups, "next_url": next_url, "previous_url": previous_url}
    return render(request, "notifications/inbox.html", context)


@require_POST
@login_required
def open_message(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note a message as read and go to what it is about, if that may be opened today."""
    remember_standing(request.user)
    message, at = _own(request.user, uid), now()
    services.mark_read(message=message, by=request.user, at=at)
    [letter] = selectors.letters([message], request.user, local_date(at))
    return _go(letter.subject.url if letter.subject and letter.subject.url else _inbox_url())


@require_POST
@login_required
def read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note one message as read."""
    services.mark_read(message=_own(request.user, uid), by=request.user, at=now())
    return _go(_inbox_url())


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Note all messages as read."""
    count = services.mark_read(by=request.user, at=now())
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
