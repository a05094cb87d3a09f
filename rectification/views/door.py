"""What the item's pages share: who asks when, the item that he may see, and how a door answers."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.models import User
from core.clock import local_date
from core.services import upload_kept
from core.templatetags.ui import undo_tag
from rectification import services
from rectification.models import Item
from rectification.permissions import ActionOption, Situation, actions_for
from rectification.presenters.item import days_of
from rectification.presenters.lights import Dial, calendar_notice
from rectification.selectors.page import PageFacts, for_page, page_of
from rectification.services import StoredUpload

signed_in: Callable[..., Any] = login_required


@dataclass(frozen=True)
class Visit:
    """Who asks, and when."""

    user: User
    at: datetime

    @property
    def on(self) -> date:
        return local_date(self.at)


def visit_of(request: HttpRequest) -> Visit:
    return Visit(request.user, request.at)


class Look:
    """One person looking at one item: the rules' view of it and what the page shows."""

    def __init__(self, visit: Visit, item: Item) -> None:
        self.visit, self.item = visit, item

    @cached_property
    def page(self) -> PageFacts:
        return page_of(self.item, self.visit.on)

    @cached_property
    def situation(self) -> Situation:
        s = Situation(self.visit.user, self.item, self.visit.at)
        return s.given(**self.page.for_rules())

    @cached_property
    def options(self) -> list[ActionOption]:
        return actions_for(self.situation)

    @cached_property
    def dial(self) -> Dial:
        s = self.situation
        return Dial.of(s.on, s.workdays, s.rule("due_soon_workdays"))


def item_notice(look: Look, *ahead: date) -> dict[str, str] | None:
    """That days off are guessed in a year of the dates on an item's page, or of those `ahead`."""
    shown = days_of(look.page) if look.item.is_full else [look.item.due_on]
    return calendar_notice(look.dial, [*shown, *ahead])


def look_at(visit: Visit, uid: UUID) -> Look:
    """The item, whole or as a shell (`item.is_full`); Http404 for one that is not for this person.

    Reading a sensitive item whole is journalled, once a day.
    """
    visible = Item.objects.visible_to(visit.user, on=visit.on)
    item = for_page(visible).filter(uid=uid).first()
    if item is None:
        raise Http404
    if item.is_sensitive and item.is_full:
        services.note_reading(item=item, by=visit.user, at=visit.at)
    return Look(visit, item)


def item_url(item: Item) -> str:
    return reverse("rectification:item", args=[item.uid])


def show(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {"nav_key": "ledger", **context}
    return render(request, f"rectification/{template}.html", context, status=status)


def done(
    request: HttpRequest, visit: Visit, item: Item, sentence: str, *, undo: str = ""
) -> HttpResponse:
    """303 to the item, or home where the act has put it out of the person's sight."""
    messages.success(request, sentence, extra_tags=undo_tag(undo) if undo else "")
    still = Item.objects.visible_to(visit.user, on=visit.on).filter(pk=item.pk).exists()
    response = HttpResponseRedirect(item_url(item) if still else settings.LOGIN_REDIRECT_URL)
    response.status_code = 303
    return response


def keeper(stack: ExitStack) -> Callable[[UploadedFile], StoredUpload]:
    """What stores a file for the time of `stack`: gone again if the act fails."""

    def keep(file: UploadedFile) -> StoredUpload:
        kept = stack.enter_context(upload_kept(file))
        return StoredUpload(kept.path, kept.sha256, kept.size, kept.content_type, kept.name)

    return keep
